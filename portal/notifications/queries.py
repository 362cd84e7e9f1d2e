"""Selects of the inbox, and of the people whom an event may reach."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Row,
    ScalarSelect,
    Select,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased

from portal.core.actor import Actor
from portal.core.db import BigId, read_rows
from portal.core.errors import NotFound
from portal.core.extension import ME, ItemRef
from portal.core.journal import JournalEntry, all_event_names
from portal.core.pages import KeysetOrder, Page, keyset_page
from portal.core.spelled import joined, spelled
from portal.discussion.models import Follow
from portal.linking.events import ItemsTied
from portal.notifications.models import Notification
from portal.notifications.topics import Topic
from portal.notifications.work import WORK
from portal.people.events import SignedInOnNewDevice
from portal.people.models import Person, PersonRole, Role

#: The bell counts no further.
MOST_COUNTED = 100

_other = aliased(Person)
_folded = aliased(Notification)
_folded_entry = aliased(JournalEntry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who may be told of an event."""

    id: int
    roles: frozenset[str]
    team_id: int | None
    choices: Mapping[str, Any]
    follows: bool
    #: Who stands in for them today.
    stand_in_id: int | None


_ROLES = select(joined(PersonRole.role, ",")).where(PersonRole.person_id == Person.id)

_OF_CANDIDATE = (
    Person.id, Person.team_id, Person.choices, Person.away_from, Person.away_until, Person.stand_in_id,
    _ROLES.scalar_subquery(),
)  # fmt: skip


def candidates(
    session: Session,
    *,
    ids: Collection[int] = (),
    roles: Collection[Role] = (),
    team_id: int | None = None,
    followed: ItemRef | None = None,
    everybody: bool = False,
    today: date,
) -> list[Candidate]:
    """The active people among those named by id, role, team or by following the item, or all. One statement."""
    reached: list[ColumnElement[bool]] = [Person.id.in_(ids)] if ids else []
    if everybody:
        reached.append(true())
    if roles:
        reached.append(Person.id.in_(select(PersonRole.person_id).where(PersonRole.role.in_(roles))))
    if team_id is not None:
        reached.append(Person.team_id == team_id)
    if followed is not None:
        reached.append(Person.id.in_(_followers(followed)))
    if not reached:
        return []
    follows = _followers(followed).where(Follow.person_id == Person.id).exists() if followed else literal_column("0")
    working = Person.deactivated_at.is_(None), Person.erased_at.is_(None)
    rows = session.execute(select(*_OF_CANDIDATE, follows).where(or_(*reached), *working))
    return [_candidate(row, today) for row in rows]


def _followers(item: ItemRef) -> Select[Any]:
    return select(Follow.person_id).where(
        Follow.item_kind == item.kind, Follow.item_id == item.id, Follow.muted.is_(False)
    )


def _candidate(row: Row[Any], today: date) -> Candidate:
    person_id, team_id, choices, away_from, away_until, stand_in_id, roles, follows = tuple(row)
    away = away_from is not None and away_from <= today and (away_until is None or today <= away_until)
    return Candidate(
        id=person_id,
        roles=frozenset((roles or "").split(",")) - {""},
        team_id=team_id,
        choices=choices or {},
        follows=bool(follows),
        stand_in_id=stand_in_id if away else None,
    )


def open_leaders(session: Session, people: Collection[int], fold_key: str, since: datetime) -> dict[int, int]:
    """The unread, unkept lines since a moment that another of the same key joins: person to line."""
    rows = read_rows(session, _OPEN_LEADERS, {"people": list(people), "fold_key": fold_key, "since": since})
    return {row[0]: row[1] for row in rows}


#: Asked whenever somebody is told of what may share a line: built once.
_OPEN_LEADERS = (
    select(Notification.person_id, func.max(Notification.id))
    .where(
        Notification.person_id.in_(bindparam("people", expanding=True)),
        Notification.fold_key == bindparam("fold_key"),
        Notification.folded_into_id.is_(None),
        Notification.at > bindparam("since"),
        Notification.read_at.is_(None),
        Notification.kept_at.is_(None),
    )
    .group_by(Notification.person_id)
)


