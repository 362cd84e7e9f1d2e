"""How far a task is: done, not done after all, blocked, going on."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.text import clean_line
from portal.delivery.events import TaskBlocked, TaskDone, TaskReopened, TaskUnblocked
from portal.delivery.models import MAX_REASON_LETTERS, Task
from portal.delivery.policy import can_do
from portal.delivery.queries.work import work_of
from portal.delivery.services.reaching import look_again
from portal.initiatives.models import Initiative

NOT_YOURS = _l("Whoever it is entrusted to, whoever is responsible and the committee say how far it is.")
GONE = _l("This task was taken away meanwhile.")


def finish_task(session: Session, task: Task, initiative: Initiative, actor: Actor, *, now: datetime) -> Task:
    """It is done, whatever was in its way. Ticking what is done changes nothing."""
    _require_mine(task, initiative, actor)
    if task.done_at is not None:
        return task
    again = task.first_done_at is not None
    task.done_at, task.done_by_id, task.first_done_at = now, actor.id, task.first_done_at or now
    task.blocked_at, task.blocked_reason = None, ""
    initiative.last_activity_at = now
    session.flush()  # the event counts what is done
    work = work_of(session, initiative.id)
    event = TaskDone(initiative_id=initiative.id, task_id=task.id, again=again, done=work.done, total=work.total)
    record(session, event, actor, at=now)
    look_again(session, task.milestone_id, actor, now=now)
    return task


def reopen_task(session: Session, task: Task, initiative: Initiative, actor: Actor, *, now: datetime) -> Task:
    """It isn't done after all."""
    _require_mine(task, initiative, actor)
    if task.done_at is not None:
        task.done_at = task.done_by_id = None
        record(session, TaskReopened(initiative_id=initiative.id, task_id=task.id), actor, at=now)
        look_again(session, task.milestone_id, actor, now=now)
    return task


def block_task(
    session: Session, task: Task, initiative: Initiative, actor: Actor, *, reason: str, seen: str | None = None,
    now: datetime,
) -> Task:  # fmt: skip
    """It can't go on, and this is why. Said once more, the reason is put into other words and nobody is told again.

    ``seen``: the reason that stood when the form was opened; Conflict when somebody has said another one since.
    """
    _require_mine(task, initiative, actor)
    words = clean_line(reason)
    if not words:
        raise Invalid(
            _l("Please say what stands in the way: somebody who reads it may be able to help."), field="reason"
        )
    if len(words) > MAX_REASON_LETTERS:
        raise Invalid(_l("Please say it in a sentence or two: the details belong to the discussion."), field="reason")
    if task.done_at is not None:
        raise Invalid(_l("It is done: nothing stands in its way any more."), field="reason")
    blocked_before = task.blocked_at is not None
    if blocked_before and seen is not None and task.blocked_reason not in {seen, words}:
        raise Conflict
    task.blocked_at, task.blocked_reason = task.blocked_at or now, words
    initiative.last_activity_at = now
    if not blocked_before:
        event = TaskBlocked(initiative_id=initiative.id, task_id=task.id, owner_id=task.owner_id)
        record(session, event, actor, at=now)
    return task


def unblock_task(session: Session, task: Task, initiative: Initiative, actor: Actor, *, now: datetime) -> Task:
    """It can go on."""
    _require_mine(task, initiative, actor)
    if task.blocked_at is not None:
        task.blocked_at, task.blocked_reason = None, ""
        initiative.last_activity_at = now
        event = TaskUnblocked(initiative_id=initiative.id, task_id=task.id, owner_id=task.owner_id)
        record(session, event, actor, at=now)
    return task


def _require_mine(task: Task, initiative: Initiative, actor: Actor) -> None:
    require(can_do(actor, initiative, task.owner_id), NOT_YOURS)
    if task.removed_at is not None:
        raise Invalid(GONE)
