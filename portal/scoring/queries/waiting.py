"""What waits for a member's own score: it follows from the initiative and their own sheets, never from others'."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    union,
)
from sqlalchemy.orm import Session, aliased

from portal.core.actor import Actor
from portal.core.db import BigId, read_rows
from portal.core.extension import ME
from portal.initiatives.models import UNDECIDED, CoAuthor, Initiative
from portal.initiatives.queries.lists import COUNT_LIMIT
from portal.initiatives.queries.visibility import visible_when
from portal.people.models import Role
from portal.scoring.models import OPEN, SCORABLE, Round, Sheet

MOST_WAITING = 100
_AFTER = bindparam("after", type_=BigId)
_Agreed, _After = aliased(Round), aliased(Initiative)


def waiting(session: Session, actor: Actor) -> Sequence[Any]:
    """Rows (id, title, status_id, area_id, submitted_at, support_count), the oldest first, at most a hundred."""
    return read_rows(session, _rows(), {"me": actor.id})


def waiting_count(actor: Actor) -> ScalarSelect[int] | ColumnElement[int]:
    """How many there are: the number in the navigation; nothing for whoever doesn't score."""
    if not actor.has(Role.COMMITTEE):
        return literal(0)
    # Every page pays for it, so it stops where the navigation says "99+".
    some = select(literal(1)).select_from(Initiative).where(*_conditions()).limit(COUNT_LIMIT + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def count_and_next(session: Session, actor: Actor, *, after: int | None = None) -> tuple[int, int | None]:
    """How many wait, and the number of the next one: after the one named, and from the beginning again at the end."""
    found = read_rows(session, _next(), {"me": actor.id, "after": after})
    return (found[0].count, found[0].id) if found else (0, None)


def _conditions() -> tuple[ColumnElement[bool], ...]:
    mine = exists().where(Round.initiative_id == Initiative.id, OPEN, Sheet.round_id == Round.id, Sheet.person_id == ME)
    going_on = exists().where(Round.initiative_id == Initiative.id, OPEN)
    agreed = exists().where(_Agreed.initiative_id == Initiative.id, _Agreed.agreed_at.is_not(None))
    wrote = exists().where(CoAuthor.initiative_id == Initiative.id, CoAuthor.person_id == ME)
    return (
        Initiative.id.in_(_candidates()),
        or_(Initiative.author_id.is_(None), Initiative.author_id != ME),
        ~wrote,
        ~mine,
        or_(~agreed, going_on),
        visible_when(ME, None, in_committee=True),
    )


def _candidates() -> Any:
    """What isn't decided, and what somebody called the committee to: two small indexes."""
    undecided = select(Initiative.id).where(UNDECIDED)
    called = (
        select(Round.initiative_id)
        .join(Initiative, Initiative.id == Round.initiative_id)
        .where(OPEN, Round.called_at.is_not(None), Initiative.status_type.in_(SCORABLE))
    )
    return select(union(undecided, called).subquery().c[0])


_COLUMNS: tuple[Any, ...] = (
    Initiative.id, Initiative.title, Initiative.status_id, Initiative.area_id, Initiative.submitted_at,
    Initiative.support_count,
)  # fmt: skip


@cache
def _rows() -> Select[Any]:
    columns: Select[Any] = select(*_COLUMNS)
    return columns.where(*_conditions()).order_by(Initiative.submitted_at, Initiative.id).limit(MOST_WAITING)


@cache
def _next() -> Select[Any]:
    """The count stands in each row, and the first row is the one."""
    when = select(_After.submitted_at).where(_After.id == _AFTER).scalar_subquery()
    behind = case((tuple_(Initiative.submitted_at, Initiative.id) > tuple_(when, _AFTER), 0), else_=1)
    order = (case((Initiative.id == _AFTER, 1), else_=0), behind, Initiative.submitted_at, Initiative.id)
    columns: tuple[Any, ...] = (Initiative.id, func.count().over().label("count"))
    counted: Select[Any] = select(*columns)
    return counted.where(*_conditions()).order_by(*order).limit(1)
