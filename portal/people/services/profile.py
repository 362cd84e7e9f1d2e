"""What people change of their own account."""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import LANGUAGES
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.people.events import PersonChanged, StandInNamed
from portal.people.models import Person, Theme
from portal.people.policy import can_edit_profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The fields of a profile as they shall be. ``language`` None: as the browser says."""

    job: str
    language: str | None
    theme: Theme
    shortcuts: bool
    away_from: date | None = None
    away_until: date | None = None
    stand_in_id: int | None = None

    @classmethod
    def of(cls, person: Person) -> "Profile":
        """The profile as it stands."""
        return cls(**{field.name: getattr(person, field.name) for field in fields(cls)})

    @property
    def mark(self) -> str:
        """Differs when the profile does: a form carries it to say what it was opened with."""
        return sha256(repr(self).encode()).hexdigest()[:16]


def change_profile(
    session: Session, actor: Actor, person: Person, profile: Profile, *, opened: str | None = None, now: datetime
) -> Person:
    """Keep a profile.

    Raises Invalid when the absence makes no sense, Conflict when the profile isn't ``opened`` any more (None: whatever
    stands is replaced).
    """
    require(can_edit_profile(actor, person.id))
    _check_absence(person, profile)
    present = Profile.of(person)
    changed = tuple(name for name, value in asdict(profile).items() if getattr(present, name) != value)
    if changed and opened not in {None, present.mark}:
        raise Conflict
    for name in changed:
        setattr(person, name, getattr(profile, name))
    if changed:
        record(session, PersonChanged(person_id=person.id, what=changed), actor, at=now)
    if {"away_from", "away_until", "stand_in_id"} & set(changed):
        _tell_stand_in(session, actor, person, now)
    return person


def _tell_stand_in(session: Session, actor: Actor, person: Person, now: datetime) -> None:
    """Record who stands in from when to when, unless the absence has passed."""
    over = person.away_until is not None and person.away_until < i18n.today(now)
    if person.stand_in_id is None or person.away_from is None or over:
        return
    named = StandInNamed(
        person_id=person.id,
        stand_in_id=person.stand_in_id,
        away_from=person.away_from.isoformat(),
        away_until=person.away_until.isoformat() if person.away_until else None,
    )
    record(session, named, actor, at=now)


def choose_language(session: Session, actor: Actor, language: str) -> None:
    """Speak this language from now on. A way of looking, not a change of the account: it isn't recorded."""
    if language not in LANGUAGES:
        raise Invalid(_l("The portal doesn't speak this language."))
    session.execute(update(Person).where(Person.id == actor.id).values(language=language))


def choose_theme(session: Session, actor: Actor, theme: str) -> None:
    """Light, dark or as the device says."""
    if theme not in set(Theme):
        raise Invalid(_l("There is no such theme."))
    session.execute(update(Person).where(Person.id == actor.id).values(theme=Theme(theme)))


def _check_absence(person: Person, profile: Profile) -> None:
    if profile.away_from is None and (profile.away_until is not None or profile.stand_in_id is not None):
        raise Invalid(_l("Say from which day you are away."), field="away_from")
    if profile.away_from and profile.away_until and profile.away_until < profile.away_from:
        raise Invalid(_l("The last day is before the first."), field="away_until")
    if profile.stand_in_id == person.id:
        raise Invalid(_l("Nobody can stand in for themselves."), field="stand_in")
