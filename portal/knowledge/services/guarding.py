"""Personal data in a text that is to be published: found, and published only with a statement that is kept."""

from collections import Counter
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.guard.findings import Finding, findings
from portal.guard.queries import allowed
from portal.knowledge.models import KnowledgeRevision, NotPersonal


def findings_in(session: Session, revision: KnowledgeRevision) -> tuple[Finding, ...]:
    """What the guard finds in everything that readers will see; the company's public contacts may stand."""
    around = ("tags", ", ".join(revision.tags)), ("note", revision.note or "")
    return _looked_through((("title", revision.title), *revision.parts.items(), *around), allowed(session))


@lru_cache(maxsize=32)
def _looked_through(texts: tuple[tuple[str, str], ...], public: tuple[str, ...]) -> tuple[Finding, ...]:
    """A long text takes tenths of a second: what was looked through before a transaction isn't again inside it."""
    return tuple(findings(dict(texts), public))


def masked_since(session: Session, former: KnowledgeRevision, stands: KnowledgeRevision) -> frozenset[str]:
    """The keys of values that the guard finds in what stood and not in what stands."""
    present = {one.key for one in findings_in(session, stands)}
    return frozenset(one.key for one in findings_in(session, former)) - present


def require_stated(
    session: Session, revision: KnowledgeRevision, actor: Actor, *, not_personal: bool, now: datetime
) -> None:
    """Keep the statement of whoever publishes a text in which something was found; raise Invalid without one."""
    found = Counter(str(finding.kind) for finding in findings_in(session, revision))
    if not found:
        return
    if not not_personal:
        raise Invalid(
            _l("This text seems to hold personal data. Mask it, or state that it isn't personal."), field="not_personal"
        )
    statement = NotPersonal(
        item_id=revision.item_id, revision_number=revision.number, by_id=actor.id, at=now, found=dict(found)
    )
    session.add(statement)
