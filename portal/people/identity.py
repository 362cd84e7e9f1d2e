"""From a cookie to a person: one statement that reads the session, the person, the roles and the reference token."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.core import reference
from portal.core.actor import Actor
from portal.core.db import db, read_rows
from portal.core.spelled import joined
from portal.people.models import Person, PersonRole, Role, SignInSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """The signed-in person as pages need them; ``actor`` is what services are given."""

    actor: Actor
    token: str
    session_id: int
    seen_at: datetime
    language: str | None
    theme: str
    shortcuts: bool

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """The session's token: signing out makes every copy of the cookie worthless."""
        return self.token

    @property
    def id(self) -> int:
        """The person's id."""
        return self.actor.id

    @property
    def name(self) -> str:
        """The person's name."""
        return self.actor.name

    @property
    def initials(self) -> str:
        """One or two letters for the round badge."""
        return initials(self.actor.name)

    @property
    def roles(self) -> frozenset[str]:
        """The person's roles."""
        return self.actor.roles


def initials(name: str) -> str:
    """'Олена Савчук' -> 'ОС'."""
    words = [word for word in name.split() if word[:1].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper() or "?"


def token_hash(token: str) -> str:
    """What is kept of a token with 256 random bits: plain SHA-256 is enough for those."""
    return hashlib.sha256(token.encode()).hexdigest()


# Tables, not mapped classes, and bound values: every request runs this, and the ORM's share was a sixth of it.
_SESSIONS, _PEOPLE, _PERSON_ROLES = SignInSession.__table__.c, Person.__table__.c, PersonRole.__table__.c
_ROLES = select(joined(_PERSON_ROLES.role, ",")).where(_PERSON_ROLES.person_id == _PEOPLE.id).scalar_subquery()
_VIEWER = (
    select(
        _SESSIONS.id,
        _SESSIONS.seen_at,
        _PEOPLE.id,
        _PEOPLE.name,
        _PEOPLE.team_id,
        _PEOPLE.language,
        _PEOPLE.theme,
        _PEOPLE.shortcuts,
        _ROLES,
        reference.token_select().scalar_subquery(),
    )
    .join_from(SignInSession.__table__, Person.__table__, _PEOPLE.id == _SESSIONS.person_id)
    .where(
        _PEOPLE.deactivated_at.is_(None),
        _SESSIONS.token_hash == bindparam("token_hash"),
        _SESSIONS.expires_at > bindparam("now"),
    )
)


def load_viewer(token: str, now: datetime) -> Viewer | None:
    """The person behind a session's token, or None when it has ended."""
    session: Session = db.session()
    found = read_rows(session, _VIEWER, {"token_hash": token_hash(token), "now": now})
    if not found:
        return None
    session_id, seen_at, person_id, name, team_id, language, theme, shortcuts, roles, reference_token = found[0]
    reference.remember_token(session, reference_token)
    return Viewer(
        actor=Actor(
            id=person_id,
            name=name,
            roles=frozenset({Role.EMPLOYEE, *(roles or "").split(",")} - {""}),
            team_id=team_id,
        ),
        token=token,
        session_id=session_id,
        seen_at=seen_at,
        language=language,
        theme=theme,
        shortcuts=shortcuts,
    )


def actor_of(session: Session, person: Person) -> Actor:
    """The actor of a loaded person (commands, imports, tests)."""
    roles = session.scalars(select(PersonRole.role).where(PersonRole.person_id == person.id))
    return Actor(id=person.id, name=person.name, roles=frozenset({Role.EMPLOYEE, *roles}), team_id=person.team_id)
