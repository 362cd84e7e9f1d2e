"""Keeping the clock of an initiative in step with what happens to it.

Every event leads to one question: how does it stand now? So an event that comes twice, or out of turn, changes nothing.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.committee.calendar import Pause
from portal.committee.models import Clock, ClockPause
from portal.committee.queries.settings import Promised, due_after, promised
from portal.committee.queries.standing import authors_turn, newest_clock, standing
from portal.core import clock as present
from portal.initiatives.models import StatusType
from portal.initiatives.policy import WITHDRAWABLE

#: Ends that nobody decided.
_LEFT = frozenset({StatusType.DRAFT, StatusType.MERGED})


def keep_clock(session: Session, number: int, *, at: datetime) -> Clock | None:
    """Begin, pause, go on with or end the clock, as the initiative stands now; the clock, if it runs."""
    row, clock = standing(session, number), newest_clock(session, number)
    if row is None:
        return None
    if row.status_type not in WITHDRAWABLE:
        if clock is not None and clock.ended_at is None:
            _end(clock, row, at)
            _note_if_late(session, clock)
        return None
    clock = _running(session, clock, row, at)
    if clock.answered_at is None and clock.answer_by is not None:
        # Whoever takes it into review has said so to the author.
        clock.answered_at = row.first_answered_at or (at if row.status_type is StatusType.IN_REVIEW else None)
        _note_if_late(session, clock)
    _pause_or_go_on(session, clock, asked=authors_turn(session, row), at=at)
    return clock


def started_earlier(session: Session, clock: Clock, started_at: datetime) -> None:
    """Count from a moment before: what was taken back and handed in again within a day waits since the first time."""
    clock.started_at = started_at
    count_anew(clock, promised(session), present.now())


def count_anew(clock: Clock, of: Promised, now: datetime) -> None:
    """The days of a running clock by what is promised, without the days on which it stood still.

    The day of an answer that was given stays as it was promised.
    """
    calendar = of.calendar
    since, today = calendar.day_of(clock.started_at), calendar.day_of(now)
    still = [
        Pause(calendar.day_of(pause.began_at), calendar.day_of(pause.ended_at))
        for pause in clock.pauses
        if pause.ended_at is not None
    ]
    clock.decide_by = _day(calendar.last_day(since, of.decision_days, still))
    if clock.decide_by >= today:
        clock.decision_missed_at = None
    if clock.answer_by is not None and clock.answered_at is None:
        clock.answer_by = _day(calendar.last_day(since, of.answer_days, still))
        if clock.answer_by >= today:
            clock.answer_missed_at = None


def _day(day: date | None) -> date:
    assert day is not None  # noqa: S101 - only pauses that have ended are counted
    return day


def _running(session: Session, clock: Clock | None, row: Row[Any], at: datetime) -> Clock:
    """The clock of this round: the one that runs, the one that stopped with a merge, or a new one."""
    if clock is not None and clock.ended_at is None:
        return clock
    if clock is not None and clock.outcome == StatusType.MERGED:
        clock.pauses.append(ClockPause(began_at=clock.ended_at, ended_at=at))
        clock.ended_at = clock.outcome = None
        count_anew(clock, promised(session), at)
        return clock
    return _begin(session, row)


def _begin(session: Session, row: Row[Any]) -> Clock:
    """A new round. What came out of a file waits since it is here, whatever day it has."""
    started = max(row.status_changed_at, present.now()) if row.external_id else row.status_changed_at
    due = due_after(promised(session), started)
    made = Clock(
        initiative_id=row.id,
        started_at=started,
        answer_by=None if row.first_answered_at else due.answer_by,
        decide_by=due.decide_by,
        pauses=[],
    )
    session.add(made)
    return made


def _pause_or_go_on(session: Session, clock: Clock, *, asked: bool, at: datetime) -> None:
    if asked and clock.paused_at is None:
        clock.paused_at = at
        clock.pauses.append(ClockPause(began_at=at))
    elif not asked and clock.paused_at is not None:
        _go_on(clock, at)
        count_anew(clock, promised(session), at)


def _go_on(clock: Clock, at: datetime) -> None:
    clock.paused_at = None
    for pause in clock.pauses:
        pause.ended_at = pause.ended_at or at


def _end(clock: Clock, row: Row[Any], at: datetime) -> None:
    if clock.paused_at is not None:
        _go_on(clock, at)
    clock.ended_at, clock.outcome = at, row.status_type.value
    if clock.answer_by is not None and row.status_type not in _LEFT:
        clock.answered_at = clock.answered_at or row.first_answered_at or at


def _note_if_late(session: Session, clock: Clock) -> None:
    """What comes after its day was missed, also where nobody was told of it before."""
    calendar = promised(session).calendar
    if clock.answered_at is not None and clock.answer_by is not None and clock.answer_missed_at is None:
        late = calendar.day_of(clock.answered_at) > clock.answer_by
        clock.answer_missed_at = clock.answered_at if late else None
    if clock.ended_at is not None and clock.outcome not in _LEFT and clock.decision_missed_at is None:
        late = calendar.day_of(clock.ended_at) > clock.decide_by
        clock.decision_missed_at = clock.ended_at if late else None
