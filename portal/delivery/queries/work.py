"""The milestones and tasks of one initiative in one statement, and a single one of them for whoever may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import BigId, UtcDateTime, read_rows
from portal.core.errors import NotFound
from portal.delivery.models import Milestone, Task
from portal.initiatives.models import Initiative
from portal.initiatives.queries.visibility import MergedAway, get_visible
from portal.people.models import Person

Row = TypeVar("Row", Milestone, Task)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task as lists show it."""

    id: int
    title: str
    milestone_id: int | None
    owner_id: int | None
    owner_name: str | None
    due_on: date | None
    done_at: datetime | None
    blocked_at: datetime | None
    blocked_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A milestone with the tasks on the way to it."""

    id: int
    title: str
    due_on: date | None
    reached_at: datetime | None
    tasks: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The whole plan in its order."""

    stages: tuple[Stage, ...] = ()
    #: Tasks on the way to no milestone.
    loose: tuple[TaskRow, ...] = ()

    @property
    def tasks(self) -> tuple[TaskRow, ...]:
        """All of them, in the order of the way."""
        return tuple(task for stage in self.stages for task in stage.tasks) + self.loose

    @property
    def done(self) -> int:
        """How many tasks are done."""
        return sum(task.done_at is not None for task in self.tasks)

    @property
    def total(self) -> int:
        """How many tasks there are."""
        return len(self.tasks)


NOTHING = Work()

_number = bindparam("number", type_=BigId)


def there(number: Any) -> ColumnElement[bool]:
    """Whether anything is planned for the initiative with that id, for the statement around it."""
    tasks = exists().where(Task.initiative_id == number, Task.removed_at.is_(None))
    return or_(tasks, exists().where(Milestone.initiative_id == number, Milestone.removed_at.is_(None)))


def steps(number: Any) -> ScalarSelect[int]:
    """How many tasks are planned for the initiative with that id, for the statement around it."""
    return select(func.count()).where(Task.initiative_id == number, Task.removed_at.is_(None)).scalar_subquery()


def steps_done(number: Any) -> ScalarSelect[int]:
    """How many of them are done."""
    standing = Task.initiative_id == number, Task.removed_at.is_(None)
    return select(func.count(Task.done_at)).where(*standing).scalar_subquery()


_STANDING: CompoundSelect[Any] = union_all(
    select(
        literal("milestone").label("kind"), Milestone.id, Milestone.position, Milestone.title,
        cast(null(), BigInteger).label("milestone_id"), cast(null(), BigInteger).label("owner_id"),
        cast(null(), String).label("owner_name"), Milestone.due_on, Milestone.reached_at.label("at"),
        cast(null(), UtcDateTime()).label("blocked_at"), literal("").label("blocked_reason"),
    ).where(Milestone.initiative_id == _number, Milestone.removed_at.is_(None)),
    select(
        literal("task"), Task.id, Task.position, Task.title, Task.milestone_id, Task.owner_id, Person.name,
        Task.due_on, Task.done_at, Task.blocked_at, Task.blocked_reason,
    ).outerjoin(Person, Person.id == Task.owner_id).where(
        Task.initiative_id == _number, Task.removed_at.is_(None)
    ),
)  # fmt: skip


def work_of(session: Session, number: int) -> Work:
    """What is planned and done for an initiative, whoever asks: one statement."""
    rows = sorted(read_rows(session, _STANDING, {"number": number}), key=lambda row: (row.position, row.id))
    tasks = [_task(row) for row in rows if row.kind == "task"]
    stages = tuple(
        Stage(
            id=row.id, title=row.title, due_on=row.due_on, reached_at=row.at,
            tasks=tuple(task for task in tasks if task.milestone_id == row.id),
        )
        for row in rows if row.kind == "milestone"
    )  # fmt: skip
    known = {stage.id for stage in stages}
    return Work(stages=stages, loose=tuple(task for task in tasks if task.milestone_id not in known))


def _task(row: Any) -> TaskRow:
    return TaskRow(
        id=row.id, title=row.title, milestone_id=row.milestone_id, owner_id=row.owner_id, owner_name=row.owner_name,
        due_on=row.due_on, done_at=row.at, blocked_at=row.blocked_at, blocked_reason=row.blocked_reason,
    )  # fmt: skip


def get_task(session: Session, task_id: int, actor: Actor, *, lock: bool = False) -> tuple[Task, Initiative]:
    """A task with its initiative; NotFound when ``actor`` doesn't see that.

    With ``lock``, nobody else changes the work on it until the transaction ends.
    """
    return _get(session, Task, task_id, actor, lock=lock)


def get_milestone(
    session: Session, milestone_id: int, actor: Actor, *, lock: bool = False
) -> tuple[Milestone, Initiative]:
    """The same for a milestone."""
    return _get(session, Milestone, milestone_id, actor, lock=lock)


def _get(session: Session, kind: type[Row], row_id: int, actor: Actor, *, lock: bool) -> tuple[Row, Initiative]:
    """It goes along when its initiative is merged or parted meanwhile."""
    found = session.get(kind, row_id)
    if found is None:
        raise NotFound
    while True:
        number = found.initiative_id
        try:
            initiative = get_visible(session, number, actor, lock=lock)
        except MergedAway:
            session.refresh(found)
            if found.initiative_id == number:
                raise
            continue
        if lock:
            session.refresh(found)
        if found.initiative_id == number:
            return found, initiative


def tasks_towards(session: Session, milestone_id: int) -> Sequence[Task]:
    """The tasks on the way to a milestone that are not taken away, in their order."""
    return session.scalars(_TOWARDS, {"milestone": milestone_id}).all()


#: Asked whenever a task is added, done or moved: built once.
_TOWARDS = (
    select(Task)
    .where(Task.milestone_id == bindparam("milestone"), Task.removed_at.is_(None))
    .order_by(Task.position, Task.id)
)


def milestones_of(session: Session, number: int) -> Sequence[Milestone]:
    """The milestones of an initiative that are not taken away, in their order."""
    here = and_(Milestone.initiative_id == number, Milestone.removed_at.is_(None))
    return session.scalars(select(Milestone).where(here).order_by(Milestone.position, Milestone.id)).all()
