"""Whether what a text names is there to be read."""

from collections.abc import Callable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.algorithms.document import Document
from portal.algorithms.references import references
from portal.core.numbers import read_number
from portal.knowledge.models import ItemState, KnowledgeItem

#: So many links of a text are looked up; of more nothing is said.
MOST_LINKS = 200


def published(session: Session, document: Document) -> Callable[[str, str], bool]:
    """For ``checking.check``: whether a case or an algorithm, named by its number or its title, is published.

    One statement, however many a text names.
    """
    named = list(dict.fromkeys((kind, ref) for kind, ref, _line in references(document)))[:MOST_LINKS]
    if not named:
        return lambda _kind, _ref: True
    numbers = {number for _kind, ref in named if (number := read_number(ref)) is not None}
    rows = session.execute(
        select(KnowledgeItem.kind, KnowledgeItem.id, KnowledgeItem.title).where(
            KnowledgeItem.state == ItemState.PUBLISHED,
            or_(KnowledgeItem.id.in_(numbers), KnowledgeItem.title.in_({ref for _kind, ref in named})),
        )
    ).all()
    there = {(row.kind, row.id) for row in rows} | {(row.kind, row.title) for row in rows}
    asked = set(named)
    return lambda kind, ref: (kind, ref) not in asked or (kind, ref) in there or (kind, read_number(ref)) in there
