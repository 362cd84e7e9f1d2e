"""Everyone in somebody's care, or on a track, with how they get on. Three statements, however many there are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.committee.calendar import WorkCalendar
from portal.committee.queries.settings import promised
from portal.core.db import read_rows
from portal.core.extension import ME
from portal.onboarding.getting_on import ORDER, Going, Plan, Turn
from portal.onboarding.models import (
    Enrolment,
    LearningNote,
    NoteKind,
    StepAnswer,
    StepProgress,
    StepState,
    Track,
    TrackStep,
)
from portal.onboarding.queries.care import steps_by_version
from portal.onboarding.queries.learning import is_open
from portal.onboarding.schedule import day_number
from portal.people.models import Person

#: So many are read for one page: more than anybody can have in care, and all that a busy track has at once.
MOST_LEARNERS = 2_000

#: Free text that nobody has read: the partial index answers to these very words.
UNREAD_ANSWER = and_(StepAnswer.right.is_(None), StepAnswer.read_at.is_(None))
#: An ``Enrolment`` of a ``Person`` who is on the way now; nobody helps those whose account is closed.
ON_THE_WAY = and_(is_open(), Person.deactivated_at.is_(None))


def _is_followed(step_key: Any) -> ColumnElement[bool]:
    """Whether the version that ``Enrolment`` follows has that step: in another one it was left behind."""
    return exists().where(TrackStep.version_id == Enrolment.version_id, TrackStep.key == step_key)


_UNREAD = (StepAnswer.enrolment_id == Enrolment.id, UNREAD_ANSWER, _is_followed(StepAnswer.step_key))
_WAITS = (
    StepProgress.enrolment_id == Enrolment.id,
    StepProgress.state == StepState.WAITING,
    _is_followed(StepProgress.step_key),
)


@dataclass(frozen=True, slots=True)
class Learner:
    """One person on one track, and how they get on."""

    #: Columns of the enrolment, name, title of the track, counts.
    row: Any
    steps: Sequence[Any]
    states: Mapping[str, str]
    going: Going

    @property
    def waits_since(self) -> datetime | None:
        """Since when something of theirs waits to be looked at; None: nothing does."""
        return earliest(self.row.answer_since, self.row.step_since)


def earliest(*moments: datetime | None) -> datetime | None:
    """The first of those that there are."""
    return min((moment for moment in moments if moment is not None), default=None)


def learners(session: Session, *which: ColumnElement[bool], today: date, whose: Any) -> list[Learner]:
    """Those whom the conditions on ``Enrolment`` and ``Track`` choose, who need attention first.

    ``whose``: the id of whoever looks, to count what they haven't read.
    """
    rows = read_rows(session, _statement(whose).where(*which).order_by(Enrolment.id).limit(MOST_LEARNERS))
    versions = steps_by_version(session, [row.version_id for row in rows])
    plans = {number: Plan(steps) for number, steps in versions.items()}
    days = Days(promised(session).calendar)
    found = [_learner(row, plans[row.version_id], today, days) for row in rows]
    return sorted(found, key=_urgency)


class Days:
    """Working days between days, each pair counted once: many learners begin on the same one."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.between: Callable[[date, date], int] = lru_cache(maxsize=4096)(calendar.working_days)
        self.number: Callable[[date, date], int] = lru_cache(maxsize=4096)(
            lambda first, day: day_number(first, day, calendar)
        )
        self.day_of: Callable[[datetime], date] = calendar.day_of


