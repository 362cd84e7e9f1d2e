"""What the page of an algorithm says of its use: how often it is walked, what did not fit, who is behind a change."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, literal, select
from sqlalchemy.orm import Session

from portal.algorithms.models import AlgorithmWalk
from portal.algorithms.queries.misfits import open_count
from portal.algorithms.queries.users import behind_count, user_count
from portal.core.actor import Actor
from portal.core.db import BigId, UtcDateTime, read_rows
from portal.people.queries import teams

#: So many days the number of walks looks back.
LATELY_DAYS = 30
_ITEM, _SINCE = bindparam("item", type_=BigId), bindparam("since", type_=UtcDateTime())


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """For everybody how often it was walked lately; the numbers below for keeper and editors, else None."""

    walks: int
    #: Whether the reader leads a team, and sees of its people who is behind.
    leads: bool = False
    misfits: int | None = None
    users: int | None = None
    behind: int | None = None


def use_of(session: Session, item_id: int, actor: Actor, *, keeps: bool, now: datetime) -> Use:
    """One statement. ``keeps``: whether the reader is its keeper or an editor."""
    row = read_rows(session, _statement(keeps=keeps), {"item": item_id, "since": now - timedelta(days=LATELY_DAYS)})[0]
    if not keeps:
        return Use(walks=row.walks, leads=any(team.lead_id == actor.id for team in teams(session)))
    return Use(walks=row.walks, misfits=row.misfits, users=row.users, behind=row.behind)


@cache
def _statement(*, keeps: bool) -> Select[Any]:
    """Built once: building costs more than asking."""
    walks = select(func.count()).where(AlgorithmWalk.item_id == _ITEM, AlgorithmWalk.at > _SINCE).scalar_subquery()
    counts = {"misfits": open_count(_ITEM), "users": user_count(_ITEM), "behind": behind_count(_ITEM)}
    told = [(count if keeps else literal(None)).label(name) for name, count in counts.items()]
    return select(walks.label("walks"), *told)
