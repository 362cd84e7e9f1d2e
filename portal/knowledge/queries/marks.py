"""The green marks of one item, in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, bindparam, select
from sqlalchemy.orm import Session

from portal.core.db import read_rows
from portal.knowledge.models import GreenMark
from portal.people.models import Person

#: So many are shown on a page; of more, those that were made first.
MOST_SHOWN = 300


#: Not taken back.
STANDS = GreenMark.taken_back_at.is_(None)


class ShownMark(NamedTuple):
    """A mark as a page needs it; ``name`` is None for those who were erased."""

    id: int
    part: str
    quote: str
    start: int
    length: int
    note: str
    by_id: int | None
    name: str | None
    at: datetime
    lost_in: int | None


_ITEM_ID = bindparam("item_id", type_=BigInteger)
_MARKS = (
    select(
        GreenMark.id, GreenMark.part, GreenMark.quote, GreenMark.start, GreenMark.length, GreenMark.note,
        GreenMark.by_id, Person.name, GreenMark.at, GreenMark.lost_in,
    )
    .outerjoin(Person, Person.id == GreenMark.by_id)
    .where(GreenMark.item_id == _ITEM_ID, STANDS)
    .order_by(GreenMark.id)
    .limit(MOST_SHOWN)
)  # fmt: skip


def marks_of(session: Session, item_id: int) -> Sequence[ShownMark]:
    """The marks of an item in the order in which they were made, those whose words are gone too."""
    return [ShownMark(*row) for row in read_rows(session, _MARKS, {"item_id": item_id})]
