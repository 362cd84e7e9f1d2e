"""Whom a mentor looks after first, weighed without a look at anybody's steps: what decides is kept with enrolments."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from math import inf
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case, func, literal, select
from sqlalchemy.orm import Session

from portal.committee.queries.settings import promised
from portal.core.db import BigId, UtcDateTime, read_rows
from portal.onboarding.getting_on import ORDER, Turn, turn_of
from portal.onboarding.models import Enrolment, StepProgress
from portal.onboarding.queries.learning import is_open
from portal.onboarding.queries.mentoring import ANSWER_SINCE, MOST_LEARNERS, ON_THE_WAY, WAITS, Days, days_by, earliest
from portal.people.models import Person

#: A step that waits, and nobody noted since when.
_SOME_TIME = datetime(9999, 1, 1, tzinfo=UTC)


class Weighed(NamedTuple):
    """One person on one track, as far as it decides who needs attention first; compared by that."""

    place: int
    #: Seconds since the epoch; infinite where nothing waits.
    waits_since: float
    minus_late_days: int
    minus_idle_days: int
    sort_name: str
    id: int
    turn: Turn
    track_id: int


def in_care(session: Session, mentor_id: int, *, ended: bool, today: date) -> list[Weighed]:
    """Everyone whom a mentor helps now, or (``ended``) has helped, in the order of ``mentoring.learners``.

    One statement, however many.
    """
    rows = read_rows(session, _statement(ended), {"mentor": mentor_id})
    return sorted(_weighed(rows, today, days_by(promised(session).calendar)))


@cache
def _statement(ended: bool) -> Select[Any]:
    """Built once: building costs as much as reading fifty."""
    waits = func.min(func.coalesce(StepProgress.handed_in_at, literal(_SOME_TIME, UtcDateTime())))
    how = case((Enrolment.finished_at.is_not(None), Turn.FINISHED.value), (~is_open(), Turn.LEFT.value))
    columns: tuple[Any, ...] = (
        Enrolment.id, Enrolment.track_id, Person.sort_name, Enrolment.first_day, Enrolment.moved_at,
        Enrolment.owes_day, Enrolment.owes_undated, how, ANSWER_SINCE,
        select(waits).where(*WAITS).correlate(Enrolment).scalar_subquery(),
    )  # fmt: skip
    return (
        select(*columns)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.mentor_id == bindparam("mentor", type_=BigId), ~is_open() if ended else ON_THE_WAY)
        .order_by(Enrolment.id)
        .limit(MOST_LEARNERS)
    )


def _weighed(rows: Sequence[Any], today: date, days: Days) -> Iterator[Weighed]:
    """In one loop: a mentor may have hundreds, and every call counts."""
    for number, track_id, name, first_day, moved_at, owes_day, undated, ended, answer_since, step_since in rows:
        day = days.number(first_day, today)
        late = day - owes_day if owes_day is not None and day > owes_day else 0
        moved = days.day_of(moved_at) if moved_at is not None else first_day
        idle = days.between(moved if moved > first_day else first_day, today)
        since = earliest(answer_since, step_since) if answer_since or step_since else None
        turn = Turn(ended) if ended else turn_of(
            waits=since is not None, late_days=late, idle_days=idle, day=day, owes_undated=undated
        )  # fmt: skip
        waited = since.timestamp() if since is not None else inf
        yield Weighed(ORDER[turn], waited, -late, -idle if idle > 0 else 0, name, number, turn, track_id)
