"""Who is to keep a text that comes to stand, and until when: as the text itself says, else as is usual."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.knowledge.models import CHECK_AGAIN_DAYS, KnowledgeItem, KnowledgeRevision
from portal.knowledge.queries import genres, standing
from portal.knowledge.services.keeping import require_to_come
from portal.knowledge.shapes import OwnFacts
from portal.people.queries import person_meant


def keeper_of(session: Session, item: KnowledgeItem, revision: KnowledgeRevision, actor: Actor) -> int:
    """Whom the text names, unless the one that stands named them too: then whoever keeps it stays. Nobody named: its
    author; without a name, or when they have left, whoever publishes it.
    """
    named = _own_facts(session, revision).keeper
    meant = person_meant(session, named) if named and not _is_known(session, item, named) else None
    return meant or item.keeper_id or _natural_keeper(revision, actor)


def _is_known(session: Session, item: KnowledgeItem, named: str) -> bool:
    before = standing(session, item)
    return before is not None and _own_facts(session, before).keeper == named


def day_to_check(session: Session, revision: KnowledgeRevision, now: datetime, *, chosen: date | None = None) -> date:
    """The day that was chosen (Invalid when it isn't to come), else the one that the text says, if it is to come; else
    after the usual time.
    """
    if chosen is not None:
        require_to_come(chosen, now)
        return chosen
    today = i18n.today(now)
    said = _own_facts(session, revision).check_again_on
    return said if said is not None and said > today else today + timedelta(days=CHECK_AGAIN_DAYS)


def _own_facts(session: Session, revision: KnowledgeRevision) -> OwnFacts:
    own_facts = genres(session).by_id[revision.genre_id].shape.own_facts
    return own_facts(revision.parts) if own_facts is not None else OwnFacts(title=revision.title)


def _natural_keeper(revision: KnowledgeRevision, actor: Actor) -> int:
    author = revision.author
    return actor.id if author is None or author.deactivated_at is not None else author.id
