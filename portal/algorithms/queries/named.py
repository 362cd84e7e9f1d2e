"""The cases and algorithms that a text names: which of them its readers find."""

from collections.abc import Callable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.algorithms.document import Document
from portal.algorithms.references import references
from portal.core.extension import ItemRef
from portal.core.numbers import read_number
from portal.knowledge.models import ItemState, KnowledgeItem

#: So many names one statement asks for: databases take no more than some ten thousand values.
AT_ONCE = 5_000


def published(session: Session, document: Document) -> Callable[[str, str], bool]:
    """For ``checking.check``: whether a case or an algorithm, named by its number or its title, is published."""
    found = _published(session, document)
    return lambda kind, ref: (kind, ref) in found


def named_by(session: Session, document: Document) -> set[ItemRef]:
    """The published cases and algorithms that a text names; of several with one title the oldest."""
    return {ItemRef(kind, number) for (kind, _ref), number in _published(session, document).items()}


def _published(session: Session, document: Document) -> dict[tuple[str, str], int]:
    """Numbers by kind and by number or title as it was written."""
    asked = list(dict.fromkeys((kind, ref) for kind, ref, _line in references(document)))
    found: dict[tuple[str, str], int] = {}
    for start in range(0, len(asked), AT_ONCE):
        found |= _some(session, asked[start : start + AT_ONCE])
    return found


def _some(session: Session, asked: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The same in one statement."""
    numbers = {ref: read_number(ref) for _kind, ref in asked}
    ids = {number for number in numbers.values() if number is not None}
    titles = {ref for ref, number in numbers.items() if number is None}
    rows = session.execute(
        select(KnowledgeItem.kind, KnowledgeItem.id, KnowledgeItem.title)
        .where(
            KnowledgeItem.state == ItemState.PUBLISHED, or_(KnowledgeItem.id.in_(ids), KnowledgeItem.title.in_(titles))
        )
        .order_by(KnowledgeItem.id.desc())
    ).all()
    by_number = {(row.kind, row.id) for row in rows}
    by_title = {(row.kind, row.title): row.id for row in rows}
    found = ((kind, ref, numbers[ref]) for kind, ref in asked)
    meant = {
        (kind, ref): number if (kind, number) in by_number else by_title.get((kind, ref)) for kind, ref, number in found
    }
    return {name: number for name, number in meant.items() if number is not None}
