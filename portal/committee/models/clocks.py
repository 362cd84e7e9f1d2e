"""The clocks of what waits for the committee, kept in step with it by its events."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, Moment, Pk

#: Written out, not bound: the partial indexes below answer only to these very words.
RUNNING = text("committee_clocks.ended_at IS NULL")
_RUNNING = text("ended_at IS NULL")


class Clock(Base):
    """One round of an initiative in the queue, from its coming in (or back) to what was decided."""

    __tablename__ = "committee_clocks"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ends_with_an_outcome"),
        CheckConstraint("ended_at IS NULL OR paused_at IS NULL", name="what_ended_is_not_paused"),
        Index(
            "uq_committee_clocks_running",
            "initiative_id",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index("ix_committee_clocks_due", "decide_by", "id", sqlite_where=_RUNNING, postgresql_where=_RUNNING),
        Index(None, "initiative_id", "id"),
        Index(None, "started_at"),
    )

    id: Mapped[Pk]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    started_at: Mapped[Moment]
    #: The last day for the first answer; None when it had been answered before this round.
    answer_by: Mapped[date | None] = mapped_column(Date)
    #: The last day for the decision. While it is paused both days are those of before.
    decide_by: Mapped[date] = mapped_column(Date)
    answered_at: Mapped[datetime | None]
    #: Since when the author has been asked.
    paused_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: The type of status that it came to.
    outcome: Mapped[str | None] = mapped_column(String(32))
    #: When it was seen that the promise wasn't kept: one level up was told then, if it still waited.
    answer_missed_at: Mapped[datetime | None]
    decision_missed_at: Mapped[datetime | None]

    pauses: Mapped[list["ClockPause"]] = relationship(order_by="ClockPause.id", cascade="all, delete-orphan")


class ClockPause(Base):
    """A time during which a clock stood still; ``ended_at`` None: it still does."""

    __tablename__ = "committee_clock_pauses"
    __table_args__ = (Index(None, "clock_id", "id"),)

    id: Mapped[Pk]
    clock_id: Mapped[int] = mapped_column(ForeignKey("committee_clocks.id", ondelete="CASCADE"))
    began_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]
