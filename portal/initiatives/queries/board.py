"""The board: the list's initiatives as cards, as many as a page carries."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Select, and_, bindparam, exists, literal_column, select, union_all
from sqlalchemy.orm import Session, aliased

from portal.core.actor import Actor
from portal.core.db import BigId, read_rows
from portal.core.extension import ME
from portal.initiatives.models import INCOMPLETE, CoAuthor, Initiative, StatusType
from portal.initiatives.queries.lists import ListFilter, matching, order_columns
from portal.initiatives.queries.reference import KnownStatus, Statuses
from portal.initiatives.queries.visibility import visible_when
from portal.people.models import Person, Role

#: So many cards at most; beyond that each status shows an equal share of its first ones.
MOST_CARDS = 1000
#: Columns in the order of the workflow. Drafts are nobody's to see, and merged ones live on in another.
BOARD_TYPES = (
    StatusType.NEW,
    StatusType.IN_REVIEW,
    StatusType.ACCEPTED,
    StatusType.IN_PROGRESS,
    StatusType.IMPLEMENTED,
    StatusType.MEASURED,
    StatusType.DEFERRED,
    StatusType.DECLINED,
)
_Owner = aliased(Person)
_TEAM = bindparam("team", type_=BigId)
_INCOMPLETE: Any = literal_column(INCOMPLETE.text).label("incomplete")


class CardRow(Protocol):
    """What a card shows, and what decides where it may go: a row as the database gives it, hashable."""

    id: int
    title: str
    status_id: int
    author_id: int | None
    owner_id: int | None
    owner_name: str | None
    area_id: int | None
    support_count: int
    due_on: date | None
    incomplete: bool
    #: Whether the reader wrote one of those that were merged into it.
    co_author: bool

    def __iter__(self) -> Iterator[Hashable]: ...


class Cards(NamedTuple):
    """Cards in the list's order; ``whole``: nothing was left out."""

    rows: Sequence[CardRow]
    whole: bool


def board_statuses(known: Statuses, wanted: ListFilter) -> list[KnownStatus]:
    """The statuses that have a place on the board, in its order: the chosen ones, or all."""
    return [
        status
        for type_ in BOARD_TYPES
        for status in known.all
        if status.type is type_ and (not wanted.status_ids or status.id in wanted.status_ids)
    ]


def board_cards(
    session: Session,
    wanted: ListFilter,
    actor: Actor,
    shown: Iterable[KnownStatus],
    *,
    today: date,
    most: int = MOST_CARDS,
) -> Cards:
    """Cards that fit the filter and that ``actor`` may see.

    One statement; a second one when there are more than ``most``, for an equal share of each status ``shown``.
    """
    kind = (actor.has(Role.COMMITTEE), actor.team_id is not None)
    values = {"me": actor.id, "team": actor.team_id, "today": today}
    found = read_rows(session, _first(wanted, most, *kind), values)
    whole = len(found) <= most
    if not whole:
        found = read_rows(session, _shares(wanted, most, tuple(status.id for status in shown), *kind), values)
    return Cards(found, whole)


@lru_cache(maxsize=64)
def _cards(wanted: ListFilter, in_committee: bool, in_team: bool) -> Select[Any]:
    together = exists().where(CoAuthor.initiative_id == Initiative.id, CoAuthor.person_id == ME)
    co_author = and_(Initiative.twin_count > 0, together)  # few have twins: the others aren't looked up
    columns: Select[Any] = select(
        Initiative.id, Initiative.title, Initiative.status_id, Initiative.author_id, Initiative.owner_id,
        _Owner.name.label("owner_name"), Initiative.area_id, Initiative.support_count, Initiative.due_on, _INCOMPLETE,
        co_author.label("co_author"),
    )  # fmt: skip
    visible = visible_when(ME, _TEAM if in_team else None, in_committee=in_committee)
    return (
        columns.outerjoin(_Owner, _Owner.id == Initiative.owner_id)
        .where(visible, *matching(wanted), Initiative.status_type != StatusType.MERGED)
        .order_by(*order_columns(wanted.sort))
    )


@lru_cache(maxsize=64)
def _first(wanted: ListFilter, most: int, in_committee: bool, in_team: bool) -> Select[Any]:
    """The first cards of all statuses together, and one more."""
    return _cards(wanted, in_committee, in_team).limit(most + 1)


@lru_cache(maxsize=64)
def _shares(wanted: ListFilter, most: int, status_ids: tuple[int, ...], in_committee: bool, in_team: bool) -> Any:
    """An equal share of each status, walked along the index of status and order."""
    of_one = _cards(wanted, in_committee, in_team).limit(most // max(len(status_ids), 1))
    return union_all(*(select(of_one.where(Initiative.status_id == id_).subquery()) for id_ in status_ids))
