"""Leaving: closing an account and handing over what the person was responsible for; erasing what is personal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, delete, func, select, update
from sqlalchemy.orm import Session

from portal.core import clock, reference
from portal.core.actor import Actor
from portal.core.drafts import Draft
from portal.core.errors import Invalid, require
from portal.core.extension import Duty, duties, erasures
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.people.events import DutiesHandedOver, PersonDeactivated, PersonErased, PersonReactivated
from portal.people.models import OneTimeLink, Person, Role, Team, Theme
from portal.people.policy import can_erase, can_manage_people
from portal.people.services.accounts import check_not_last_administrator, clear_lead, forget_links
from portal.people.services.secrets import forget_help_request
from portal.people.services.sessions import end_other_sessions


@dataclass(frozen=True, slots=True)
class HeldDuty:
    """How many duties of one kind a person has. ``name`` is that of the registry."""

    name: str
    label: Any
    count: int


def duties_held(session: Session, person_id: int) -> list[HeldDuty]:
    """The duties that somebody must take over when this person leaves; kinds without any are left out."""
    counts = session.execute(select(*(duty.count(person_id) for duty in duties))).one()
    held = zip(duties.items(), counts, strict=True)
    return [HeldDuty(name, duty.label, count) for (name, duty), count in held if count]


def takers(session: Session, person: Person, hand_to: Mapping[str, int]) -> list[tuple[HeldDuty, Person]]:
    """Who takes over each duty that the person has. Raises Invalid without a possible taker."""
    found = []
    for duty in duties_held(session, person.id):
        if duty.name not in hand_to:
            raise Invalid(_l("Choose who takes this over."), field=duty.name)
        taker = session.get(Person, hand_to[duty.name])
        if taker is None or taker.deactivated_at is not None or taker.id == person.id:
            raise Invalid(_l("This person can't take it over. Choose somebody else."), field=duty.name)
        found.append((duty, taker))
    return found


def deactivate(
    session: Session, actor: Actor | None, person: Person, hand_to: Mapping[str, int], *, now: datetime
) -> Person:
    """Close an account at once. ``hand_to`` names who takes over each kind of duty that the person has.

    Raises Invalid as ``takers`` does, and for the last administrator.
    """
    require(can_manage_people(actor))
    if person.deactivated_at is not None:
        return person
    if actor is not None and actor.id == person.id:
        raise Invalid(_l("Nobody closes their own account: ask another administrator."))
    if any(row.role == Role.ADMINISTRATOR for row in person.roles):
        check_not_last_administrator(session, person)
    for duty, taker in takers(session, person, hand_to):
        duties[duty.name].hand_over(session, person.id, taker.id, actor or _operator(taker))
    person.deactivated_at = now
    end_other_sessions(session, person.id, but=None)
    forget_links(session, person.id)
    forget_help_request(session, person.id)
    record(session, PersonDeactivated(person_id=person.id), actor, at=now)
    return person


def reactivate(session: Session, actor: Actor | None, person: Person, *, now: datetime) -> Person:
    """Open a closed account again. Raises Invalid for an erased one."""
    require(can_manage_people(actor))
    if person.erased_at is not None:
        raise Invalid(_l("An erased account can't be opened again. Add the person anew."))
    if person.deactivated_at is None:
        return person
    person.deactivated_at = None
    record(session, PersonReactivated(person_id=person.id), actor, at=now)
    return person


def erase(session: Session, actor: Actor | None, person: Person, *, now: datetime) -> Person:
    """Remove everything personal from a closed account. What the person wrote stays, by 'a former colleague'.

    What other slices hold of them goes by the registered erasures.
    """
    require(can_erase(actor, person_id=person.id, active=person.deactivated_at is None))
    if person.erased_at is not None:
        return person
    for remove in erasures:
        remove(session, person.id, person.name)
    person.name, person.email = "", f"erased-{person.id}@invalid"
    person.job, person.choices, person.theme = "", {}, Theme.SYSTEM
    person.external_id = person.password_hash = person.language = None
    person.team_id = person.mentor_id = person.stand_in_id = None
    person.started_on = person.away_from = person.away_until = None
    person.roles = []
    person.erased_at = now
    end_other_sessions(session, person.id, but=None)
    session.execute(delete(OneTimeLink).where(OneTimeLink.person_id == person.id))
    session.execute(delete(Draft).where(Draft.person_id == person.id))
    session.execute(update(Person).where(Person.mentor_id == person.id).values(mentor_id=None))
    session.execute(update(Person).where(Person.stand_in_id == person.id).values(stand_in_id=None))
    clear_lead(session, person.id)
    record(session, PersonErased(person_id=person.id), actor, at=now)
    return person


def _operator(taker: Person) -> Actor:
    """When the operator of the machine hands over, the taker accepts."""
    return Actor(id=taker.id, name=taker.name, roles=frozenset({Role.EMPLOYEE}), team_id=taker.team_id)


class LeadDuty:
    """Teams that the person leads."""

    name = "people.leads"
    label: Any = _l("Leads teams")

    def count(self, person_id: int) -> ScalarSelect[int]:
        """How many open or closed teams."""
        return _count(Team.lead_id == person_id)

    def hand_over(self, session: Session, person_id: int, to_id: int, actor: Actor) -> None:
        """The other leads them."""
        led = update(Team).where(Team.lead_id == person_id).values(lead_id=to_id, version=Team.version + 1)
        _handed_over(session, self.name, person_id, to_id, session.scalars(led.returning(Team.id)), actor)
        reference.reference_changed(session)


@dataclass(slots=True)
class ColleagueDuty:
    """Colleagues for whom the person is something: ``field`` of their accounts names the person."""

    name: str
    label: Any
    field: str

    def count(self, person_id: int) -> ScalarSelect[int]:
        """How many colleagues with an open account."""
        return _count((getattr(Person, self.field) == person_id) & Person.deactivated_at.is_(None))

    def hand_over(self, session: Session, person_id: int, to_id: int, actor: Actor) -> None:
        """The other is it from now on; nobody for themselves."""
        version = {"version": Person.version + 1}  # an administrator may have the account open
        theirs = update(Person).where(getattr(Person, self.field) == person_id).returning(Person.id)
        ids = list(session.scalars(theirs.where(Person.id != to_id).values({self.field: to_id} | version)))
        ids += session.scalars(theirs.values({self.field: None} | version))
        _handed_over(session, self.name, person_id, to_id, ids, actor)


OWN_DUTIES: dict[str, Duty] = {
    duty.name: duty
    for duty in (
        LeadDuty(),
        ColleagueDuty("people.mentors", _l("Is a mentor"), "mentor_id"),
        ColleagueDuty("people.stands_in", _l("Stands in for colleagues"), "stand_in_id"),
    )
}


def _handed_over(session: Session, duty: str, person_id: int, to_id: int, ids: Iterable[int], actor: Actor) -> None:
    event = DutiesHandedOver(person_id=person_id, duty=duty, to_id=to_id, ids=tuple(sorted(ids)))
    if event.ids:
        record(session, event, actor, at=clock.now())


def _count(condition: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).where(condition).scalar_subquery()
