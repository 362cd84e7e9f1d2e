"""What people change of their own account."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Invalid, require
from portal.core.i18n import LANGUAGES
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.people.events import PersonChanged
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


def change_profile(session: Session, actor: Actor, person: Person, profile: Profile, *, now: datetime) -> Person:
    """Keep a profile. Raises Invalid when the absence makes no sense."""
    require(can_edit_profile(actor, person.id))
    _check_absence(person, profile)
    fields = ("job", "language", "theme", "shortcuts", "away_from", "away_until", "stand_in_id")
    changed = tuple(name for name in fields if getattr(person, name) != getattr(profile, name))
    for name in changed:
        setattr(person, name, getattr(profile, name))
    if changed:
        record(session, PersonChanged(person_id=person.id, what=changed), actor, at=now)
    return person


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
