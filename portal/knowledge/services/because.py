"""Why a text changes: a note that names a case by its address ties the two together once the change stands."""

import re
from collections.abc import Iterator

from sqlalchemy.orm import Session

from portal.core.extension import ItemRef
from portal.core.links import cards_of
from portal.core.numbers import read_number
from portal.knowledge.item_kind import knowledge_kinds
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision
from portal.linking.relations import Relation
from portal.linking.services import tie
from portal.people.identity import actor_of
from portal.people.models import Person

_ADDRESS = re.compile(r"(/\w+)/(a?\d{1,18})\b", re.ASCII)


def named_items(note: str) -> Iterator[ItemRef]:
    """The items of knowledge whose addresses stand in a note."""
    kinds = {kind.prefix: kind.kind for kind in knowledge_kinds}
    for prefix, digits in _ADDRESS.findall(note):
        number = read_number(digits)
        if prefix in kinds and number is not None:
            yield ItemRef(kinds[prefix], number)


def tie_to_reasons(session: Session, item: KnowledgeItem, revision: KnowledgeRevision) -> None:
    """Say on both that one changed because of the other; what its reviewer can't see is left out."""
    if revision.reviewed_by_id is None or revision.published_at is None:
        return
    here = ItemRef(item.kind, item.id)
    named = [ref for ref in named_items(revision.note) if ref != here]
    if not named:
        return
    reviewer = actor_of(session, session.get_one(Person, revision.reviewed_by_id))
    for there in cards_of(session, named, reviewer):
        tie(session, here, Relation.CHANGED_BECAUSE_OF, there, reviewer, now=revision.published_at)
