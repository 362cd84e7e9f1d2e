"""Everything one page shows of one initiative: three statements, whatever the data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.journal import JournalEntry
from portal.discussion.models import Follow
from portal.initiatives.events import InitiativeEdited, OwnerAssigned, PlanChanged, VisibilityChanged
from portal.initiatives.models import (
    Frequency,
    Initiative,
    InitiativeRevision,
    InitiativeTag,
    InitiativeTeam,
    Reach,
    Support,
    Tag,
    Transition,
)
from portal.initiatives.queries.last_word import last_word
from portal.initiatives.queries.visibility import visible_when
from portal.people.models import Person, Role

EVIDENCE_SHOWN = 6
#: A history longer than this shows its newest part; the rest stays in the database.
MOVES_SHOWN = 200
_SEPARATOR = "\n"

_Author, _Owner = aliased(Person), aliased(Person)
_number, _me = bindparam("number", type_=Initiative.id.type), bindparam("me", type_=Person.id.type)
_team = bindparam("team", type_=Person.id.type)


@dataclass(frozen=True, slots=True)
class MySupport:
    """What the reader has said in support."""

    frequency: Frequency | None
    reach: Reach | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One initiative with what stands beside it."""

    initiative: Initiative
    author_name: str | None
    owner_name: str | None
    owner_team_id: int | None
    tags: list[str]
    #: Teams to which a restricted one is open.
    team_ids: list[int]
    mine: MySupport | None
    follows: bool
    revised: bool
    frequency: Mapping[Frequency, int]
    reach: Mapping[Reach, int]
    evidence_count: int
    #: A LastWord, or nothing.
    last_word: str | None


class Evidence(NamedTuple):
    """A supporter's line."""

    text: str
    name: str | None
    frequency: Frequency | None


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
    at: datetime


def _voices() -> Any:
    """One row: how many supporters said what."""
    said = [func.count().filter(Support.frequency == value).label(value.value) for value in Frequency]
    said += [func.count().filter(Support.reach == value).label(value.value) for value in Reach]
    lines = func.count().filter(Support.evidence != "").label("lines")
    return select(*said, lines).where(Support.initiative_id == _number).subquery()


@cache
def _detail(*, in_team: bool, in_committee: bool) -> Select[Any]:
    """The statement for a kind of reader: built once, because building costs more than asking."""
    voices = _voices()
    tags = (
        select(func.aggregate_strings(Tag.name, _SEPARATOR))
        .join(InitiativeTag, InitiativeTag.tag_id == Tag.id)
        .where(InitiativeTag.initiative_id == _number)
        .scalar_subquery()
    )
    teams = (
        select(func.aggregate_strings(cast(InitiativeTeam.team_id, String), _SEPARATOR))
        .where(InitiativeTeam.initiative_id == _number)
        .scalar_subquery()
    )
    revised = exists().where(InitiativeRevision.initiative_id == _number)
    mine = and_(Support.initiative_id == _number, Support.person_id == _me)
    follow = and_(Follow.item_kind == "initiative", Follow.item_id == _number, Follow.person_id == _me)
    return (
        select(
            Initiative, _Author.name, _Owner.name, _Owner.team_id, tags, teams, revised,
            Support.id, Support.frequency, Support.reach, Support.evidence, Follow.muted, last_word(), *voices.c,
        )
        .outerjoin(_Author, _Author.id == Initiative.author_id)
        .outerjoin(_Owner, _Owner.id == Initiative.owner_id)
        .outerjoin(Support, mine)
        .outerjoin(Follow, follow)
        .join(voices, true())
        .where(Initiative.id == _number, visible_when(_me, _team if in_team else None, in_committee=in_committee))
    )  # fmt: skip


_EVIDENCE = (
    select(Support.evidence, Person.name, Support.frequency)
    .join(Person, Person.id == Support.person_id)
    .where(Support.initiative_id == _number, Support.evidence != "")
    .order_by(Support.at.desc(), Support.id.desc())
    .limit(EVIDENCE_SHOWN)
)
#: What happens to an initiative beside its moves and is told in its history.
_TOLD = [kind.name for kind in (OwnerAssigned, PlanChanged, VisibilityChanged, InitiativeEdited)]


def _past() -> CompoundSelect[Any]:
    """Moves and other changes as rows of one shape, the newest of each."""
    moved = (
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
    changed = (
        select(
            JournalEntry.id, JournalEntry.at, JournalEntry.actor_id, Person.name.label("actor_name"),
            cast(null(), Integer).label("from_status_id"), cast(null(), Integer).label("to_status_id"),
            literal("").label("reason_html"), cast(null(), Date).label("defer_until"),
            JournalEntry.name.label("event"), JournalEntry.data, _Owner.name.label("owner_name"),
        )
        .outerjoin(Person, Person.id == JournalEntry.actor_id)
        .outerjoin(_Owner, _Owner.id == JournalEntry.data["owner_id"].as_integer())
        .where(
            JournalEntry.item_kind == "initiative", JournalEntry.item_id == _number, JournalEntry.name.in_(_TOLD)
        )
        .order_by(JournalEntry.id.desc())
        .limit(MOVES_SHOWN)
    )  # fmt: skip
    # SQLite takes no LIMIT inside a union, but it does inside a subquery.
    return union_all(select(moved.subquery()), select(changed.subquery()))


_PAST = _past()


def detail(session: Session, number: int, actor: Actor) -> Detail:
    """The initiative of that number; NotFound when it is absent or hidden from ``actor``."""
    statement = _detail(in_team=actor.team_id is not None, in_committee=actor.has(Role.COMMITTEE))
    values = {"number": number, "me": actor.id, "team": actor.team_id}
    row: Any = session.execute(statement, values).one_or_none()
    if row is None:
        raise NotFound
    (
        initiative,
        author,
        owner,
        owner_team,
        tags,
        teams,
        revised,
        mine,
        frequency,
        reach,
        evidence,
        muted,
        word,
        *said,
    ) = row
    counts = dict(zip([*Frequency, *Reach], said, strict=False))
    return Detail(
        initiative=initiative,
        author_name=author,
        owner_name=owner,
        owner_team_id=owner_team,
        tags=sorted(tags.split(_SEPARATOR)) if tags else [],
        team_ids=[int(id_) for id_ in teams.split(_SEPARATOR)] if teams else [],
        mine=None if mine is None else MySupport(frequency, reach, evidence),
        follows=muted is False,
        revised=revised,
        frequency={value: counts[value] for value in Frequency},
        reach={value: counts[value] for value in Reach},
        evidence_count=said[-1],
        last_word=word,
    )


def evidence(session: Session, number: int) -> list[Evidence]:
    """The newest lines of supporters."""
    return [Evidence(*row) for row in session.execute(_EVIDENCE, {"number": number})]


def past(session: Session, number: int) -> tuple[list[Move], list[Change]]:
    """The history, oldest first: moves between statuses, and other changes."""
    rows = sorted(session.execute(_PAST, {"number": number}), key=lambda row: int(row.id))
    moves = [
        Move(
            row.id, row.from_status_id, row.to_status_id, row.actor_id, row.actor_name, row.reason_html,
            row.defer_until, row.at,
        )
        for row in rows if row.event is None
    ]  # fmt: skip
    changes = [
        Change(row.event, row.data, row.actor_id, row.actor_name, row.owner_name, row.at)
        for row in rows
        if row.event is not None
    ]
    return moves, changes
