"""Filters that somebody gave a name, to come back to them."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, Moment, Pk, enum_column
from portal.people.models import Person

_SHARED = text("shared")


class Shape(StrEnum):
    """How the same initiatives are laid out."""

    LIST = "list"
    BOARD = "board"
    ROADMAP = "roadmap"


class SavedView(Base):
    """A named filter: its maker's own or, when shared, everybody's."""

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("person_id", "name"),
        CheckConstraint("length(name) > 0", name="has_a_name"),
        Index("ix_saved_views_shared", "name", sqlite_where=_SHARED, postgresql_where=_SHARED),
    )

    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(60))
    shape: Mapped[Shape] = enum_column(Shape)
    #: The choices as they stand in the address, read anew each time: what no longer exists drops out.
    query: Mapped[str] = mapped_column(String(1000), default="")
    shared: Mapped[bool] = mapped_column(default=False)
    at: Mapped[Moment]

    person: Mapped[Person] = relationship()
