"""What a member has scored and nobody has agreed on, and what was agreed, in the order of its value."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.core.actor import Actor
from portal.core.db import read_rows
from portal.core.extension import ME
from portal.initiatives.models import CoAuthor, Initiative, StatusType
from portal.initiatives.queries.visibility import visible_when
from portal.scoring.models import AGREED, OPEN, SCORABLE, Round, Sheet

MOST_TOGETHER, MOST_AGREED = 60, 500
_Later = aliased(Round)
#: Beside these it is too late to weigh it against others.
_WEIGHED = SCORABLE | {StatusType.IN_PROGRESS, StatusType.IMPLEMENTED, StatusType.MEASURED}
_TITLED: tuple[Any, ...] = (
    Initiative.id, Initiative.title, Initiative.status_id, Initiative.area_id, Initiative.support_count,
)  # fmt: skip


def scored_and_open(session: Session, actor: Actor) -> Sequence[Any]:
    """Rows (id, title, ...) of what ``actor`` has scored and what goes on, the newest first."""
    return read_rows(session, _scored(), {"me": actor.id})


def agreed_rows(session: Session, actor: Actor) -> Sequence[Any]:
    """What was agreed last of each initiative that ``actor`` sees and didn't write, the highest value first."""
    return read_rows(session, _agreed(), {"me": actor.id})


def _not_mine() -> tuple[Any, ...]:
    wrote = exists().where(CoAuthor.initiative_id == Initiative.id, CoAuthor.person_id == ME)
    return (
        func.coalesce(Initiative.author_id, 0) != ME,
        ~wrote,
        visible_when(ME, None, in_committee=True),
    )


def _goes_on() -> ColumnElement[bool]:
    """Acceptance ends the round, unless the committee was called to it: see ``Scoring.ended``."""
    return or_(Initiative.status_type != StatusType.ACCEPTED, Round.called_at.is_not(None))


@cache
def _scored() -> Select[Any]:
    columns: Select[Any] = select(*_TITLED)
    return (
        columns.join(Round, Round.initiative_id == Initiative.id)
        .join(Sheet, Sheet.round_id == Round.id)
        .where(Sheet.person_id == ME, OPEN, Initiative.status_type.in_(SCORABLE), _goes_on(), *_not_mine())
        .order_by(Sheet.at.desc(), Initiative.id)
        .limit(MOST_TOGETHER)
    )


@cache
def _agreed() -> Select[Any]:
    later = exists().where(
        _Later.initiative_id == Round.initiative_id, _Later.agreed_at.is_not(None), _Later.id > Round.id
    )
    columns: Select[Any] = select(
        *_TITLED, Initiative.status_type, Round.version_id, Round.agreed_at, Round.agreed_values, Round.agreed_result,
        Round.note,
    )  # fmt: skip
    return (
        columns.join(Round, Round.initiative_id == Initiative.id)
        .where(AGREED, ~later, Initiative.status_type.in_(_WEIGHED), *_not_mine())
        .order_by(Round.agreed_result.desc(), Initiative.id)
        .limit(MOST_AGREED)
    )
