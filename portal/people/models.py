"""People, the teams they work in, the areas that items concern, and how they sign in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.core.db import Base, BigId, Json, Moment, Pk, enum_column
from portal.core.i18n import sort_text
from portal.core.text import plain_name


class Role(StrEnum):
    """What a person may be, several at once. Everyone is an employee."""

    EMPLOYEE = "employee"
    COMMITTEE = "committee"
    EDITOR = "editor"
    MENTOR = "mentor"
    ADMINISTRATOR = "administrator"


class Theme(StrEnum):
    """Light, dark, or as the device says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    SET_UP = "set_up"
    SIGN_IN = "sign_in"


class Team(Base):
    """Where people work. A person belongs to one; a team has a lead."""

    __tablename__ = "teams"

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(String(120), unique=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", use_alter=True))
    #: Closed teams keep their history and take nobody new.
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    lead: Mapped["Person | None"] = relationship(foreign_keys=lead_id)
    members: Mapped[list["Person"]] = relationship(foreign_keys="Person.team_id", back_populates="team")

    __mapper_args__ = {"version_id_col": version}


class Area(Base):
    """The process that an item concerns, owned by one team."""

    __tablename__ = "areas"

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(String(120), unique=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    team: Mapped[Team | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


_STOOD_IN_FOR = text("stand_in_id IS NOT NULL")


class Person(Base):
    """Somebody with an account. Never deleted: erased people have no name and show as 'a former colleague'."""

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower"),
        CheckConstraint("away_until IS NULL OR away_from IS NOT NULL", name="absence_has_a_beginning"),
        Index(None, "team_id"),
        Index(None, "search_name"),
        Index(None, "sort_name", "id"),
        # Few stand in for anybody; the home page asks for whom its reader does.
        Index(None, "stand_in_id", sqlite_where=_STOOD_IN_FOR, postgresql_where=_STOOD_IN_FOR),
    )

    id: Mapped[Pk]
    #: The id in the system that people were imported from.
    external_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    #: The name as it is compared (``text.plain_name``), for finding by its beginning on both databases.
    search_name: Mapped[str] = mapped_column(String(120))
    #: The name's place in the alphabet (``i18n.sort_text``), kept in step with the name.
    sort_name: Mapped[str] = mapped_column(String(240), default=lambda context: _sort_name(context))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    job: Mapped[str] = mapped_column(String(120), default="")
    #: Argon2id; None until the person has chosen a password.
    password_hash: Mapped[str | None] = mapped_column(String(200))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    started_on: Mapped[date | None] = mapped_column(Date)
    #: None: as the browser says.
    language: Mapped[str | None] = mapped_column(String(2))
    theme: Mapped[Theme] = enum_column(Theme, default=Theme.SYSTEM)
    shortcuts: Mapped[bool] = mapped_column(default=True)
    #: Choices of other slices, by slice ("inbox": {...}).
    choices: Mapped[Json] = mapped_column(default=dict)
    away_from: Mapped[date | None] = mapped_column(Date)
    away_until: Mapped[date | None] = mapped_column(Date)
    stand_in_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[Moment]
    deactivated_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    team: Mapped[Team | None] = relationship(foreign_keys=team_id, back_populates="members")
    mentor: Mapped["Person | None"] = relationship(foreign_keys=mentor_id, remote_side="Person.id")
    stand_in: Mapped["Person | None"] = relationship(foreign_keys=stand_in_id, remote_side="Person.id")
    roles: Mapped[list["PersonRole"]] = relationship(cascade="all, delete-orphan", back_populates="person")

    __mapper_args__ = {"version_id_col": version}

    @validates("name")
    def _name_is_found_and_sorted(self, _key: str, name: str) -> str:
        self.search_name, self.sort_name = plain_name(name), sort_text(name)
        return name


def _sort_name(context: Any) -> str:
    """For rows that are inserted without an object."""
    return sort_text(context.get_current_parameters()["name"])


class PersonRole(Base):
    """A role that a person holds beside 'employee', which everyone is."""

    __tablename__ = "person_roles"
    __table_args__ = (Index(None, "role"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    role: Mapped[Role] = enum_column(Role, primary_key=True)

    person: Mapped[Person] = relationship(back_populates="roles")


class SignInSession(Base):
    """One signed-in browser. The cookie holds a token; here is only its hash, and signing out deletes the row."""

    __tablename__ = "sign_in_sessions"
    __table_args__ = (Index(None, "person_id"), Index(None, "expires_at"))

    id: Mapped[Pk]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    #: What the browser says of itself, for the page of one's devices.
    agent: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    created_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    expires_at: Mapped[Moment]

    person: Mapped[Person] = relationship()


class OneTimeLink(Base):
    """A link that signs a person in once (or sets up the first administrator), to choose a password."""

    __tablename__ = "one_time_links"

    id: Mapped[Pk]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[LinkPurpose] = enum_column(LinkPurpose)
    #: None for the set-up link: there is nobody yet.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship(foreign_keys=person_id)


class Attempt(Base):
    """A failed attempt at guessing, counted per kind of guess and per key (a hash: no address is kept)."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "bucket", "at"), Index(None, "at"))

    id: Mapped[Pk]
    bucket: Mapped[str] = mapped_column(String(80))
    at: Mapped[Moment]


class ResetRequest(Base):
    """Somebody asked for a new password; an administrator answers with a one-time link."""

    __tablename__ = "reset_requests"
    __table_args__ = (UniqueConstraint("person_id"),)

    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id"))
    at: Mapped[Moment]

    person: Mapped[Person] = relationship()
