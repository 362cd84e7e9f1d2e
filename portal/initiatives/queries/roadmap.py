"""The roadmap: what is promised and what was done, by quarters."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, Protocol, Self

from sqlalchemy import ColumnElement, Date, and_, bindparam, select, true, union_all
from sqlalchemy.orm import Session, aliased

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import BigId, UtcDateTime, read_rows
from portal.core.extension import ME
from portal.initiatives.models import Initiative
from portal.initiatives.queries.lists import DUE_TYPES, ListFilter, matching
from portal.initiatives.queries.visibility import visible_when
from portal.people.models import Person, Role

#: Quarters on one page.
QUARTERS_SHOWN = 4
#: So many of each kind (planned, without a day, done) at most.
MOST_ROWS = 300
_Owner = aliased(Person)
_TEAM = bindparam("team", type_=BigId)
_END, _TODAY = bindparam("end", type_=Date), bindparam("today", type_=Date)
_FIRST = bindparam("first", type_=Date)
_FROM, _UNTIL = bindparam("from_moment", type_=UtcDateTime()), bindparam("until_moment", type_=UtcDateTime())


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year; ``number`` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter in which a day lies."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first_day(self) -> date:
        """Where it begins."""
        return date(self.year, self.number * 3 - 2, 1)

    def later(self, quarters: int) -> "Quarter":
        """So many quarters on, or back."""
        place = self.year * 4 + self.number - 1 + quarters
        return Quarter(place // 4, place % 4 + 1)


class RoadmapRow(Protocol):
    """One initiative on its way, or done: a row as the database gives it."""

    id: int
    title: str
    status_id: int
    area_id: int | None
    owner_id: int | None
    owner_name: str | None
    support_count: int
    due_on: date | None
    implemented_at: datetime | None
    status_changed_at: datetime

    def __iter__(self) -> Iterator[Hashable]: ...


@dataclass(frozen=True, slots=True)
class Roadmap:
    """Rows by quarter, those without a day, and whether some were left out."""

    by_quarter: dict[Quarter, list[RoadmapRow]]
    undated: list[RoadmapRow]
    cut: bool


def roadmap(session: Session, wanted: ListFilter, actor: Actor, first: Quarter, *, today: date) -> Roadmap:
    """``QUARTERS_SHOWN`` quarters from ``first``: one statement.

    What was promised for an earlier quarter and isn't done yet stands in the present one, if that is shown.
    """
    end = first.later(QUARTERS_SHOWN).first_day
    present = Quarter.of(today)
    overdue_too = first <= present and present.first_day < end
    values = {
        "me": actor.id, "team": actor.team_id, "today": today, "first": first.first_day, "end": end,
        "from_moment": i18n.midnight(first.first_day), "until_moment": i18n.midnight(end),
    }  # fmt: skip
    statement = _statement(wanted, actor.has(Role.COMMITTEE), actor.team_id is not None, overdue_too)
    rows = read_rows(session, statement, values)
    done = [row for row in rows if row.implemented_at is not None]
    planned = sorted((row for row in rows if row.implemented_at is None and row.due_on is not None), key=_BY_DAY)
    undated = sorted((row for row in rows if row.implemented_at is None and row.due_on is None), key=_BY_CHANGE)
    found: dict[Quarter, list[RoadmapRow]] = {first.later(place): [] for place in range(QUARTERS_SHOWN)}
    for row in done:
        found[Quarter.of(i18n.today(row.implemented_at))].append(row)
    for row in planned[:MOST_ROWS]:
        quarter = Quarter.of(row.due_on)
        found[present if overdue_too and quarter < present else quarter].append(row)
    return Roadmap(found, undated[:MOST_ROWS], cut=max(len(done), len(planned), len(undated)) >= MOST_ROWS)


_BY_DAY, _BY_CHANGE = attrgetter("due_on", "status_changed_at", "id"), attrgetter("status_changed_at", "id")


@lru_cache(maxsize=64)
def _statement(wanted: ListFilter, in_committee: bool, in_team: bool, overdue_too: bool) -> Any:
    """The first rows of each sort. What is promised is asked for by type: so each comes in the order of its index."""
    visible = visible_when(ME, _TEAM if in_team else None, in_committee=in_committee)
    done = and_(visible, Initiative.implemented_at >= _FROM, Initiative.implemented_at < _UNTIL, *matching(wanted))
    parts = [_rows(done, Initiative.implemented_at)]
    for type_ in DUE_TYPES:
        promised = and_(visible, Initiative.status_type == type_, *matching(wanted))
        planned = and_(promised, Initiative.due_on < _END, true() if overdue_too else Initiative.due_on >= _FIRST)
        parts.append(_rows(planned, Initiative.due_on, Initiative.status_changed_at))
        # Ordered by the day too, though none has one: so PostgreSQL reads them from the index by day.
        undated = and_(promised, Initiative.due_on.is_(None))
        parts.append(_rows(undated, Initiative.due_on, Initiative.status_changed_at))
    return union_all(*(select(part.subquery()) for part in parts))


def _rows(condition: ColumnElement[bool], *order: Any) -> Any:
    return (
        select(
            Initiative.id, Initiative.title, Initiative.status_id, Initiative.area_id, Initiative.owner_id,
            _Owner.name.label("owner_name"), Initiative.support_count, Initiative.due_on, Initiative.implemented_at,
            Initiative.status_changed_at,
        )
        .outerjoin(_Owner, _Owner.id == Initiative.owner_id)
        .where(condition)
        .order_by(*order, Initiative.id)
        .limit(MOST_ROWS)
    )  # fmt: skip
