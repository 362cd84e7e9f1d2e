"""Whoever is new begins the track that is meant for new people of their language, on their first day."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.db import read_with
from portal.core.journal import record
from portal.onboarding.learning_events import FirstDayMoved
from portal.onboarding.models import Enrolment, StepProgress, Track
from portal.onboarding.queries.learning import is_open
from portal.onboarding.queries.visibility import offered
from portal.onboarding.services.enrolling import MOST_DAYS_AWAY, enrol
from portal.people.models import Person

#: Whoever began longer ago than that isn't new any more.
NEW_FOR_DAYS = 14


def welcome(session: Session, person_id: int, *, now: datetime) -> Enrolment | None:
    """Enrol somebody whose first day is near, unless they have begun the track before; or move the day along."""
    tracks = _tracks(session)
    person = session.get(Person, person_id) if tracks else None
    if person is None or person.started_on is None or person.deactivated_at is not None:
        return None
    days = (person.started_on - i18n.today(now)).days
    if not -NEW_FOR_DAYS <= days < MOST_DAYS_AWAY:
        return None
    track_id = tracks.get(person.language or i18n.language()) or next(iter(tracks.values()))
    begun = session.scalar(
        select(Enrolment)
        .where(Enrolment.person_id == person_id, Enrolment.track_id == track_id)
        .order_by(Enrolment.id.desc())
        .limit(1)
    )
    if begun is not None:
        return _move_first_day(session, begun, person, now)
    track = session.get_one(Track, track_id)
    return enrol(session, person_id, track, None, first_day=person.started_on, now=now)


def _tracks(session: Session) -> Mapping[str, int]:
    """The tracks for new people by language; read once a transaction: a file brings hundreds of people."""
    held = read_with(session)
    if "newcomers" not in held:
        rows = session.execute(
            select(Track.language, Track.id).where(Track.for_newcomers.is_(True), offered()).order_by(Track.id)
        )
        held["newcomers"] = {row.language: row.id for row in rows}
    found: Mapping[str, int] = held["newcomers"]
    return found


def _move_first_day(session: Session, enrolment: Enrolment, person: Person, now: datetime) -> Enrolment:
    """Another first day in the profile moves the plan, as long as the portal enrolled them and nothing is begun."""
    begun = select(StepProgress.step_key).where(StepProgress.enrolment_id == enrolment.id).limit(1)
    moved = person.started_on is not None and person.started_on != enrolment.first_day
    waits = session.scalar(select(is_open()).where(Enrolment.id == enrolment.id))
    if moved and waits and enrolment.enrolled_by_id is None and session.scalar(begun) is None:
        assert person.started_on is not None  # noqa: S101 - looked at above
        enrolment.first_day = person.started_on
        record(session, FirstDayMoved(enrolment_id=enrolment.id), None, at=now)
    return enrolment
