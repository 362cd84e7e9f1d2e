"""Limits on guessing and on sending texts, kept in the database so that they hold for all web workers together.

Counted are attempts, not people: the keys are hashes that can't be turned back without the portal's secret.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import one_at_a_time
from portal.core.errors import TooManyAttempts
from portal.core.i18n import lazy_gettext as _l
from portal.people.models import Attempt, Person, SignInSession


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many attempts within so many minutes."""

    attempts: int
    minutes: int


#: One account from one address, or from a device that has signed in to it before.
ONE_ACCOUNT = Limit(10, 15)
#: Everything from one address: high, because a whole call centre may share one.
ONE_ADDRESS = Limit(100, 15)
#: One account from everywhere. Somebody who has signed in from here before isn't held up by it.
FROM_EVERYWHERE = Limit(30, 60)
HELP = Limit(5, 60)
#: Texts of one person: far above what anybody types, far below what a program could make the portal lay out.
TEXTS = Limit(60, 10)
#: Looks at a text while it is being typed: most parts of it are laid out already.
PREVIEWS = Limit(400, 10)
#: A look at one that used up its seconds of the processor counts as so many.
COSTLY_PREVIEW = 20
KEPT_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """Where a request comes from. ``people`` have signed in with this device before, as its own cookie says."""

    address: str
    agent: str = ""
    device: str = ""
    people: frozenset[int] = field(default_factory=frozenset)
    #: Keys the hashes.
    secret: str = ""

    def bucket(self, kind: str, *parts: str) -> str:
        """The key under which attempts of a kind are counted."""
        digest = hmac.new(self.secret.encode(), "\n".join((kind, *parts)).encode(), sha256).hexdigest()
        return f"{kind}:{digest[:48]}"

    @property
    def network(self) -> str:
        """The address; of IPv6 the /64 that one household or office has for itself."""
        try:
            address = ip_address(self.address)
        except ValueError:
            return self.address
        if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
            return str(IPv6Address(int(address) >> 64 << 64))
        return str(address)


def count_sign_in(session: Session, browser: Browser, email: str, person: Person | None, *, now: datetime) -> list[int]:
    """Count one attempt at signing in before it is checked; the ids of what was counted.

    Raises TooManyAttempts. Guessing from elsewhere never locks out a device or an address that this person has
    signed in from: those are counted by themselves.
    """
    if person is not None and person.id in browser.people:
        return count(session, [(browser.bucket("device", browser.device, email), ONE_ACCOUNT)], now=now)
    buckets = [
        (browser.bucket("pair", email, browser.network), ONE_ACCOUNT),
        (browser.bucket("address", browser.network), ONE_ADDRESS),
    ]
    if not _signed_in_from(session, person.id if person else 0, browser.address, now):
        buckets.append((browser.bucket("email", email), FROM_EVERYWHERE))
    return count(session, buckets, now=now)


def count(session: Session, buckets: Sequence[tuple[str, Limit]], *, now: datetime, times: int = 1) -> list[int]:
    """Count one attempt (or ``times`` at once) in each bucket, or raise TooManyAttempts and count nothing.

    To be called in a transaction of its own *before* the guess is checked: parallel guesses queue up here.
    """
    one_at_a_time(session, *(bucket for bucket, _limit in buckets))
    within = [
        (Attempt.bucket == bucket) & (Attempt.at > now - timedelta(minutes=limit.minutes)) for bucket, limit in buckets
    ]
    statement = select(Attempt.bucket, func.count()).where(or_(*within)).group_by(Attempt.bucket)
    counted = {row[0]: row[1] for row in session.execute(statement)}
    if any(counted.get(bucket, 0) >= limit.attempts for bucket, limit in buckets):
        raise TooManyAttempts
    rows = [Attempt(bucket=bucket, at=now) for bucket, _limit in buckets for _time in range(times)]
    session.add_all(rows)
    session.flush()  # the caller may take them back by id
    return [row.id for row in rows]


def count_text(session: Session, writer: Actor, *, now: datetime) -> None:
    """Count one text that somebody sends, before it is laid out; raise TooManyAttempts when there were too many."""
    try:
        count(session, [(f"texts:{writer.id}", TEXTS)], now=now)
    except TooManyAttempts as error:
        raise TooManyAttempts(
            _l("That was a lot of texts within a few minutes. Wait ten minutes, then send this one again.")
        ) from error


def count_preview(session: Session, writer: Actor, *, now: datetime) -> None:
    """Count one look at a text that is being typed; raise TooManyAttempts when there were too many."""
    count(session, [(f"previews:{writer.id}", PREVIEWS)], now=now)


def count_costly_preview(session: Session, writer: Actor, *, now: datetime) -> None:
    """Count one of a text that couldn't be laid out in its time."""
    count(session, [(f"previews:{writer.id}", PREVIEWS)], now=now, times=COSTLY_PREVIEW - 1)


def forgive(session: Session, attempt_ids: Sequence[int]) -> None:
    """The attempt was right: it doesn't count, nor do the earlier slips of the same person at the same place."""
    own = session.scalars(
        select(Attempt.bucket).where(Attempt.id.in_(attempt_ids), ~Attempt.bucket.startswith("address:"))
    ).all()
    session.execute(delete(Attempt).where(or_(Attempt.id.in_(attempt_ids), Attempt.bucket.in_(own))))


def sweep_attempts(session: Session, now: datetime) -> None:
    """Delete what is too old to count."""
    session.execute(delete(Attempt).where(Attempt.at < now - timedelta(hours=KEPT_HOURS)))


def _signed_in_from(session: Session, person_id: int, address: str, now: datetime) -> bool:
    found = select(SignInSession.id).where(
        SignInSession.person_id == person_id, SignInSession.address == address, SignInSession.expires_at > now
    )
    return session.scalar(found.limit(1)) is not None
