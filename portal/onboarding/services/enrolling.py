"""Who begins a track: by themselves, by whoever helps, or because they are new."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new, one_at_a_time
from portal.core.errors import Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.onboarding.care_events import MentorChanged
from portal.onboarding.following import can_begin, can_enrol_others
from portal.onboarding.learning_events import Enrolled
from portal.onboarding.models import Enrolment, Track
from portal.onboarding.models.learning import OPEN
from portal.onboarding.queries.learning import is_open
from portal.onboarding.services.stock import take_stock
from portal.people.models import Person

#: A first day lies no further from today than that, either way.
MOST_DAYS_AWAY = 366


def enrol(
    session: Session,
    person_id: int,
    track: Track,
    actor: Actor | None,
    *,
    first_day: date,
    mentor_id: int | None = None,
    anew: bool = False,
    now: datetime,
) -> Enrolment:
    """Let somebody begin a track, in the version that stands; whoever is on it already stays as they are.

    ``anew``: Invalid for them, so that nobody thinks that mentor or day was taken over. ``actor`` None: the portal.
    Without ``mentor_id`` the profile's mentor helps. Raises Forbidden; Invalid for closed tracks and absent people.
    """
    if track.published_id is None or track.closed_at is not None:
        raise Invalid(_l("Nobody begins this track now. Choose another one."), field="track")
    require(actor is None or _may(actor, person_id, track))
    _require_near(first_day, now)
    person = _here(session, person_id, field="person")
    mentor = _mentor_of(session, person, mentor_id)
    new = _insert(session, person, track, actor, first_day=first_day, mentor=mentor, now=now)
    if anew and not new:
        raise Invalid(_l("They are on this track already: nothing has changed for them."), field="person")
    enrolment = _going_on(session, person_id, track)
    if new:
        _begun(session, enrolment, actor, now)
    return enrolment


def _going_on(session: Session, person_id: int, track: Track) -> Enrolment:
    theirs = select(Enrolment).where(Enrolment.person_id == person_id, Enrolment.track_id == track.id, is_open())
    return session.scalars(theirs).one()


def _insert(
    session: Session, person: Person, track: Track, actor: Actor | None, *, first_day: date, mentor: Person | None,
    now: datetime,
) -> bool:  # fmt: skip
    """Whether they weren't on it yet."""
    values = {
        "person_id": person.id, "track_id": track.id, "version_id": track.published_id, "first_day": first_day,
        "mentor_id": mentor.id if mentor is not None else None, "made_at": now,
        "enrolled_by_id": actor.id if actor is not None and actor.id != person.id else None,
    }  # fmt: skip
    one_at_a_time(session, f"enrolment:{person.id}:{track.id}")  # they may take an earlier one up again meanwhile
    return insert_new(session, Enrolment, values, ["person_id", "track_id"], among=OPEN)


def _may(actor: Actor, person_id: int, track: Track) -> bool:
    return can_enrol_others(actor, track) or (actor.id == person_id and can_begin(actor, track))


def _require_near(first_day: date, now: datetime) -> None:
    if abs(first_day - now.date()) > timedelta(days=MOST_DAYS_AWAY):
        raise Invalid(_l("The first day lies within a year of today."), field="first_day")


def _here(session: Session, person_id: int, *, field: str) -> Person:
    person = session.get(Person, person_id)
    if person is None or person.deactivated_at is not None:
        raise Invalid(_l("This person doesn't work here any more. Choose somebody else."), field=field)
    return person


def _mentor_of(session: Session, person: Person, mentor_id: int | None) -> Person | None:
    """The named mentor, else that of the profile if they are here."""
    if mentor_id == person.id:
        raise Invalid(_l("Nobody is their own mentor. Choose somebody else."), field="mentor")
    if mentor_id is not None:
        return _here(session, mentor_id, field="mentor")
    known = session.get(Person, person.mentor_id) if person.mentor_id is not None else None
    return known if known is not None and known.deactivated_at is None and known.id != person.id else None


def _begun(session: Session, enrolment: Enrolment, actor: Actor | None, now: datetime) -> None:
    """Keep how they get on from the first moment, and tell them and whoever helps."""
    take_stock(session, enrolment.id)
    record(session, Enrolled(enrolment_id=enrolment.id, person_id=enrolment.person_id), actor, at=now)
    if enrolment.mentor_id is not None:
        event = MentorChanged(
            enrolment_id=enrolment.id, mentor_id=enrolment.mentor_id, previous_mentor_id=None,
            person_id=enrolment.person_id, at_start=True,
        )  # fmt: skip
        record(session, event, actor, at=now)
