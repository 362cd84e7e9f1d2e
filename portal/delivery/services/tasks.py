"""Tasks: adding one in a line, changing it, taking it away, its place in the order."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.extension import item_kinds
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.delivery.events import TaskAdded, TaskChanged, TaskRemoved
from portal.delivery.models import Milestone, Task
from portal.delivery.policy import can_arrange
from portal.delivery.services.planning import (
    NOT_YOURS,
    bound_key,
    last_place,
    put_beside,
    require_sensible_day,
    title_of,
)
from portal.delivery.services.reaching import look_again
from portal.delivery.words import TaskWords
from portal.initiatives.item_kind import KIND
from portal.initiatives.models import Initiative
from portal.initiatives.queries import locked
from portal.people.models import Person

PUT_BACK_FOR = timedelta(days=1)


def add_task(
    session: Session, initiative: Initiative, actor: Actor, words: TaskWords, *, submission_key: str, now: datetime
) -> Task:
    """One more thing to do, at the end. The same form sent twice leaves one."""
    locked(session, initiative)
    require(can_arrange(actor, initiative), NOT_YOURS)
    words = _sensible(session, initiative, words, now)
    key = bound_key(submission_key, initiative, actor, words)
    sent = session.scalar(select(Task).where(Task.submission_key == key))
    if sent is not None:
        return sent
    made = Task(
        initiative_id=initiative.id, title=words.title, owner_id=words.owner_id, due_on=words.due_on,
        milestone_id=words.milestone_id, position=last_place(session, Task, initiative.id) + 1, added_at=now,
        submission_key=key, blocked_reason="", version=1,
    )  # fmt: skip
    session.add(made)
    session.flush()  # the event needs the id
    initiative.last_activity_at = now
    record(session, TaskAdded(initiative_id=initiative.id, task_id=made.id, owner_id=made.owner_id), actor, at=now)
    look_again(session, made.milestone_id, actor, now=now)
    return made


def change_task(
    session: Session, task: Task, initiative: Initiative, actor: Actor, words: TaskWords, *,
    version: int, now: datetime,
) -> Task:  # fmt: skip
    """Other words, another day, somebody else. ``version`` is the one that the form was opened with.

    Raises Conflict when the task was changed meanwhile.
    """
    require(can_arrange(actor, initiative), NOT_YOURS)
    words = _sensible(session, initiative, words, now, present=task)
    before = TaskWords(
        title=task.title, owner_id=task.owner_id, due_on=task.due_on, milestone_id=_standing(session, task.milestone_id)
    )
    what = tuple(name for name in TaskWords.__slots__ if getattr(before, name) != getattr(words, name))
    if not what:
        return task
    if task.version != version:
        raise Conflict
    for name in what:
        setattr(task, name, getattr(words, name))
    task.version += 1
    initiative.last_activity_at = now
    event = TaskChanged(
        initiative_id=initiative.id, task_id=task.id, what=what, owner_id=task.owner_id,
        previous_owner_id=before.owner_id,
    )  # fmt: skip
    record(session, event, actor, at=now)
    for milestone_id in dict.fromkeys((before.milestone_id, task.milestone_id)):
        look_again(session, milestone_id, actor, now=now)
    return task


def remove_task(session: Session, task: Task, initiative: Initiative, actor: Actor, *, now: datetime) -> Task:
    """Take it away; for a day it can be had back."""
    require(can_arrange(actor, initiative), NOT_YOURS)
    if task.removed_at is None:
        task.removed_at = now
        record(session, TaskRemoved(initiative_id=initiative.id, task_id=task.id, gone=True), actor, at=now)
        look_again(session, task.milestone_id, actor, now=now)
    return task


def put_task_back(session: Session, task: Task, initiative: Initiative, actor: Actor, *, now: datetime) -> Task:
    """Undo the taking away."""
    require(can_arrange(actor, initiative), NOT_YOURS)
    if task.removed_at is not None:
        require(now - task.removed_at < PUT_BACK_FOR, _l("It was taken away too long ago. Add it anew."))
        task.removed_at = None
        record(session, TaskRemoved(initiative_id=initiative.id, task_id=task.id, gone=False), actor, at=now)
        look_again(session, task.milestone_id, actor, now=now)
    return task


def move_task(session: Session, task: Task, initiative: Initiative, actor: Actor, step: int, *, now: datetime) -> Task:
    """One place up (-1) or down (1) among those on the way to the same milestone."""
    require(can_arrange(actor, initiative), NOT_YOURS)
    here = session.scalars(
        select(Task)
        .where(Task.initiative_id == initiative.id, Task.removed_at.is_(None))
        .order_by(Task.position, Task.id)
    )
    group = _standing(session, task.milestone_id)
    beside = [one for one in here.all() if _standing(session, one.milestone_id) == group]
    if task in beside:
        put_beside(session, initiative, beside, task, step, actor, now=now)
    return task


def _standing(session: Session, milestone_id: int | None) -> int | None:
    """The milestone, unless it was taken away."""
    found = session.get(Milestone, milestone_id) if milestone_id is not None else None
    return found.id if found is not None and found.removed_at is None else None


def _sensible(
    session: Session, initiative: Initiative, words: TaskWords, now: datetime, *, present: Task | None = None
) -> TaskWords:
    if present is None or words.due_on != present.due_on:
        require_sensible_day(words.due_on, now)
    if words.owner_id is not None and (present is None or words.owner_id != present.owner_id):
        _require_able(session, initiative, words.owner_id)
    milestone = session.get(Milestone, words.milestone_id) if words.milestone_id is not None else None
    if words.milestone_id is not None and (
        milestone is None or milestone.initiative_id != initiative.id or milestone.removed_at is not None
    ):
        raise Invalid(_l("This milestone doesn't exist any more. Choose again."), field="milestone")
    return TaskWords(
        title=title_of(words.title), owner_id=words.owner_id, due_on=words.due_on, milestone_id=words.milestone_id
    )


def _require_able(session: Session, initiative: Initiative, owner_id: int) -> None:
    owner = session.get(Person, owner_id)
    if owner is None or owner.deactivated_at is not None:
        raise Invalid(_l("This person doesn't work here any more. Choose somebody else."), field="owner")
    if owner_id not in item_kinds[KIND].readers(session, initiative.id, [owner_id]):
        raise Invalid(_l("This initiative isn't open to them: choose somebody who sees it."), field="owner")
