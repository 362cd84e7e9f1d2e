"""Passwords in an account's life: chosen by a link, changed, forgotten. Hashing happens before the transaction."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new, one_at_a_time
from portal.core.errors import Invalid, NotFound, TooManyAttempts
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.people.events import PasswordChanged, PasswordHelpAsked, PersonAdded, RolesChanged
from portal.people.identity import actor_of, token_hash
from portal.people.models import LinkPurpose, OneTimeLink, Person, PersonRole, ResetRequest, Role
from portal.people.queries import find_by_email
from portal.people.services.accounts import administrators_besides, forget_links
from portal.people.services.guessing import HELP, ONE_ADDRESS, Browser, count
from portal.people.services.sessions import end_other_sessions

LINK_IS_DEAD = _l("This link has been used or has run out. Ask an administrator for a new one.")


def get_link(session: Session, token: str, purpose: LinkPurpose, now: datetime) -> OneTimeLink:
    """The link of this token that can still be used. Raises NotFound with a sentence otherwise."""
    link = session.scalar(
        select(OneTimeLink)
        .where(OneTimeLink.token_hash == token_hash(token), OneTimeLink.purpose == purpose)
        .where(OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now)
        .with_for_update(of=OneTimeLink)
    )
    if link is None or (link.person is not None and link.person.deactivated_at is not None):
        raise NotFound(LINK_IS_DEAD)
    return link


def choose_password(session: Session, token: str, password_hash: str, *, now: datetime) -> Person:
    """Use a one-time link: the account gets this password, every other way in ends."""
    link = get_link(session, token, LinkPurpose.SIGN_IN, now)
    link.used_at = now
    person = session.get_one(Person, link.person_id)
    _set_password(session, person, password_hash, but=None, now=now)
    return person


def set_up_first_administrator(
    session: Session, token: str, *, name: str, email: str, password_hash: str, committee: bool = False, now: datetime
) -> Person:
    """Use the set-up link: make the first administrator, once, and only while there is none.

    With ``committee`` they answer initiatives too, as in a company where everything begins with one person.
    """
    one_at_a_time(session, "administrators")
    link = get_link(session, token, LinkPurpose.SET_UP, now)
    if administrators_besides(session, None):
        raise NotFound(LINK_IS_DEAD)
    if find_by_email(session, email) is not None:
        raise Invalid(_l("Somebody already has this e-mail address."), field="email")
    link.used_at = now
    roles = (Role.ADMINISTRATOR, Role.COMMITTEE) if committee else (Role.ADMINISTRATOR,)
    person = Person(
        name=name,
        email=email.strip().lower(),
        password_hash=password_hash,
        created_at=now,
        roles=[PersonRole(role=role) for role in roles],
    )
    session.add(person)
    session.flush()  # the events need the id
    record(session, PersonAdded(person_id=person.id), None, at=now)
    record(session, RolesChanged(person_id=person.id, added=roles, removed=()), None, at=now)
    return person


def change_password(
    session: Session, actor: Actor, *, verified_hash: str | None, new_hash: str, keep_session: int, now: datetime
) -> Person:
    """Give oneself another password; every other browser is signed out.

    ``verified_hash`` is the one that the present password was checked against, before the transaction.
    """
    person = session.get_one(Person, actor.id, with_for_update=True)
    if person.password_hash != verified_hash:
        raise Invalid(_l("The password was changed meanwhile. Type the present one again."), field="password")
    _set_password(session, person, new_hash, but=keep_session, now=now)
    return person


def ask_for_help(session: Session, browser: Browser, email: str, *, now: datetime) -> None:
    """Tell the administrators that somebody forgot their password; asking twice tells them once.

    Says nothing about whether there is such an account. Raises TooManyAttempts when one address asks too often.
    """
    count(session, [(browser.bucket("help-address", browser.network), ONE_ADDRESS)], now=now)
    try:
        count(session, [(browser.bucket("help", email), HELP)], now=now)
    except TooManyAttempts:
        return  # as quiet as for an address that nobody has
    person = find_by_email(session, email)
    if person is None or person.deactivated_at is not None:
        return
    if insert_new(session, ResetRequest, {"person_id": person.id, "at": now}, ["person_id"]):
        record(session, PasswordHelpAsked(person_id=person.id), None, at=now)


def forget_help_request(session: Session, person_id: int) -> None:
    """The request was answered, or needs no answer."""
    session.execute(delete(ResetRequest).where(ResetRequest.person_id == person_id))


def _set_password(session: Session, person: Person, password_hash: str, *, but: int | None, now: datetime) -> None:
    person.password_hash = password_hash
    end_other_sessions(session, person.id, but=but)
    forget_links(session, person.id)
    forget_help_request(session, person.id)
    record(session, PasswordChanged(person_id=person.id), actor_of(session, person), at=now)
