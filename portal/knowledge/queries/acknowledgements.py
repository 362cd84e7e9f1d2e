"""Who is asked to say that they have read an item, and who has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import read_rows
from portal.core.extension import ME
from portal.knowledge.models import Acknowledgement, AcknowledgingTeam, ItemState, KnowledgeItem
from portal.people.models import Person

#: So many names stand on a page; a team is smaller.
MOST_NAMES = 500
#: So many items wait on one page: more is a fault of whoever asks.
MOST_WAITING = 100


def holds(changed_in_matter_at: Any = KnowledgeItem.changed_in_matter_at) -> ColumnElement[bool]:
    """Whether an ``Acknowledgement`` still says that somebody has read it: ``policy.has_read_what_holds``."""
    return or_(changed_in_matter_at.is_(None), Acknowledgement.at >= changed_in_matter_at)


def has_read(person_id: Any) -> ColumnElement[bool]:
    """Whether somebody has acknowledged ``KnowledgeItem`` since it changed in the matter."""
    return exists().where(Acknowledgement.item_id == KnowledgeItem.id, Acknowledgement.person_id == person_id, holds())


def is_asked(team_id: Any) -> ColumnElement[bool]:
    """Whether ``KnowledgeItem`` asks the people of a team to acknowledge it."""
    of_item = exists().where(AcknowledgingTeam.item_id == KnowledgeItem.id)
    return and_(
        KnowledgeItem.must_acknowledge,
        KnowledgeItem.state == ItemState.PUBLISHED,
        or_(~of_item, of_item.where(AcknowledgingTeam.team_id == team_id)),
    )


def _waits() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What waits for the reader (``ME``)."""
    team = select(Person.team_id).where(Person.id == ME).scalar_subquery()
    return is_asked(team), ~has_read(ME)


def waiting_count(_actor: Actor) -> ScalarSelect[int]:
    """A number in the frame."""
    return to_read_count()


def to_read_count() -> ScalarSelect[int]:
    """How many items wait to be read by ``ME``."""
    return select(func.count()).select_from(KnowledgeItem).where(*_waits()).scalar_subquery()


@cache
def _waiting() -> Select[Any]:
    before = select(func.max(Acknowledgement.at)).where(
        Acknowledgement.item_id == KnowledgeItem.id, Acknowledgement.person_id == ME
    )
    columns: tuple[Any, ...] = (
        KnowledgeItem.id, KnowledgeItem.kind, KnowledgeItem.genre_id, KnowledgeItem.title, KnowledgeItem.lead,
        KnowledgeItem.language, KnowledgeItem.changed_in_matter_at, before.scalar_subquery().label("read_at"),
    )  # fmt: skip
    return (
        select(*columns)
        .where(*_waits())
        .order_by(KnowledgeItem.changed_in_matter_at, KnowledgeItem.id)
        .limit(MOST_WAITING)
    )


def waiting_for(session: Session, actor: Actor) -> Sequence[Any]:
    """What waits to be read by ``actor``, the longest first; ``read_at``: when an earlier text was acknowledged."""
    return read_rows(session, _waiting(), {ME.key: actor.id})


def read_lately(session: Session, actor: Actor, rows: int = 10) -> Sequence[Any]:
    """What ``actor`` acknowledged last and can still see."""
    last = func.max(Acknowledgement.at)
    columns = (KnowledgeItem.id, KnowledgeItem.kind, KnowledgeItem.title, KnowledgeItem.language)
    return read_rows(
        session,
        select(*columns, last.label("at"))
        .join(KnowledgeItem, KnowledgeItem.id == Acknowledgement.item_id)
        .where(Acknowledgement.person_id == actor.id, KnowledgeItem.state == ItemState.PUBLISHED)
        .group_by(*columns)
        .order_by(last.desc(), KnowledgeItem.id)
        .limit(rows),
    )


@dataclass(frozen=True, slots=True)
class TeamReaders:
    """How many of a team (None: people in no team) are asked, and how many of them have read it."""

    team_id: int | None
    asked: int
    read: int


def readers_by_team(session: Session, item_id: int) -> list[TeamReaders]:
    """The teams that are asked, in one statement."""
    read = func.sum(case((has_read(Person.id), 1), else_=0))
    rows = session.execute(
        select(Person.team_id, func.count(), read)
        .select_from(Person)
        .join(KnowledgeItem, KnowledgeItem.id == item_id)
        .where(Person.deactivated_at.is_(None), is_asked(Person.team_id))
        .group_by(Person.team_id)
    )
    return [TeamReaders(team_id, asked, read) for team_id, asked, read in rows]


def readers_in(session: Session, item_id: int, team_id: int | None, today: date) -> Sequence[Row[Any]]:
    """The people of a team that is asked, by name: ``read_at`` (None: not yet) and whether they are ``away``."""
    away = and_(Person.away_from <= today, or_(Person.away_until.is_(None), Person.away_until >= today))
    read_at = select(func.max(Acknowledgement.at)).where(
        Acknowledgement.item_id == KnowledgeItem.id, Acknowledgement.person_id == Person.id, holds()
    )
    in_team = Person.team_id.is_(None) if team_id is None else Person.team_id == team_id
    columns: tuple[Any, ...] = (
        Person.id, Person.name, Person.job, read_at.scalar_subquery().label("read_at"), away.label("away"),
    )  # fmt: skip
    return session.execute(
        select(*columns)
        .select_from(Person)
        .join(KnowledgeItem, KnowledgeItem.id == item_id)
        .where(Person.deactivated_at.is_(None), is_asked(Person.team_id), in_team)
        .order_by(Person.sort_name, Person.id)
        .limit(MOST_NAMES)
    ).all()


def told_of(session: Session, item_id: int, told_team_ids: Sequence[int]) -> set[int]:
    """Whom to tell that an item is to be read: those asked who haven't, but for the teams that were told before."""
    people = (
        select(Person.id)
        .join(KnowledgeItem, KnowledgeItem.id == item_id)
        .where(Person.deactivated_at.is_(None), is_asked(Person.team_id), ~has_read(Person.id))
    )
    if told_team_ids:
        people = people.where(or_(Person.team_id.is_(None), Person.team_id.not_in(told_team_ids)))
    return set(session.scalars(people))
