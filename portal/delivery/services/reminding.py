"""What the calendar brings: whoever a task is entrusted to hears of its day before it comes, and when it has passed."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.journal import record
from portal.delivery.events import TaskDueSoon, TaskOverdue
from portal.delivery.models import WORKED_ON, Task
from portal.initiatives.models import Initiative

#: So many days before its day whoever does a task is told.
TELLING_DAYS = 2
#: A day that passed longer ago was told of then, or is nobody's news any more.
LOOKED_BACK_DAYS = 30
#: So that a run holds its rows for a moment only; the rest is told next time.
TOLD_AT_ONCE = 500


def remind(session: Session, now: datetime) -> None:
    """Tell of each near or passed day once: a day that is moved is told of again."""
    today = i18n.today(now)
    for task in session.scalars(
        select(Task)
        .join(Initiative, Initiative.id == Task.initiative_id)
        .where(
            Initiative.status_type.in_(WORKED_ON),
            Task.done_at.is_(None),
            Task.removed_at.is_(None),
            Task.due_on.between(today - timedelta(days=LOOKED_BACK_DAYS), today + timedelta(days=TELLING_DAYS)),
            or_(_untold_of_passing(today), _untold_of_coming(today)),
        )
        .order_by(Task.id)
        .limit(TOLD_AT_ONCE)
        .with_for_update(skip_locked=True, of=Task)
    ).all():
        _tell(session, task, today, now)


def _untold_of_passing(today: date) -> ColumnElement[bool]:
    untold = or_(Task.late_told_for.is_(None), Task.late_told_for != Task.due_on)
    return and_(Task.due_on < today, untold)


def _untold_of_coming(today: date) -> ColumnElement[bool]:
    untold = or_(Task.soon_told_for.is_(None), Task.soon_told_for != Task.due_on)
    return and_(Task.due_on >= today, Task.owner_id.is_not(None), untold)


def _tell(session: Session, task: Task, today: date, now: datetime) -> None:
    assert task.due_on is not None  # noqa: S101 - only tasks with a day are asked for
    day = task.due_on.isoformat()
    event: TaskDueSoon | TaskOverdue
    if task.due_on < today:
        task.late_told_for = task.due_on
        event = TaskOverdue(initiative_id=task.initiative_id, task_id=task.id, owner_id=task.owner_id, due_on=day)
    elif task.owner_id is not None:
        task.soon_told_for = task.due_on
        event = TaskDueSoon(initiative_id=task.initiative_id, task_id=task.id, owner_id=task.owner_id, due_on=day)
    else:
        return
    record(session, event, None, at=now)
