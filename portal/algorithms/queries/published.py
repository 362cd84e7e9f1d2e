"""Whether the cases and algorithms that a text names are there for its readers."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

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


def _named(ref: str) -> ColumnElement[bool]:
    number = read_number(ref)
    return KnowledgeItem.title == ref if number is None else KnowledgeItem.id == number
