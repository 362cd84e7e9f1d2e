"""Lists of initiatives: which rows, in which order, and the numbers on the filters.

A page is one statement that walks an index in the order asked for and stops after its rows.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import BigId, read_rows
from portal.core.pages import KeysetOrder, Page, keyset_page
from portal.core.tags import Tag
from portal.discussion.models import Follow
from portal.initiatives.joining import list_choices
from portal.initiatives.models import (
    INCOMPLETE,
    RESTRICTED,
    UNDECIDED,
    Initiative,
    InitiativeCount,
    InitiativeTag,
    StatusType,
    Support,
)
from portal.initiatives.queries.authorship import co_wrote, written_by
from portal.initiatives.queries.progress import steps_done, steps_in_all
from portal.initiatives.queries.promised import asked_at, promised_day
from portal.initiatives.queries.visibility import visible_when
from portal.people.models import Person, Role

#: What has to be counted for a page is counted up to here: '99+'. It keeps a page's cost the same however full it is.
COUNT_LIMIT = 99
#: A due day binds what is decided and not done.
DUE_TYPES = (StatusType.ACCEPTED, StatusType.IN_PROGRESS)


class Sort(StrEnum):
    """Orders of a list, each with an index."""

    NEW = "new"
    OLDEST = "oldest"
    SUPPORT = "support"
    ACTIVITY = "activity"


class Scope(StrEnum):
    """What an initiative is to the reader."""

    MINE = "mine"
    SUPPORTED = "supported"
    FOLLOWED = "followed"
    OVERDUE = "overdue"
    #: Not decided yet: the committee's queue.
    WAITING = "waiting"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """What somebody wants to see. Empty: everything that is handed in."""

    status_ids: frozenset[int] = frozenset()
    area_id: int | None = None
    team_id: int | None = None
    tag: str | None = None
    author_id: int | None = None
    scopes: frozenset[Scope] = frozenset()
    #: Choices that slices above add: their names in ``joining.list_choices`` and a number each, by name.
    joined: tuple[tuple[str, int], ...] = ()
    sort: Sort = Sort.NEW

    @property
    def counted(self) -> bool:
        """Whether the kept counts know how many rows fit."""
        return not (self.team_id or self.tag or self.author_id or self.scopes or self.joined)

    @property
    def tells_turns(self) -> bool:
        """Whether the rows say whose turn it is, and until when: where somebody looks for what waits, or for theirs."""
        return bool(self.scopes & {Scope.WAITING, Scope.MINE})


_ME, _TEAM, _TODAY = bindparam("me", type_=BigId), bindparam("team", type_=BigId), bindparam("today", type_=Date)
_ORDERS = {
    Sort.NEW: KeysetOrder(Initiative.submitted_at, Initiative.id, lambda row: row.submitted_at, lambda row: row.id),
    Sort.OLDEST: KeysetOrder(
        Initiative.submitted_at, Initiative.id, lambda row: row.submitted_at, lambda row: row.id, ascending=True
    ),
    Sort.SUPPORT: KeysetOrder(
        Initiative.support_count, Initiative.id, lambda row: row.support_count, lambda row: row.id
    ),
    Sort.ACTIVITY: KeysetOrder(
        Initiative.last_activity_at, Initiative.id, lambda row: row.last_activity_at, lambda row: row.id
    ),
}
_COLUMNS = (
    Initiative.id,
    Initiative.title,
    Initiative.origin,
    Initiative.status_id,
    Initiative.status_type,
    Initiative.status_changed_at,
    Initiative.first_answered_at,
    Initiative.area_id,
    Initiative.author_id,
    Person.name.label("author_name"),
    Initiative.submitted_at,
    Initiative.last_activity_at,
    Initiative.comment_count,
    Initiative.support_count,
    Initiative.due_on,
    Initiative.visibility,
    Initiative.merged_into_id,
)


def order_columns(sort: Sort) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The order as a statement without pages says it."""
    order = _ORDERS[sort]
    if order.ascending:
        return order.key.asc(), order.id.asc()
    return order.key.desc(), order.id.desc()


def list_page(
    session: Session, wanted: ListFilter, actor: Actor, *, cursor: str | None = None, today: date
) -> Page[Row[Any]]:
    """A page of rows that ``actor`` may see, with whether they support or wrote along: one statement."""
    statement = _rows_for(wanted, actor.has(Role.COMMITTEE), actor.team_id is not None)
    values = {"me": actor.id, "team": actor.team_id, "today": today}
    return keyset_page(session, statement, _ORDERS[wanted.sort], cursor, values=values)


@lru_cache(maxsize=128)
def _rows_for(wanted: ListFilter, in_committee: bool, in_team: bool) -> Select[Any]:
    """The rows of a filter for a sort of reader, built once: building it costs more than running it."""
    supported = exists().where(Support.initiative_id == Initiative.id, Support.person_id == _ME)
    visible = visible_when(_ME, _TEAM if in_team else None, in_committee=in_committee)
    more = (promised_day().label("promised_day"), asked_at().label("asked_at")) if wanted.tells_turns else ()
    steps = steps_done().label("steps_done"), steps_in_all().label("steps")
    rows: Select[Any] = select(*_COLUMNS, supported.label("supported"), co_wrote(_ME).label("co_wrote"), *steps, *more)  # type: ignore[assignment]  # too many to type
    return rows.outerjoin(Person, Person.id == Initiative.author_id).where(visible, *matching(wanted))


