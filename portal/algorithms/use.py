"""What a page about an algorithm says of its use: how often it was walked, what did not fit, who is behind a change."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, literal, select
from sqlalchemy.orm import Session

from portal.algorithms.models import AlgorithmWalk
from portal.algorithms.policy import can_see_misfits, can_see_users
from portal.algorithms.queries.misfits import open_count
from portal.algorithms.queries.users import behind_count, user_count
from portal.core.actor import Actor
from portal.core.db import BigId, UtcDateTime, read_rows

#: How many days the number of walks looks back.
LATELY_DAYS = 30
_ITEM, _SINCE = bindparam("item", type_=BigId), bindparam("since", type_=UtcDateTime())


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """For everybody how often it was walked lately; the rest for keeper and editors, else None."""

    walks: int
    misfits: int | None
    users: int | None
    behind: int | None


def use_of(session: Session, item: Any, actor: Actor, now: datetime) -> Use:
    """One statement, whatever the reader may know."""
    answers, sees = can_see_misfits(actor, item), can_see_users(actor, item)
    values = {"item": item.id, "since": now - timedelta(days=LATELY_DAYS)}
    row = read_rows(session, _statement(keeps=answers and sees), values)[0]
    if not (answers and sees):
        return Use(walks=row.walks, misfits=None, users=None, behind=None)
    return Use(walks=row.walks, misfits=row.misfits, users=row.users, behind=row.behind)


@cache
def _statement(*, keeps: bool) -> Select[Any]:
    """Built once: building costs more than asking."""
    walks = select(func.count()).where(AlgorithmWalk.item_id == _ITEM, AlgorithmWalk.at > _SINCE).scalar_subquery()
    nothing = literal(0)
    return select(
        walks.label("walks"),
        (open_count(_ITEM) if keeps else nothing).label("misfits"),
        (user_count(_ITEM) if keeps else nothing).label("users"),
        (behind_count(_ITEM) if keeps else nothing).label("behind"),
    )
