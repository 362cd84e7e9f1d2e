"""What a track does for those who follow it: sums over people, never of one person."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Float, Integer, Select, case, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from portal.core.db import read_rows
from portal.onboarding.models import Enrolment, StepAnswer, StepProgress, StepState
from portal.onboarding.queries.mentoring import Days
from portal.onboarding.statistics import Sums

#: Stands for the whole track where a step is named; no key is empty.
WHOLE = ""


def question_sums(session: Session, track_id: int) -> dict[tuple[str, str], Sums]:
    """The sums of first answers by step and question. One statement.

    Of everybody the first time they followed the track: whoever follows it again has seen the answers. What a mentor
    reads counts once it is read.
    """
    firsts = _firsts(track_id).subquery()
    mine = (
        select(firsts.c.enrolment_id, func.sum(firsts.c.x).label("right"), func.count().label("n"))
        .group_by(firsts.c.enrolment_id)
        .subquery()
    )
    x, others = cast(firsts.c.x, Float), mine.c.n - 1
    y = case((others > 0, cast(mine.c.right - firsts.c.x, Float) / others))
    columns: tuple[Any, ...] = (
        firsts.c.step_key, firsts.c.question_key, func.count(), func.sum(firsts.c.x), func.count(y),
        func.sum(case((others > 0, x))), func.sum(y), func.sum(y * y), func.sum(x * y),
    )  # fmt: skip
    rows = read_rows(
        session,
        select(*columns)
        .join(mine, mine.c.enrolment_id == firsts.c.enrolment_id)
        .group_by(firsts.c.step_key, firsts.c.question_key),
    )
    return {(row[0], row[1]): _as_sums(row) for row in rows}


def _as_sums(row: Any) -> Sums:
    people, right, compared, *sums = row[2:]
    x, y, yy, xy = (value or 0.0 for value in sums)
    return Sums(people=people, right=right, compared=compared, x=x, y=y, yy=yy, xy=xy)


def _firsts(track_id: int) -> Select[Any]:
    first_time = select(func.min(Enrolment.id)).where(Enrolment.track_id == track_id).group_by(Enrolment.person_id)
    columns: tuple[Any, ...] = (
        StepAnswer.enrolment_id,
        StepAnswer.step_key,
        StepAnswer.question_key,
        cast(StepAnswer.right, Integer).label("x"),
    )
    return select(*columns).where(
        StepAnswer.enrolment_id.in_(first_time), StepAnswer.attempt == 1, StepAnswer.right.is_not(None)
    )


def days_done(session: Session, track_id: int, days: Days) -> tuple[Mapping[str, Counter[int]], Counter[int]]:
    """On which working day of theirs people had done each step, and the whole track: how many on which. One statement.

    Those who began a second time count with that one.
    """
    last = Enrolment.id.in_(_last_time(track_id))
    steps = (
        select(StepProgress.step_key, Enrolment.first_day, StepProgress.done_at)
        .join(Enrolment, Enrolment.id == StepProgress.enrolment_id)
        .where(last, StepProgress.state == StepState.DONE, StepProgress.done_at.is_not(None))
    )
    ends = select(literal(WHOLE), Enrolment.first_day, Enrolment.finished_at).where(
        last, Enrolment.finished_at.is_not(None)
    )
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for key, first_day, done_at in read_rows(session, union_all(steps, ends)):
        found[key][max(1, days.number(first_day, days.day_of(done_at)))] += 1
    return found, found.pop(WHOLE, Counter())


def _last_time(track_id: int) -> Select[Any]:
    return select(func.max(Enrolment.id)).where(Enrolment.track_id == track_id).group_by(Enrolment.person_id)
