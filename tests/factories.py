"""Rows for tests: each function writes one and commits."""

import itertools
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.reference import reference_changed
from portal.people.identity import actor_of, token_hash
from portal.people.models import Area, Person, PersonRole, Role, SignInSession, Team

_numbers = itertools.count(1)


def team(name: str | None = None) -> Team:
    with transaction() as session:
        row = Team(name=name or f"Команда {next(_numbers)}")
        session.add(row)
        session.flush()  # the reference data are read again with it
        reference_changed(session)
    return row


def area(name: str | None = None, owned_by: Team | None = None) -> Area:
    with transaction() as session:
        row = Area(name=name or f"Напрям {next(_numbers)}", team_id=owned_by.id if owned_by else None)
        session.add(row)
        session.flush()  # the reference data are read again with it
        reference_changed(session)
    return row


def person(
    name: str | None = None,
    in_team: Team | None = None,
    *roles: Role,
    started_days_ago: int = 400,
    language: str | None = None,
    password_hash: str | None = None,
    email: str | None = None,
) -> Actor:
    """Somebody with an account; the actor that services are given."""
    n = next(_numbers)
    name = name or f"Людина {n}"
    with transaction() as session:
        row = Person(
            name=name,
            email=email or f"person{n}@example.test",
            team_id=in_team.id if in_team else None,
            language=language,
            password_hash=password_hash,
            started_on=(clock.now() - timedelta(days=started_days_ago)).date(),
            created_at=clock.now(),
            roles=[PersonRole(role=role) for role in roles],
        )
        session.add(row)
        session.flush()  # the actor needs the id
        if Role.COMMITTEE in roles:
            reference_changed(session)
        return actor_of(session, row)


def person_row(actor: Actor) -> Person:
    with transaction() as session:
        return session.scalars(select(Person).where(Person.id == actor.id)).one()


def sign_in_session(actor: Actor, now: datetime) -> str:
    """A signed-in browser; the token that its cookie holds."""
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        session.add(
            SignInSession(
                token_hash=token_hash(token),
                person_id=actor.id,
                agent="Test",
                address="127.0.0.1",
                created_at=now,
                seen_at=now,
                expires_at=now + timedelta(days=90),
            )
        )
    return token
