"""The secret address under which a calendar program finds somebody's due days: made, changed, taken away."""

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.onboarding.models import CalendarAddress
from portal.people.models import Person

_PURPOSE = b"learning-calendar"


def make_address(session: Session, actor: Actor, *, now: datetime) -> CalendarAddress:
    """A new one; a former one leads nowhere from now on."""
    row = session.get(CalendarAddress, actor.id)
    if row is None:
        row = CalendarAddress(person_id=actor.id, nonce="", made_at=now)
        session.add(row)
    row.nonce, row.made_at = secrets.token_urlsafe(16), now
    return row


def take_address_away(session: Session, actor: Actor) -> None:
    """No calendar finds them any more."""
    session.execute(delete(CalendarAddress).where(CalendarAddress.person_id == actor.id))


def token_of(row: CalendarAddress, secret: str) -> str:
    """What the address holds: whose it is, and a signature that only the portal can make (HMAC-SHA256, 128 bits)."""
    signed = f"{row.person_id}:{row.nonce}".encode()
    digest = hmac.new(secret.encode() + _PURPOSE, signed, hashlib.sha256).hexdigest()[:32]
    return f"{row.person_id}-{digest}"


def person_behind(session: Session, token: str, secret: str) -> Person | None:
    """Whose address it is; None for one that never was or is no more, and for people who have left."""
    number, _sign, _digest = token.partition("-")
    if not (number.isascii() and number.isdecimal()) or len(number) > 18:
        return None
    row = session.get(CalendarAddress, int(number))
    if row is None or not hmac.compare_digest(token_of(row, secret).encode(), token.encode()):
        return None
    person = session.get_one(Person, row.person_id)
    return person if person.deactivated_at is None else None