def unread_count(_reader: Actor) -> ScalarSelect[int]:
    """How many unread lines the reader has, at most 100: the bell says '99+' anyway."""
    unread: Select[Any] = (
        select(literal_column("1"))
        .where(
            Notification.person_id == ME,
            Notification.folded_into_id.is_(None),
            Notification.read_at.is_(None),
        )
        .limit(MOST_COUNTED)
    )
    return select(func.count()).select_from(unread.subquery()).scalar_subquery()


#: How many other people the rows behind a line come from.
_OTHERS = (
    select(func.count(_folded_entry.actor_id.distinct()))
    .select_from(_folded)
    .join(_folded_entry, _folded_entry.id == _folded.entry_id)
    .where(_folded.folded_into_id == Notification.id, _folded_entry.actor_id != JournalEntry.actor_id)
    .scalar_subquery()
)
_SHARING = select(func.count()).select_from(_folded).where(_folded.folded_into_id == Notification.id).scalar_subquery()
#: How many more share the line: other people, or further sign-ins of oneself, links, steps of the work.
_EACH_COUNTS = [SignedInOnNewDevice.name, ItemsTied.name, *all_event_names(tuple(WORK))]
_MORE = case((JournalEntry.name.in_(spelled(_EACH_COUNTS)), _SHARING), else_=_OTHERS)


def lines_select(person_id: int | BindParameter[int]) -> Select[Any]:
    """The lines of somebody's inbox with what their sentences need."""
    of_whom = func.coalesce(JournalEntry.data["owner_id"].as_integer(), JournalEntry.data["person_id"].as_integer())
    statement = (
        select(
            Notification.id,
            Notification.topic,
            Notification.at,
            Notification.read_at,
            Notification.kept_at,
            JournalEntry.name,
            JournalEntry.item_kind,
            JournalEntry.item_id,
            JournalEntry.data,
            JournalEntry.actor_id,
            Person.name.label("actor_name"),
            _other.name.label("other_name"),
            _MORE.label("others"),
        )
        .join(JournalEntry, JournalEntry.id == Notification.entry_id)
        .outerjoin(Person, Person.id == JournalEntry.actor_id)
        .outerjoin(_other, _other.id == of_whom)
        .where(Notification.person_id == person_id, Notification.folded_into_id.is_(None))
    )
    return cast(Select[Any], statement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which lines are shown; nothing set: all."""

    unread: bool = False
    kept: bool = False
    topic: Topic | None = None


ORDER = KeysetOrder(Notification.at, Notification.id, lambda row: row.at, lambda row: row.id)


def lines_page(session: Session, actor: Actor, wanted: Filter, cursor: str | None) -> Page[Row[Any]]:
    """One page of the inbox, newest first."""
    statement = lines_select(actor.id)
    if wanted.unread:
        statement = statement.where(Notification.read_at.is_(None))
    if wanted.kept:
        statement = statement.where(Notification.kept_at.is_not(None))
    if wanted.topic is not None:
        statement = statement.where(Notification.topic == wanted.topic)
    return keyset_page(session, statement, ORDER, cursor)


def line_row(session: Session, actor: Actor, line_id: int) -> Row[Any]:
    """One line with what its sentence needs, or NotFound."""
    row = session.execute(lines_select(actor.id).where(Notification.id == line_id)).first()
    if row is None:
        raise NotFound
    return row


#: Built once: every home page asks. One's own sign-ins are for the inbox: they aren't what changed.
_NEWEST_UNREAD = (
    lines_select(bindparam("me", type_=BigId))
    .where(Notification.read_at.is_(None), Notification.topic != Topic.ACCOUNT)
    .order_by(Notification.at.desc(), Notification.id.desc())
    .limit(bindparam("rows", type_=Integer))
)


def newest_unread(session: Session, actor: Actor, limit: int) -> list[Row[Any]]:
    """The newest lines that the person hasn't read, without those about signing in."""
    return list(session.execute(_NEWEST_UNREAD, {"me": actor.id, "rows": limit}))


def own_line(session: Session, actor: Actor, line_id: int) -> Notification:
    """A line of the person's own inbox, or NotFound: others' inboxes are nobody's to know of."""
    row = session.scalar(
        select(Notification).where(
            Notification.id == line_id, Notification.person_id == actor.id, Notification.folded_into_id.is_(None)
        )
    )
    if row is None:
        raise NotFound
    return row


def choices_of(session: Session, actor: Actor) -> Mapping[str, Any]:
    """What the person chose, of every slice."""
    return session.scalar(select(Person.choices).where(Person.id == actor.id)) or {}
