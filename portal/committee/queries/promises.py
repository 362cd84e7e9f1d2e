"""By when the committee's next word on an initiative is promised, for whatever statement reads the initiative."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.committee.models import RUNNING, Clock
from portal.core.extension import Promises


def next_day() -> ColumnElement[Any]:
    """The day that runs now: of the first answer until there is one, then of the decision."""
    unanswered = and_(Clock.answered_at.is_(None), Clock.answer_by.is_not(None))
    return case((unanswered, Clock.answer_by), else_=Clock.decide_by)


def _of_running(value: ColumnElement[Any] | InstrumentedAttribute[Any], item_id: Any) -> ScalarSelect[Any]:
    return select(value).where(Clock.initiative_id == item_id, RUNNING).scalar_subquery()


def promised_day(item_id: Any) -> ScalarSelect[Any]:
    """The last day for the committee's next word; nothing while its clock stands still or is over."""
    return _of_running(case((Clock.paused_at.is_(None), next_day())), item_id)


def asked_at(item_id: Any) -> ScalarSelect[Any]:
    """Since when the author has been asked."""
    return _of_running(Clock.paused_at, item_id)


def to_decide_by(day: Any) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a clock that runs towards a decision due until a day, the first answer given."""
    answered = or_(Clock.answered_at.is_not(None), Clock.answer_by.is_(None))
    return and_(RUNNING), Clock.paused_at.is_(None), answered, Clock.decide_by <= day


PROMISES = Promises(day=promised_day, asked_at=asked_at)
