"""Adding and changing accounts, their roles and the one-time links that open them."""

import secrets
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypedDict, Unpack

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from portal.core import reference
from portal.core.actor import Actor
from portal.core.db import one_at_a_time
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.people.events import PersonAdded, PersonChanged, RolesChanged
from portal.people.identity import token_hash
from portal.people.models import LinkPurpose, OneTimeLink, Person, PersonRole, Role, Team
from portal.people.policy import can_manage_people
from portal.people.queries import find_by_email

LINK_HOURS = 72
LAST_ADMINISTRATOR = _l("This is the only administrator. Make somebody else an administrator first.")

#: What an administrator may change of an account, beside the roles.
FIELDS = ("name", "email", "job", "team_id", "mentor_id", "started_on", "language", "external_id")


class About(TypedDict, total=False):
    """What an account may say beside name, address and roles."""

    team_id: int | None
    job: str
    language: str | None
    started_on: date | None
    mentor_id: int | None
    external_id: str | None
    password_hash: str | None


def add_person(
    session: Session,
    actor: Actor | None,
    *,
    name: str,
    email: str,
    now: datetime,
    roles: Collection[Role] = (),
    **about: Unpack[About],
) -> Person:
    """Make an account. Raises Invalid when the address is taken. ``actor`` None: the operator of the machine."""
    require(can_manage_people(actor))
    _check_email_is_free(session, email, person_id=None)
    _check_team_takes_people(session, about.get("team_id"))
    person = new_account(name=name, email=email, roles=roles, now=now, **about)
    session.add(person)
    session.flush()  # the event needs the id
    record(session, PersonAdded(person_id=person.id), actor, at=now)
    return person


def new_account(
    *, name: str, email: str, now: datetime, roles: Collection[Role] = (), **about: Unpack[About]
) -> Person:
    """An account that nobody has looked at yet: whether its address is free and its team is open."""
    held = [PersonRole(role=role) for role in sorted(set(roles) - {Role.EMPLOYEE})]
    return Person(name=name, email=email.strip().lower(), created_at=now, roles=held, **about)


def change_person(
    session: Session, actor: Actor | None, person: Person, changes: Mapping[str, Any], *, now: datetime
) -> Person:
    """Change fields of an account (names in ``FIELDS``); nothing is recorded when nothing differs."""
    require(can_manage_people(actor))
    differing = _differing(person, changes)
    if not differing:
        return person
    if "email" in differing:
        _check_email_is_free(session, differing["email"], person_id=person.id)
    if "team_id" in differing:
        _check_team_takes_people(session, differing["team_id"])
    if differing.get("mentor_id") == person.id:
        raise Invalid(_l("Nobody can be their own mentor."), field="mentor")
    for field, value in differing.items():
        setattr(person, field, value)
    record(session, PersonChanged(person_id=person.id, what=tuple(sorted(differing))), actor, at=now)
    return person


def change_account(
    session: Session,
    actor: Actor | None,
    person: Person,
    changes: Mapping[str, Any],
    roles: Collection[Role],
    *,
    version: int | None,
    now: datetime,
) -> Person:
    """Change fields and roles as one form has them.

    Raises Conflict when somebody changed the account after the form was opened at ``version`` (None: nobody asks).
    """
    held = {row.role for row in person.roles}
    differs = _differing(person, changes) or set(roles) - {Role.EMPLOYEE} != held
    if differs and version not in {None, person.version}:
        raise Conflict
    change_person(session, actor, person, changes, now=now)
    return set_roles(session, actor, person, roles, now=now)


def set_roles(
    session: Session, actor: Actor | None, person: Person, roles: Collection[Role], *, now: datetime
) -> Person:
    """Give the person exactly these roles (beside 'employee'); the last administrator keeps theirs."""
    require(can_manage_people(actor))
    wanted = set(roles) - {Role.EMPLOYEE}
    held = {row.role for row in person.roles}
    if wanted == held:
        return person
    if Role.ADMINISTRATOR in held - wanted:
        check_not_last_administrator(session, person)
    person.roles = [row for row in person.roles if row.role in wanted] + [
        PersonRole(role=role) for role in sorted(wanted - held)
    ]
    flag_modified(person, "name")  # the account's version goes on with its roles
    session.flush()  # a role added or taken has to be seen by who reads roles in this transaction
    event = RolesChanged(person_id=person.id, added=tuple(sorted(wanted - held)), removed=tuple(sorted(held - wanted)))
    record(session, event, actor, at=now)
    return person


