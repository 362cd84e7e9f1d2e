"""Who uses an algorithm, and what has changed for them since they used it last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.algorithms.models import AlgorithmUser
from portal.core.actor import Actor
from portal.core.db import read_rows
from portal.knowledge.models import KnowledgeRevision, RevisionState
from portal.knowledge.queries.history import STOOD
from portal.people.models import Person

#: So many names stand on a page; a team is smaller.
MOST_NAMES = 500
_Stands = aliased(KnowledgeRevision)


@dataclass(frozen=True, slots=True)
class ChangeWaiting:
    """That what people do by an algorithm has changed since somebody used it last."""

    #: The revision that they know.
    known: int
    #: The one that stands, which they confirm.
    number: int
    #: When what people do changed last.
    at: datetime
    #: What whoever made the changes says of them, the latest first.
    notes: tuple[str, ...]


def change_waiting(session: Session, item: Any, actor: Actor) -> ChangeWaiting | None:
    """What waits to be seen by ``actor`` before the next walk; None for whoever knows it, or never used it."""
    columns: tuple[Any, ...] = (
        AlgorithmUser.revision_number.label("known"), _Stands.number, KnowledgeRevision.note,
        KnowledgeRevision.published_at,
    )  # fmt: skip
    rows = read_rows(
        session,
        select(*columns)
        .join(_Stands, and_(_Stands.item_id == AlgorithmUser.item_id, _Stands.state == RevisionState.PUBLISHED))
        .join(KnowledgeRevision, _changes_what_they_do())
        .where(AlgorithmUser.item_id == item.id, AlgorithmUser.person_id == actor.id)
        .order_by(KnowledgeRevision.number.desc()),
    )
    if not rows:
        return None
    first = rows[0]
    return ChangeWaiting(first.known, first.number, first.published_at, tuple(row.note for row in rows if row.note))


def _changes_what_they_do() -> ColumnElement[bool]:
    """Of the revisions that stood, those that a user doesn't know and that change what people do."""
    return and_(
        KnowledgeRevision.item_id == AlgorithmUser.item_id,
        KnowledgeRevision.number > AlgorithmUser.revision_number,
        KnowledgeRevision.major,
        KnowledgeRevision.state.in_(STOOD),
    )


def last_change(item_id: Any) -> ScalarSelect[int]:
    """The number of the last revision that changed what people do; 1 is nobody's change."""
    numbers = select(func.max(KnowledgeRevision.number)).where(
        KnowledgeRevision.item_id == item_id,
        KnowledgeRevision.state.in_(STOOD),
        or_(KnowledgeRevision.major, KnowledgeRevision.number == 1),
    )
    return numbers.scalar_subquery()


def _of(item_id: Any, *which: ColumnElement[bool]) -> ScalarSelect[int]:
    here = AlgorithmUser.item_id == item_id, Person.deactivated_at.is_(None)
    users = select(func.count()).join(Person, Person.id == AlgorithmUser.person_id)
    return users.select_from(AlgorithmUser).where(*here, *which).scalar_subquery()


def user_count(item_id: Any) -> ScalarSelect[int]:
    """How many people use an algorithm."""
    return _of(item_id)


def behind_count(item_id: Any) -> ScalarSelect[int]:
    """How many of them have not seen the last change of what they do."""
    return _of(item_id, AlgorithmUser.revision_number < last_change(item_id))


def users(session: Session, item_id: int, team_ids: Sequence[int] | None) -> Sequence[Row[Any]]:
    """Who uses it, by name, and whether they are ``behind`` its last change; of some teams, or (None) of all."""
    behind = AlgorithmUser.revision_number < last_change(item_id)
    columns: tuple[Any, ...] = (Person.id, Person.name, Person.job, Person.team_id, behind.label("behind"))
    statement = (
        select(*columns)
        .join(Person, Person.id == AlgorithmUser.person_id)
        .where(AlgorithmUser.item_id == item_id, Person.deactivated_at.is_(None))
    )
    if team_ids is not None:
        statement = statement.where(Person.team_id.in_(team_ids))
    return session.execute(statement.order_by(Person.sort_name, Person.id).limit(MOST_NAMES)).all()
