"""What is entrusted to somebody and not done yet, the nearest day first."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import BigId, read_rows
from portal.core.extension import ME, TEAM
from portal.delivery.models import WORKED_ON, Task
from portal.initiatives.models import Initiative
from portal.initiatives.queries.visibility import visible_when
from portal.people.models import Role

#: More on one page would be a plan, not a list of what to do.
MOST_ROWS = 200

#: Names of a row and what stands there; ``n`` counts all of the rows.
TASK_COLUMNS: dict[str, Any] = {
    "task_id": Task.id,
    "task_title": Task.title,
    "due_on": Task.due_on,
    "done_at": Task.done_at,
    "blocked_reason": Task.blocked_reason,
    "number": Initiative.id,
    "title": Initiative.title,
    "language": Initiative.language,
    "n": func.count().over(),
}
_limit, _just = bindparam("limit", type_=BigId), bindparam("just", type_=BigId)


def my_tasks(session: Session, actor: Actor, *, limit: int = MOST_ROWS, just: int = 0) -> Sequence[Row[Any]]:
    """Open tasks of initiatives that ``actor`` may see and that are worked on; ``n`` of each row counts all of them.

    Also the task ``just``, whether or not it is done: somebody has pressed it and may want it back.
    """
    statement = _mine(in_team=actor.team_id is not None, in_committee=actor.has(Role.COMMITTEE))
    return read_rows(session, statement, {"me": actor.id, "team": actor.team_id, "limit": limit, "just": just})


@lru_cache(maxsize=4)
def _mine(*, in_team: bool, in_committee: bool) -> Select[Any]:
    columns = [column.label(name) for name, column in TASK_COLUMNS.items()]
    return tasks_of_mine(columns, in_team=in_team, in_committee=in_committee, also=Task.id == _just).limit(_limit)


def tasks_of_mine(
    columns: Iterable[Any], *, in_team: bool, in_committee: bool, also: ColumnElement[bool] | None = None
) -> Select[Any]:
    """Columns of the reader's open tasks, of those done only what is ``also`` wanted; ``ME`` and ``TEAM`` stand for
    the reader's ids.
    """
    is_open = Task.done_at.is_(None)
    return (
        select(*columns)
        .select_from(Task)
        .join(Initiative, Initiative.id == Task.initiative_id)
        .where(
            Task.owner_id == ME, Task.removed_at.is_(None), is_open if also is None else or_(is_open, also),
            Initiative.status_type.in_(WORKED_ON),
            visible_when(ME, TEAM if in_team else None, in_committee=in_committee),
        )
        .order_by(func.coalesce(Task.due_on, date.max), Initiative.id, Task.position, Task.id)
    )  # fmt: skip


def open_tasks_of(person_id: int) -> tuple[Any, ...]:
    """The conditions of what somebody has to hand over when they leave."""
    working = select(Initiative.id).where(Initiative.status_type.in_(WORKED_ON))
    return (
        Task.owner_id == person_id,
        Task.done_at.is_(None),
        Task.removed_at.is_(None),
        Task.initiative_id.in_(working),
    )
