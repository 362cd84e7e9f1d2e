"""Signed-in browsers: beginning, ending and noticing them. The cookie holds a token, the table its hash."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.journal import record
from portal.people.events import SignedInOnNewDevice
from portal.people.identity import actor_of, token_hash
from portal.people.models import OneTimeLink, Person, SignInSession
from portal.people.services.guessing import Browser

SESSION_DAYS = 90
SEEN_EVERY = timedelta(minutes=5)
LINKS_KEPT_DAYS = 90


def begin_session(session: Session, person: Person, browser: Browser, *, now: datetime) -> str:
    """Sign the person in with this browser; the token for its cookie.

    A browser unknown to somebody who is signed in elsewhere is recorded, so that they can be told.
    """
    elsewhere = session.scalar(select(SignInSession.id).where(SignInSession.person_id == person.id).limit(1))
    token = secrets.token_urlsafe(32)
    row = SignInSession(
        token_hash=token_hash(token),
        person_id=person.id,
        agent=browser.agent[:200],
        address=browser.address[:45],
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(days=SESSION_DAYS),
    )
    session.add(row)
    session.flush()  # the event needs the id
    if elsewhere is not None and person.id not in browser.people:
        event = SignedInOnNewDevice(person_id=person.id, session_id=row.id)
        record(session, event, actor_of(session, person), at=now)
    return token


def note_seen(session: Session, session_id: int, *, address: str, now: datetime) -> None:
    """Move 'last seen' on; two requests at once write it once."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.seen_at < now - SEEN_EVERY)
        .values(seen_at=now, address=address[:45])
    )


def end_session(session: Session, actor: Actor, session_id: int) -> None:
    """Sign one of the person's own browsers out. Raises NotFound for anybody else's."""
    ended = session.execute(
        delete(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.person_id == actor.id)
        .returning(SignInSession.id)
    )
    if ended.first() is None:
        raise NotFound


def end_other_sessions(session: Session, person_id: int, *, but: int | None) -> None:
    """Sign the person out everywhere but in the session ``but`` (None: everywhere)."""
    statement = delete(SignInSession).where(SignInSession.person_id == person_id)
    session.execute(statement if but is None else statement.where(SignInSession.id != but))


def sweep_sessions(session: Session, now: datetime) -> None:
    """Delete sessions that have run out and links that nobody can use."""
    session.execute(delete(SignInSession).where(SignInSession.expires_at <= now))
    old = now - timedelta(days=LINKS_KEPT_DAYS)
    session.execute(delete(OneTimeLink).where(or_(OneTimeLink.expires_at < old, OneTimeLink.used_at < old)))
