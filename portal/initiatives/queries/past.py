"""The history of an initiative: its moves between statuses, and what else happened to it."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Date, Integer, String, bindparam, cast, func, null, select, union_all
from sqlalchemy.orm import Session, aliased

from portal.core.db import read_rows
from portal.core.journal import JournalEntry
from portal.core.spelled import spelled
from portal.initiatives.events import (
    InitiativeEdited,
    InitiativesMerged,
    InitiativeUnmerged,
    OwnerAssigned,
    PlanChanged,
    SolutionChosen,
    SolutionProposed,
    SolutionWithdrawn,
    VisibilityChanged,
)
from portal.initiatives.joining import history_words
from portal.initiatives.models import Initiative, Transition
from portal.linking.events import ItemsTied, ItemsUntied
from portal.people.models import Person

#: A history longer than this shows its newest part; the rest stays in the database.
MOVES_SHOWN = 200

_Owner, _Because = aliased(Person), aliased(Transition)
_number = bindparam("number", type_=Initiative.id.type)

#: What happens to an initiative beside its moves and is told in its history; slices above add theirs.
_TOLD = [
    kind.name
    for kind in (
        OwnerAssigned, PlanChanged, VisibilityChanged, InitiativeEdited, InitiativesMerged, InitiativeUnmerged,
        SolutionProposed, SolutionWithdrawn, SolutionChosen, ItemsTied, ItemsUntied,
    )
]  # fmt: skip


class Move(NamedTuple):
    """A row of the history."""

    id: int
    from_status_id: int | None
    to_status_id: int
    actor_id: int | None
    actor_name: str | None
    reason_html: str
    defer_until: date | None
    at: datetime


class Change(NamedTuple):
    """Something else that happened, as the journal has it."""

    event: str
    data: Mapping[str, Any]
    actor_id: int | None
    actor_name: str | None
    #: Of whoever became responsible, when that is what happened.
    owner_name: str | None
    reason_html: str
    at: datetime


def _moves() -> Any:
    return (
        select(
            Transition.id, Transition.at, Transition.actor_id, Person.name.label("actor_name"),
            Transition.from_status_id, Transition.to_status_id, Transition.reason_html, Transition.defer_until,
            cast(null(), String).label("event"), cast(null(), JournalEntry.data.type).label("data"),
            cast(null(), String).label("owner_name"),
        )
        .outerjoin(Person, Person.id == Transition.actor_id)
        .where(Transition.initiative_id == _number)
        .order_by(Transition.id.desc())
        .limit(MOVES_SHOWN)
    )  # fmt: skip


def _changes(told: tuple[str, ...]) -> Any:
    return (
        select(
            JournalEntry.id, JournalEntry.at, JournalEntry.actor_id, Person.name.label("actor_name"),
            cast(null(), Integer).label("from_status_id"), cast(null(), Integer).label("to_status_id"),
            func.coalesce(_Because.reason_html, "").label("reason_html"), cast(null(), Date).label("defer_until"),
            JournalEntry.name.label("event"), JournalEntry.data, _Owner.name.label("owner_name"),
        )
        .outerjoin(Person, Person.id == JournalEntry.actor_id)
        .outerjoin(_Owner, _Owner.id == JournalEntry.data["owner_id"].as_integer())
        .outerjoin(_Because, _Because.id == JournalEntry.data["transition_id"].as_integer())
        .where(
            JournalEntry.item_kind == "initiative", JournalEntry.item_id == _number,
            JournalEntry.name.in_(spelled(told)),
        )
        .order_by(JournalEntry.id.desc())
        .limit(MOVES_SHOWN)
    )  # fmt: skip


@cache
def _past(told: tuple[str, ...]) -> CompoundSelect[Any]:
    """Moves and other changes as rows of one shape, the newest of each."""
    # SQLite takes no LIMIT inside a union, but it does inside a subquery.
    return union_all(select(_moves().subquery()), select(_changes(told).subquery()))


def past(session: Session, number: int) -> tuple[list[Move], list[Change]]:
    """The history, oldest first: moves between statuses, and other changes."""
    statement = _past((*_TOLD, *history_words.names()))
    rows = sorted(read_rows(session, statement, {"number": number}), key=lambda row: int(row.id))
    moves = [
        Move(
            row.id, row.from_status_id, row.to_status_id, row.actor_id, row.actor_name, row.reason_html,
            row.defer_until, row.at,
        )
        for row in rows if row.event is None
    ]  # fmt: skip
    changes = [
        Change(row.event, row.data, row.actor_id, row.actor_name, row.owner_name, row.reason_html, row.at)
        for row in rows
        if row.event is not None
    ]
    return moves, changes
