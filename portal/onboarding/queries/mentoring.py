"""Everyone in somebody's care, or on a track, with how they get on: a few statements, however many there are."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from math import inf
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, String, and_, bindparam, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.committee.calendar import WorkCalendar
from portal.committee.queries.settings import promised
from portal.core.db import BigId, read_rows
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


#: Of an ``Enrolment``: answers that nobody has read, and steps that wait for a word.
UNREAD = (StepAnswer.enrolment_id == Enrolment.id, UNREAD_ANSWER, _is_followed(StepAnswer.step_key))
WAITS = (
    StepProgress.enrolment_id == Enrolment.id,
    StepProgress.state == StepState.WAITING,
    _is_followed(StepProgress.step_key),
)
#: Since when the oldest answer, and the oldest step, waits to be looked at.
ANSWER_SINCE = select(func.min(StepAnswer.at)).where(*UNREAD).correlate(Enrolment).scalar_subquery()
STEP_SINCE = select(func.min(StepProgress.handed_in_at)).where(*WAITS).correlate(Enrolment).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Learner:
    """One person on one track, and how they get on."""

    #: Columns of the enrolment, name, title of the track, counts.
    row: Any
    plan: Plan
    states: Mapping[str, str]
    going: Going

    @property
    def id(self) -> int:
        """Of the enrolment."""
        return int(self.row.id)

    @property
    def turn(self) -> Turn:
        """What they need."""
        return self.going.turn

    @property
    def waits_since(self) -> datetime | None:
        """Since when something of theirs waits to be looked at; None: nothing does."""
        return earliest(self.row.answer_since, self.row.step_since)


def earliest(*moments: datetime | None) -> datetime | None:
    """The first of those that there are."""
    return min((moment for moment in moments if moment is not None), default=None)


def followers(session: Session, track_id: int, *, today: date) -> list[Learner]:
    """Everyone who is on the way of a track, who needs attention first."""
    return _learners(session, _followers(), {"track": track_id, "whose": 0}, today)


def learners(session: Session, ids: Collection[int], *, today: date, whose: int) -> list[Learner]:
    """The enrolments of those ids, who needs attention first.

    ``whose``: the id of whoever looks, to count what they haven't read.
    """
    return _learners(session, _named(), {"ids": list(ids), "whose": whose}, today) if ids else []


def _learners(session: Session, statement: Any, values: Mapping[str, Any], today: date) -> list[Learner]:
    rows = read_rows(session, statement, values)
    versions = steps_by_version(session, [row.version_id for row in rows])
    plans = {number: Plan(steps) for number, steps in versions.items()}
    days = days_by(promised(session).calendar)
    return sorted((_learner(row, plans[row.version_id], today, days) for row in rows), key=_urgency)


class Days:
    """Working days between days, each pair counted once: many learners begin on the same one."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.between: Callable[[date, date], int] = lru_cache(maxsize=4096)(calendar.working_days)
        self.number: Callable[[date, date], int] = lru_cache(maxsize=4096)(
            lambda first, day: day_number(first, day, calendar)
        )
        self.day_of: Callable[[datetime], date] = calendar.day_of


@lru_cache(maxsize=4)
def days_by(calendar: WorkCalendar) -> Days:
    """Those of a calendar, also for the next page: what is counted depends on nothing else."""
    return Days(calendar)


@cache
def _followers() -> Any:
    """Built once, as the next one: building costs as much as reading fifty."""
    return _whole().where(Enrolment.track_id == bindparam("track", type_=BigId), ON_THE_WAY)


@cache
def _named() -> Any:
    return _whole().where(Enrolment.id.in_(bindparam("ids", type_=BigId, expanding=True)))


def _whole() -> Any:
    progress = StepProgress.enrolment_id == Enrolment.id
    token = cast(StepProgress.state, String) + ":" + StepProgress.step_key
    states = select(func.aggregate_strings(token, " ")).where(progress).scalar_subquery()
    notes = select(func.count()).where(
        LearningNote.enrolment_id == Enrolment.id, LearningNote.kind == NoteKind.TALK,
        LearningNote.author_id == Enrolment.person_id, LearningNote.read_at.is_(None),
        Enrolment.person_id != bindparam("whose", type_=BigId),
    )  # fmt: skip
    columns: tuple[Any, ...] = (
        Enrolment.id, Enrolment.person_id, Person.name, Person.sort_name, Enrolment.track_id, Track.title,
        Track.language, Enrolment.version_id, Enrolment.first_day, Enrolment.mentor_id, Enrolment.finished_at,
        Enrolment.left_at, Enrolment.moved_at, states.label("states"),
        select(func.count()).where(*UNREAD).scalar_subquery().label("unread"),
        ANSWER_SINCE.label("answer_since"), STEP_SINCE.label("step_since"),
        notes.scalar_subquery().label("notes"),
    )  # fmt: skip
    return (
        select(*columns)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Track, Track.id == Enrolment.track_id)
        .order_by(Enrolment.id)
        .limit(MOST_LEARNERS)
    )


def _learner(row: Any, plan: Plan, today: date, days: Days) -> Learner:
    states = {key: state for key, state in read_states(row.states).items() if key in plan.keys}
    ended = Turn.FINISHED if row.finished_at else Turn.LEFT if row.left_at else None
    found = plan.going(
        states, first_day=row.first_day, moved_on=days.day_of(row.moved_at) if row.moved_at else None,
        today=today, days_between=days.between, day_number=days.number, ended=ended, unread=row.unread > 0,
    )  # fmt: skip
    return Learner(row, plan, states, found)


def read_states(joined: str | None) -> dict[str, str]:
    """The states of the steps by key, from one text: 'done:read-about-us waiting:check'."""
    return {key: state for state, _colon, key in (token.partition(":") for token in (joined or "").split())}


def _urgency(one: Learner) -> tuple[Any, ...]:
    """By what they need; among equals who has waited longest. The same as that of ``in_care``."""
    going = one.going
    longest = one.waits_since.timestamp() if one.waits_since else inf
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
    unread, waits = (select(1).where(*which).correlate(Enrolment).exists() for which in (UNREAD, WAITS))
    rows = read_rows(
        session,
        select(Enrolment.id, Person.name, ANSWER_SINCE.label("answer_since"), STEP_SINCE.label("step_since"))
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
    unread = select(StepAnswer.id).where(*UNREAD).exists()
    waits = select(StepProgress.step_key).where(*WAITS).exists()
    return (
        select(func.count())
        .select_from(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.mentor_id == ME, ON_THE_WAY, or_(unread, waits))
        .scalar_subquery()
    )
