"""What the numbers count, as conditions on initiatives.

A number and the list behind it ask the same condition, so they can't differ.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from portal.committee.models import Clock
from portal.core import i18n
from portal.initiatives.models import Initiative, Status, StatusType, Transition
from portal.outcomes.models import Measurement, OutcomePlan, OutcomeVerdict, Verdict

#: The day on which somebody looks, as lists of initiatives have it.
TODAY = bindparam("today", type_=Date)


class Stage(IntEnum):
    """How far an initiative has ever come."""

    ANSWERED = 1
    ACCEPTED = 2
    BEGUN = 3
    DONE = 4
    MEASURED = 5
    WORKED = 6


class Kept(IntEnum):
    """Whether a promise was kept."""

    IN_TIME = 1
    LATE = 2
    #: Neither given nor due.
    OPEN = 3
    #: In time or late.
    GIVEN = 4


#: Types of statuses that somebody has passed who stands in one of the later ones.
_ORDER = (StatusType.ACCEPTED, StatusType.IN_PROGRESS, StatusType.IMPLEMENTED, StatusType.MEASURED)
_STAGE_TYPES = dict(zip((Stage.ACCEPTED, Stage.BEGUN, Stage.DONE, Stage.MEASURED), _ORDER, strict=True))
VERDICTS = tuple(Verdict)
#: What a month takes of a number that holds two of them.
_A_MONTH = 10**6


def reached(stage: int) -> ColumnElement[bool]:
    """Whether it has ever come so far; what came from elsewhere has no history, and is judged by where it stands."""
    if stage == Stage.ANSWERED:
        return or_(Initiative.first_answered_at.is_not(None), reached(Stage.ACCEPTED))
    if stage == Stage.WORKED:
        return confirmed(VERDICTS.index(Verdict.REACHED) + 1)
    type_ = _STAGE_TYPES[Stage(stage)]
    return or_(Initiative.status_type.in_(_ORDER[_ORDER.index(type_) :]), _moved_to(type_))


def _moved_to(type_: StatusType, *when: ColumnElement[bool]) -> ColumnElement[bool]:
    to = select(Status.id).where(Status.type == type_)
    return exists().where(Transition.initiative_id == Initiative.id, Transition.to_status_id.in_(to), *when)


def confirmed(number: int) -> ColumnElement[bool]:
    """Whether the verdict that holds now is the one of that number, counted from 1."""
    return and_(
        Initiative.status_type == StatusType.MEASURED,
        newest_verdict(OutcomeVerdict.verdict) == VERDICTS[number - 1],
    )


def newest_verdict(column: Any) -> Any:
    """A column of the newest verdict of the initiative around it."""
    return (
        select(column)
        .where(OutcomeVerdict.initiative_id == Initiative.id)
        .order_by(OutcomeVerdict.id.desc())
        .limit(1)
        .correlate(Initiative)
        .scalar_subquery()
    )


def first_clock(one: Any) -> ColumnElement[bool]:
    """Whether a clock is the first round of the initiative around it."""
    earlier = aliased(Clock)
    first = select(func.min(earlier.id)).where(earlier.initiative_id == Initiative.id).correlate(Initiative)
    return and_(one.initiative_id == Initiative.id, one.id == first.scalar_subquery())


def answer_kept(clock: Any) -> Mapping[Kept, ColumnElement[bool]]:
    """How the promise of a first answer stands by that clock."""
    over = and_(clock.answer_by < TODAY, clock.paused_at.is_(None))
    waits = and_(clock.answered_at.is_(None), clock.ended_at.is_(None))
    missed, promised = clock.answer_missed_at.is_not(None), clock.answer_by.is_not(None)
    return {
        Kept.IN_TIME: and_(promised, clock.answered_at.is_not(None), ~missed),
        Kept.LATE: and_(promised, or_(missed, and_(waits, over))),
        Kept.OPEN: and_(promised, waits, ~missed, ~over),
        Kept.GIVEN: and_(promised, clock.answered_at.is_not(None)),
    }


def decision_kept(clock: Any) -> Mapping[Kept, ColumnElement[bool]]:
    """How that of a decision stands. What its author took back, or what was merged, has none."""
    waits, over = clock.ended_at.is_(None), and_(clock.decide_by < TODAY, clock.paused_at.is_(None))
    decided = and_(~waits, clock.outcome.not_in([StatusType.DRAFT.value, StatusType.MERGED.value]))
    missed = clock.decision_missed_at.is_not(None)
    return {
        Kept.IN_TIME: and_(decided, ~missed),
        Kept.LATE: or_(and_(decided, missed), and_(waits, or_(missed, over))),
        Kept.OPEN: and_(waits, ~missed, ~over),
        Kept.GIVEN: decided,
    }


def first_answer(number: int) -> ColumnElement[bool]:
    """Whether the first answer came as it was promised (a number of Kept)."""
    one = aliased(Clock)
    return exists().where(first_clock(one), answer_kept(one)[Kept(number)])


def decision(number: int) -> ColumnElement[bool]:
    """Whether the first decision came as it was promised (a number of Kept)."""
    one = aliased(Clock)
    return exists().where(first_clock(one), decision_kept(one)[Kept(number)])


def handed_in_since(month: int) -> ColumnElement[bool]:
    """In this month (year x 100 + month) or later."""
    return Initiative.submitted_at >= i18n.midnight(month_day(month))


def handed_in_until(month: int) -> ColumnElement[bool]:
    """In this month or earlier."""
    return Initiative.submitted_at < i18n.midnight(next_month(month))


def _in_month(type_: StatusType) -> Callable[[int], ColumnElement[bool]]:
    return lambda month: _moved(type_, month, month)


def _moved(type_: StatusType, first: int, last: int) -> ColumnElement[bool]:
    begin, end = i18n.midnight(month_day(first)), i18n.midnight(next_month(last))
    return _moved_to(type_, Transition.at >= begin, Transition.at < end)


accepted_in, declined_in, done_in = map(_in_month, (StatusType.ACCEPTED, StatusType.DECLINED, StatusType.IMPLEMENTED))


def done_between(span: int) -> ColumnElement[bool]:
    """Implemented in one of the months of a span (see ``span_of``).

    Two conditions, one for each end, would also take what was implemented before the span and once more after it.
    """
    first, last = months_of(span)
    return _moved(StatusType.IMPLEMENTED, first, last)


def confirmed_since(month: int) -> ColumnElement[bool]:
    """Measured, and confirmed in this month or later."""
    return and_(
        Initiative.status_type == StatusType.MEASURED,
        newest_verdict(OutcomeVerdict.at) >= i18n.midnight(month_day(month)),
    )


def confirmed_until(month: int) -> ColumnElement[bool]:
    """Measured, and confirmed in this month or earlier."""
    return and_(
        Initiative.status_type == StatusType.MEASURED,
        newest_verdict(OutcomeVerdict.at) < i18n.midnight(next_month(month)),
    )


def estimated(_number: int) -> ColumnElement[bool]:
    """Whether what was expected and what was confirmed are both numbers, so that the estimate has an error."""
    holds = aliased(OutcomeVerdict)
    numbers = (
        select(holds.id)
        .join(Measurement, Measurement.id == holds.measurement_id)
        .join(OutcomePlan, OutcomePlan.initiative_id == holds.initiative_id)
        .where(holds.id == newest_verdict(OutcomeVerdict.id), Measurement.value.is_not(None))
        .where(OutcomePlan.baseline != OutcomePlan.target)
    )
    return and_(Initiative.status_type == StatusType.MEASURED, numbers.exists())


def is_month(number: int) -> bool:
    """Whether a number is a month: 202611 is November 2026."""
    return 1 <= number % 100 <= 12 and 2000 <= number // 100 <= 2200


def span_of(first: int, last: int) -> int:
    """Months from one to another, both included, as one number: 202601202611."""
    return first * _A_MONTH + last


def months_of(span: int) -> tuple[int, int]:
    """The first and the last month of a span."""
    return divmod(span, _A_MONTH)


def is_span(number: int) -> bool:
    """Whether a number is a span of months."""
    first, last = months_of(number)
    return is_month(first) and is_month(last) and first <= last


def month_of(day: date) -> int:
    """The month of a day as a number."""
    return day.year * 100 + day.month


def month_day(month: int) -> date:
    """The first day of a month."""
    return date(month // 100, month % 100, 1)


def next_month(month: int) -> date:
    """The first day of the month after."""
    return date(month // 100 + month % 100 // 12, month % 100 % 12 + 1, 1)


def months_back(month: int, count: int) -> int:
    """The month so many months before."""
    place = month // 100 * 12 + month % 100 - 1 - count
    return place // 12 * 100 + place % 12 + 1