def make_one_time_link(session: Session, actor: Actor | None, person: Person, *, now: datetime) -> str:
    """A token that opens the account once, to choose a password; only its hash is kept. Earlier links end."""
    require(can_manage_people(actor))
    if person.deactivated_at is not None:
        raise Invalid(_l("This account is closed. Open it again first."))
    forget_links(session, person.id)
    return _new_link(session, LinkPurpose.SIGN_IN, person.id, actor, now)


def make_first_link(session: Session, actor: Actor | None, person: Person, *, now: datetime) -> str:
    """The same for somebody who was added just now: there are no earlier links to look for."""
    require(can_manage_people(actor))
    return _new_link(session, LinkPurpose.SIGN_IN, person.id, actor, now)


def forget_links(session: Session, person_id: int) -> None:
    """End the person's unused links."""
    session.execute(delete(OneTimeLink).where(OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None)))


def ensure_set_up_link(session: Session, now: datetime) -> str | None:
    """A new token for the page that makes the first administrator, or None when there is one. Earlier tokens end."""
    one_at_a_time(session, "administrators")
    if administrators_besides(session, None):
        return None
    session.execute(delete(OneTimeLink).where(OneTimeLink.purpose == LinkPurpose.SET_UP, OneTimeLink.used_at.is_(None)))
    return _new_link(session, LinkPurpose.SET_UP, None, None, now)


def administrators_besides(session: Session, person_id: int | None) -> int:
    """How many people with an open account, other than this one, are administrators."""
    statement = (
        select(func.count())
        .select_from(PersonRole)
        .join(Person, Person.id == PersonRole.person_id)
        .where(PersonRole.role == Role.ADMINISTRATOR, Person.deactivated_at.is_(None))
    )
    if person_id is not None:
        statement = statement.where(Person.id != person_id)
    return session.scalar(statement) or 0


def check_not_last_administrator(session: Session, person: Person) -> None:
    """Raise Invalid when nobody else could administer; two administrators can't remove each other at once."""
    one_at_a_time(session, "administrators")
    if not administrators_besides(session, person.id):
        raise Invalid(LAST_ADMINISTRATOR, field="roles")


def clear_lead(session: Session, person_id: int) -> None:
    """No team is led by this person any more."""
    if session.scalar(select(Team.id).where(Team.lead_id == person_id).limit(1)) is not None:
        session.execute(update(Team).where(Team.lead_id == person_id).values(lead_id=None))
        reference.reference_changed(session)


def _new_link(session: Session, purpose: LinkPurpose, person_id: int | None, actor: Actor | None, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        OneTimeLink(
            token_hash=token_hash(token),
            purpose=purpose,
            person_id=person_id,
            made_by_id=actor.id if actor else None,
            created_at=now,
            expires_at=now + timedelta(hours=LINK_HOURS),
        )
    )
    return token


def _differing(person: Person, changes: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(changes) - set(FIELDS)
    if unknown:
        raise ValueError(f"not fields of an account: {unknown}")
    wanted = dict(changes)
    if "email" in wanted:
        wanted["email"] = str(wanted["email"]).strip().lower()
    return {field: value for field, value in wanted.items() if getattr(person, field) != value}


def _check_email_is_free(session: Session, email: str, *, person_id: int | None) -> None:
    other = find_by_email(session, email)
    if other is not None and other.id != person_id:
        raise Invalid(_l("Somebody already has this e-mail address."), field="email")


def _check_team_takes_people(session: Session, team_id: int | None) -> None:
    if team_id is None:
        return
    team = session.get(Team, team_id)
    if team is None or team.closed_at is not None:
        raise Invalid(_l("This team is closed. Choose another one."), field="team_id")
