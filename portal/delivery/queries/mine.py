"""What is entrusted to somebody and not done yet, the nearest day first."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, or_, select
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

_COLUMNS: tuple[Any, ...] = (
    Task.id, Task.title, Task.due_on, Task.done_at, Task.blocked_at, Task.blocked_reason,
    Initiative.id.label("number"), Initiative.title.label("of"), Initiative.language, func.count().over().label("n"),
)  # fmt: skip
_limit, _just = bindparam("limit", type_=BigId), bindparam("just", type_=BigId)


def my_tasks(session: Session, actor: Actor, *, limit: int = MOST_ROWS, just: int = 0) -> Sequence[Row[Any]]:
    """Open tasks of initiatives that ``actor`` may see and that are worked on; ``n`` of each row counts all of them.

    Also the task ``just``, whether or not it is done: somebody has pressed it and may want it back.
    """
    statement = _mine(actor.has(Role.COMMITTEE), actor.team_id is not None)
    return read_rows(session, statement, {"me": actor.id, "team": actor.team_id, "limit": limit, "just": just})


@lru_cache(maxsize=4)
def _mine(in_committee: bool, in_team: bool) -> Select[Any]:
    return (
        select(*_COLUMNS)
        .join(Initiative, Initiative.id == Task.initiative_id)
        .where(
            Task.owner_id == ME, Task.removed_at.is_(None), or_(Task.done_at.is_(None), Task.id == _just),
            Initiative.status_type.in_(WORKED_ON),
            visible_when(ME, TEAM if in_team else None, in_committee=in_committee),
        )
        .order_by(func.coalesce(Task.due_on, date.max), Initiative.id, Task.position, Task.id)
        .limit(_limit)
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
