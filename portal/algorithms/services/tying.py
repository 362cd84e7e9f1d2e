"""What an algorithm's text names is tied to it once the text stands, and no longer when a later text doesn't."""

from sqlalchemy.orm import Session

from portal.algorithms.own_facts import SOURCE
from portal.algorithms.queries.named import named_by
from portal.algorithms.shapes import KIND
from portal.algorithms.understanding import understood
from portal.core.extension import ItemRef
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision
from portal.knowledge.queries import revision_of
from portal.linking.relations import Relation
from portal.linking.services import tie, untie
from portal.people.identity import actor_of
from portal.people.models import Person


def tie_to_named(session: Session, item: KnowledgeItem, revision: KnowledgeRevision) -> None:
    """After publishing: see also what the text names. What came in a file names the items of another portal."""
    if item.kind != KIND or revision.reviewed_by_id is None or revision.published_at is None:
        return
    here = ItemRef(item.kind, item.id)
    named = _named(session, revision) - {here}
    before = _named(session, revision_of(session, item, revision.based_on)) if revision.based_on else set()
    actor = actor_of(session, session.get_one(Person, revision.reviewed_by_id))
    for other in sorted(named - before, key=_place):
        tie(session, here, Relation.SEE_ALSO, other, actor, now=revision.published_at)
    for other in sorted(before - named - {here}, key=_place):
        untie(session, here, Relation.SEE_ALSO, other, actor, now=revision.published_at)


def _named(session: Session, revision: KnowledgeRevision) -> set[ItemRef]:
    return named_by(session, understood(str(revision.parts.get(SOURCE, ""))).document)


def _place(ref: ItemRef) -> tuple[str, int]:
    return ref.kind, ref.id
