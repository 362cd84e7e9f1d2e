"""Voices for an initiative."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import IDS_ONCE, Base, Moment, Pk, enum_column
from portal.people.models import Person


class Frequency(StrEnum):
    """How often a supporter meets the matter."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    RARELY = "rarely"


class Reach(StrEnum):
    """How many customers a month it touches where the supporter works: 1, 2-10, 11-100, more."""

    ONE = "one"
    SEVERAL = "several"
    DOZENS = "dozens"
    HUNDREDS = "hundreds"


class Support(Base):
    """One person's voice for an initiative, with what they know of its frequency and reach."""

    __tablename__ = "supports"
    __table_args__ = (UniqueConstraint("initiative_id", "person_id"), Index(None, "person_id", "at"), IDS_ONCE)

    id: Mapped[Pk]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    frequency: Mapped[Frequency | None] = enum_column(Frequency)
    reach: Mapped[Reach | None] = enum_column(Reach)
    evidence: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[Moment]

    person: Mapped[Person] = relationship()
