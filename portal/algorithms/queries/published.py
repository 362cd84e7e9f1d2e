"""Whether the cases and algorithms that a text names are there for its readers."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from portal.algorithms.document import Document
from portal.algorithms.references import references
from portal.core.extension import ItemRef
from portal.core.numbers import read_number
from portal.knowledge.models import ItemState, KnowledgeItem


def published_in(session: Session) -> Callable[[str, str], bool]:
    """Tells of a kind, and of a number or a title as it was written, whether such an item is published."""
    known: dict[tuple[str, str], bool] = {}

    def is_published(kind: str, ref: str) -> bool:
        if (kind, ref) not in known:
            wanted = (KnowledgeItem.kind == kind, KnowledgeItem.state == ItemState.PUBLISHED, _named(ref))
            known[kind, ref] = bool(session.scalar(select(exists().where(*wanted))))
        return known[kind, ref]

    return is_published


def named_by(session: Session, document: Document) -> set[ItemRef]:
    """The published cases and algorithms that a text names; of several with one title the oldest."""
    wanted = {(kind, ref) for kind, ref, _line in references(document)}
    found = ((kind, session.scalar(_first(kind, ref))) for kind, ref in sorted(wanted))
    return {ItemRef(kind, number) for kind, number in found if number is not None}


def _first(kind: str, ref: str) -> Select[int]:
    published = KnowledgeItem.kind == kind, KnowledgeItem.state == ItemState.PUBLISHED, _named(ref)
    return select(KnowledgeItem.id).where(*published).order_by(KnowledgeItem.id).limit(1)


def _named(ref: str) -> ColumnElement[bool]:
    number = read_number(ref)
    return KnowledgeItem.title == ref if number is None else KnowledgeItem.id == number