def _statement(whose: Any) -> Any:
    progress = StepProgress.enrolment_id == Enrolment.id
    token = cast(StepProgress.state, String) + ":" + StepProgress.step_key
    states = select(func.aggregate_strings(token, " ")).where(progress).scalar_subquery()
    moved = select(func.max(func.coalesce(StepProgress.done_at, StepProgress.began_at))).where(progress)
    answered = select(func.max(StepAnswer.at)).where(StepAnswer.enrolment_id == Enrolment.id)
    notes = select(func.count()).where(
        LearningNote.enrolment_id == Enrolment.id, LearningNote.kind == NoteKind.TALK,
        LearningNote.author_id == Enrolment.person_id, LearningNote.read_at.is_(None), Enrolment.person_id != whose,
    )  # fmt: skip
    columns: tuple[Any, ...] = (
        Enrolment.id, Enrolment.person_id, Person.name, Person.sort_name, Enrolment.track_id, Track.title,
        Track.language, Enrolment.version_id, Enrolment.first_day, Enrolment.mentor_id, Enrolment.finished_at,
        Enrolment.left_at, states.label("states"), moved.scalar_subquery().label("moved_at"),
        answered.scalar_subquery().label("answered_at"),
        select(func.count()).where(*_UNREAD).scalar_subquery().label("unread"),
        select(func.min(StepAnswer.at)).where(*_UNREAD).scalar_subquery().label("answer_since"),
        select(func.min(StepProgress.handed_in_at)).where(*_WAITS).scalar_subquery().label("step_since"),
        notes.scalar_subquery().label("notes"),
    )  # fmt: skip
    return select(*columns).join(Person, Person.id == Enrolment.person_id).join(Track, Track.id == Enrolment.track_id)


def _learner(row: Any, plan: Plan, today: date, days: Days) -> Learner:
    states = {key: state for key, state in read_states(row.states).items() if key in plan.keys}
    moved = max((at for at in (row.moved_at, row.answered_at) if at is not None), default=None)
    ended = Turn.FINISHED if row.finished_at else Turn.LEFT if row.left_at else None
    found = plan.going(
        states, first_day=row.first_day, moved_on=days.day_of(moved) if moved else None, today=today,
        days_between=days.between, day_number=days.number, ended=ended, unread=row.unread > 0,
    )  # fmt: skip
    return Learner(row, plan.steps, states, found)


def read_states(joined: str | None) -> dict[str, str]:
    """The states of the steps by key, from one text: 'done:read-about-us waiting:check'."""
    return {key: state for state, _colon, key in (token.partition(":") for token in (joined or "").split())}


def _urgency(one: Learner) -> tuple[Any, ...]:
    """By what they need; among equals who has waited longest."""
    going = one.going
    longest = one.waits_since.timestamp() if one.waits_since else float("inf")
    return ORDER[going.turn], longest, -going.late_days, -going.idle_days, one.row.sort_name, one.row.id


@dataclass(frozen=True, slots=True, kw_only=True)
class NextWaiting:
    """Of the others who wait for somebody the one who has waited longest, and how many there are in all."""

    id: int
    name: str | None
    since: datetime | None
    count: int


def next_waiting(session: Session, mentor_id: int, *, but: int) -> NextWaiting | None:
    """The next of a mentor's learners who handed something in, besides the enrolment ``but``. One statement."""
    answer_since = select(func.min(StepAnswer.at)).where(*_UNREAD).scalar_subquery()
    step_since = select(func.min(StepProgress.handed_in_at)).where(*_WAITS).scalar_subquery()
    unread, waits = (select(1).where(*which).correlate(Enrolment).exists() for which in (_UNREAD, _WAITS))
    rows = read_rows(
        session,
        select(Enrolment.id, Person.name, answer_since.label("answer_since"), step_since.label("step_since"))
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.mentor_id == mentor_id, Enrolment.id != but, ON_THE_WAY, or_(unread, waits))
        .order_by(Enrolment.id)
        .limit(MOST_LEARNERS),
    )
    found = [(earliest(row.answer_since, row.step_since), row) for row in rows]
    if not found:
        return None
    since, row = min(found, key=lambda one: (one[0] is None, one[0] and one[0].timestamp(), one[1].id))
    return NextWaiting(id=row.id, name=row.name, since=since, count=len(found))


def waiting_for_me(_reader: Any) -> ScalarSelect[int]:
    """How many of the learners in care (of ``ME``) have handed something in that nobody has read."""
    unread = select(StepAnswer.id).where(*_UNREAD).exists()
    waits = select(StepProgress.step_key).where(*_WAITS).exists()
    return (
        select(func.count())
        .select_from(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.mentor_id == ME, ON_THE_WAY, or_(unread, waits))
        .scalar_subquery()
    )
