"""What the calendar brings: on a working day whoever has a step due hears of it, at most once that day."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.committee.calendar import WorkCalendar
from portal.committee.queries.settings import promised
from portal.core import i18n
from portal.core.journal import record
from portal.onboarding.learning_events import StepsDue
from portal.onboarding.models import Enrolment, StepProgress, TrackStep
from portal.onboarding.queries.learning import PASSED, is_open
from portal.onboarding.schedule import day_number, due_dates
from portal.people.models import Person

#: Nobody is reminded before their day has begun.
FROM_HOUR = 8
#: So that a run holds its rows for a moment only; the rest is told next time.
TOLD_AT_ONCE = 200


def remind(session: Session, now: datetime) -> None:
    """Tell each learner of what is due today, and of what was on the working day before; at most once a day."""
    today, calendar = i18n.today(now), promised(session).calendar
    if i18n.local(now).hour < FROM_HOUR or not calendar.is_working(today):
        return
    learners = session.scalars(
        select(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            is_open(), Enrolment.first_day <= today, Person.deactivated_at.is_(None),
            or_(Enrolment.reminded_on.is_(None), Enrolment.reminded_on < today),
        )
        .order_by(Enrolment.id)
        .limit(TOLD_AT_ONCE)
        .with_for_update(skip_locked=True, of=Enrolment)
    ).all()  # fmt: skip
    due = _due(session, [one.id for one in learners])
    for enrolment in learners:
        enrolment.reminded_on = today
        number = day_number(enrolment.first_day, today, calendar)
        # On their first day nothing can have passed.
        if {number, number - 1}.intersection(due.get(enrolment.id, ())):
            _tell(session, enrolment, today, _day_before(enrolment.first_day, number, calendar), now)


def _day_before(first_day: date, number: int, calendar: WorkCalendar) -> date | None:
    """The last working day of theirs before that of a number."""
    return due_dates(first_day, [number - 1], calendar)[number - 1] if number > 1 else None


def _due(session: Session, enrolment_ids: Collection[int]) -> dict[int, list[int | None]]:
    """The days of the steps that aren't behind yet, by enrolment."""
    behind = select(StepProgress.step_key).where(
        StepProgress.enrolment_id == Enrolment.id, StepProgress.state.in_(PASSED)
    )
    rows = session.execute(
        select(Enrolment.id, TrackStep.due_day)
        .join(TrackStep, TrackStep.version_id == Enrolment.version_id)
        .where(
            Enrolment.id.in_(enrolment_ids), TrackStep.due_day.is_not(None), TrackStep.required,
            TrackStep.key.not_in(behind),
        )
        .order_by(Enrolment.id, TrackStep.position)
    )  # fmt: skip
    found: dict[int, list[int | None]] = {}
    for enrolment_id, day in rows:
        found.setdefault(enrolment_id, []).append(day)
    return found


def _tell(session: Session, enrolment: Enrolment, day: date, before: date | None, now: datetime) -> None:
    """How many there are is said on their page alone: the journal is kept for good."""
    event = StepsDue(
        enrolment_id=enrolment.id, person_id=enrolment.person_id, day=day.isoformat(),
        day_before=before.isoformat() if before is not None else None,
    )  # fmt: skip
    record(session, event, None, at=now)
