"""What was: earlier texts and the moves between statuses."""

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, Moment, Pk
from portal.people.models import Person

MIN_REASON_LETTERS = 20


class InitiativeRevision(Base):
    """What an initiative said before an edit."""

    __tablename__ = "initiative_revisions"
    __table_args__ = (Index(None, "initiative_id", "id"),)

    id: Mapped[Pk]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    title: Mapped[str] = mapped_column(String(160))
    problem: Mapped[str] = mapped_column(Text)
    solution: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[Moment]

    by: Mapped[Person | None] = relationship()


class Transition(Base):
    """One move between statuses. Append-only: a trigger refuses every change and removal."""

    __tablename__ = "transitions"
    __table_args__ = (Index(None, "initiative_id", "id"), Index(None, "at"))

    id: Mapped[Pk]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    from_status_id: Mapped[int | None] = mapped_column(ForeignKey("statuses.id"))
    to_status_id: Mapped[int] = mapped_column(ForeignKey("statuses.id"))
    #: Nobody when the portal itself moved it (a deferred one that came back).
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    reason_html: Mapped[str] = mapped_column(Text, default="")
    defer_until: Mapped[date | None] = mapped_column(Date)
    at: Mapped[Moment]

    actor: Mapped[Person | None] = relationship()
