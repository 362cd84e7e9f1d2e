"""The company's public contacts: allowed, taken off the list, put back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Invalid, NotFound, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.privacy import Kind, find
from portal.core.privacy.values import normal_value
from portal.core.reference import reference_changed
from portal.guard.events import PublicContactsChanged
from portal.guard.models import MAX_KEY_LETTERS, PublicContact
from portal.guard.policy import can_manage_public_contacts

#: A number of so few digits would let too much stand.
MIN_DIGITS = 3


def allow(session: Session, actor: Actor | None, *, value: str, note: str, now: datetime) -> PublicContact:
    """Let a number or an address stand in every text. Raises Invalid when it is none, or is allowed already."""
    require(can_manage_public_contacts(actor))
    key = contact_key(value)
    if _in_use(session, key):
        raise Invalid(_l("This is on the list already."), field="value")
    contact = PublicContact(value=value, key=key, note=note, by_id=actor.id if actor else None, at=now)
    session.add(contact)
    session.flush()  # the event needs the id
    return _changed(session, contact, actor, "allowed", now)


def withdraw(session: Session, contact: PublicContact, actor: Actor | None, *, now: datetime) -> PublicContact:
    """Take it off the list: the guard points at it again."""
    require(can_manage_public_contacts(actor))
    if contact.withdrawn_at is not None:
        return contact
    contact.withdrawn_at = now
    return _changed(session, contact, actor, "withdrawn", now)


def put_back(session: Session, contact: PublicContact, actor: Actor | None, *, now: datetime) -> PublicContact:
    """Undo the taking off; nothing happens when it was allowed anew meanwhile."""
    require(can_manage_public_contacts(actor))
    if contact.withdrawn_at is None or _in_use(session, contact.key):
        return contact
    contact.withdrawn_at = None
    return _changed(session, contact, actor, "put_back", now)


def get_contact(session: Session, contact_id: int) -> PublicContact:
    """The row, or NotFound."""
    contact = session.get(PublicContact, contact_id)
    if contact is None:
        raise NotFound
    return contact


def contact_key(value: str) -> str:
    """What is the same for one number however it is written. Raises Invalid for what says too little."""
    found = [span.kind for span in find(value)]
    kind = Kind.EMAIL if "@" in value else found[0] if found else Kind.PHONE
    if kind in {Kind.NAME, Kind.CARD, Kind.DOCUMENT}:
        raise Invalid(
            _l("This is somebody's own. Only numbers and addresses of the company itself can be public."), field="value"
        )
    if kind is Kind.PHONE and sum(letter.isdigit() for letter in value) < MIN_DIGITS:
        raise Invalid(_l("Write a phone number, an e-mail address or a postal address."), field="value")
    return f"{kind}:{normal_value(value, kind)}"[:MAX_KEY_LETTERS]


def _in_use(session: Session, key: str) -> bool:
    known = select(PublicContact.id).where(PublicContact.key == key, PublicContact.withdrawn_at.is_(None))
    return session.scalar(known.limit(1)) is not None


def _changed(session: Session, contact: PublicContact, actor: Actor | None, what: str, now: datetime) -> PublicContact:
    session.flush()  # the reference data are read again from the tables
    reference_changed(session)
    record(session, PublicContactsChanged(contact_id=contact.id, what=what), actor, at=now)
    return contact