def matching(wanted: ListFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions; the reader (``me``) and the day (``today``) are parameters."""
    found: list[ColumnElement[bool]] = [*_of_status(wanted)]
    if wanted.area_id is not None:
        found.append(Initiative.area_id == wanted.area_id if wanted.area_id else Initiative.area_id.is_(None))
    if wanted.team_id is not None:
        found.append(Initiative.team_id == wanted.team_id)
    if wanted.author_id is not None:
        found.append(Initiative.author_id == wanted.author_id)
    if wanted.tag is not None:
        tagged = select(InitiativeTag.initiative_id).join(Tag, Tag.id == InitiativeTag.tag_id)
        found.append(Initiative.id.in_(tagged.where(Tag.name == wanted.tag)))
    found += [scope_condition(scope, _ME, _TODAY) for scope in sorted(wanted.scopes)]
    found += [list_choices[name].matching(number) for name, number in wanted.joined]
    return found


def _of_status(wanted: ListFilter) -> list[ColumnElement[bool]]:
    if len(wanted.status_ids) == 1:
        return [Initiative.status_id == min(wanted.status_ids)]
    if wanted.status_ids:
        # Hidden in a CASE from the planner, which would look up each status and sort all it found.
        return [case((Initiative.status_id.in_(sorted(wanted.status_ids)), true()), else_=false())]
    # A withdrawn one shows only where its author looks for it, a merged one only under its status.
    return [_STANDING] if Scope.MINE in wanted.scopes else [_HANDED_IN]


_STANDING = Initiative.status_type != StatusType.MERGED
_HANDED_IN = Initiative.status_type.not_in((StatusType.DRAFT, StatusType.MERGED))


def scope_condition(scope: Scope, me: Any, today: Any) -> ColumnElement[bool]:
    """One scope as a condition; ``me`` and ``today`` are values or parameters."""
    if scope is Scope.MINE:
        return written_by(me)
    if scope is Scope.SUPPORTED:
        return Initiative.id.in_(select(Support.initiative_id).where(Support.person_id == me))
    if scope is Scope.FOLLOWED:
        followed = and_(Follow.person_id == me, Follow.item_kind == "initiative", Follow.muted.is_(False))
        return Initiative.id.in_(select(Follow.item_id).where(followed))
    if scope is Scope.OVERDUE:
        return and_(Initiative.status_type.in_(DUE_TYPES), Initiative.due_on < today)
    if scope is Scope.WAITING:
        return and_(UNDECIDED)
    return and_(INCOMPLETE, _HANDED_IN)


@dataclass(frozen=True, slots=True)
class ListCounts:
    """The numbers on the filters. Those of scopes are at most ``COUNT_LIMIT`` + 1."""

    by_place: Mapping[tuple[int, int], int]
    scopes: Mapping[Scope, int]

    @property
    def digest(self) -> str:
        """All numbers in 32 letters: equal for equal numbers."""
        numbers = (sorted(self.by_place.items()), sorted(self.scopes.items()))
        return blake2b(repr(numbers).encode(), digest_size=16).hexdigest()

    def of_statuses(self, area_id: int | None) -> Counter[int]:
        """Numbers by status, within an area if one is chosen."""
        found = Counter[int]()
        for (status_id, area), n in self.by_place.items():
            if area_id is None or area == area_id:
                found[status_id] += n
        return found

    def of_areas(self, status_ids: frozenset[int]) -> Counter[int]:
        """Numbers by area (0: none), within the chosen statuses."""
        found = Counter[int]()
        for (status_id, area), n in self.by_place.items():
            if not status_ids or status_id in status_ids:
                found[area] += n
        return found


_SCOPES = tuple(Scope)


def list_counts(session: Session, actor: Actor, *, today: date) -> ListCounts:
    """The numbers of a list page, in one statement."""
    statement = _counts_for(actor.has(Role.COMMITTEE), actor.team_id is not None)
    places = Counter[tuple[int, int]]()
    scopes: dict[Scope, int] = {}
    for scope, status_id, area_id, n in read_rows(
        session, statement, {"me": actor.id, "team": actor.team_id, "today": today}
    ):
        if scope >= 0:
            scopes[_SCOPES[scope]] = n
        else:
            places[status_id, area_id] += n
    return ListCounts(places, scopes)


@cache
def _counts_for(in_committee: bool, in_team: bool) -> CompoundSelect[Any]:
    """Kept counts, the few restricted ones that the reader may see (those aren't kept), and the capped scopes.

    Built once for each sort of reader: building it costs more than running it.
    """
    visible = visible_when(_ME, _TEAM if in_team else None, in_committee=in_committee)
    area = func.coalesce(Initiative.area_id, 0)
    restricted = (
        select(literal(-1), Initiative.status_id, area, func.count())
        .where(RESTRICTED, visible)
        .group_by(Initiative.status_id, area)
    )
    kept: Any = select(literal(-1), InitiativeCount.status_id, InitiativeCount.area_id, InitiativeCount.n)
    return union_all(kept, restricted, *(_scope_count(place, scope, visible) for place, scope in enumerate(_SCOPES)))


def _scope_count(place: int, scope: Scope, visible: ColumnElement[bool]) -> Any:
    """How many initiatives a scope has, at most ``COUNT_LIMIT`` + 1."""
    rows = select(literal(1)).select_from(Initiative).where(visible, scope_condition(scope, _ME, _TODAY))
    rows = rows.where(_STANDING if scope is Scope.MINE else _HANDED_IN)
    if scope is Scope.INCOMPLETE:
        # PostgreSQL takes most rows for incomplete and reads the whole table; asked for an order, it takes the index.
        rows = rows.order_by(Initiative.submitted_at)
    some = rows.limit(COUNT_LIMIT + 1).subquery()
    return select(literal(place), literal(0), literal(0), select(func.count()).select_from(some).scalar_subquery())
