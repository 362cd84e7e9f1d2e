"""Meetings of the committee: what is on the agenda, what was written down and decided, and who was there."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, Moment, Pk, enum_column

MAX_TITLE_LETTERS = 120
MAX_NOTES_LETTERS = 10_000
MAX_MINUTES = 240


class MeetingState(StrEnum):
    """How far a meeting has come."""

    PLANNED = "planned"
    RUNNING = "running"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


class Meeting(Base):
    """One meeting. The item that is open and since when stand here, so that every screen shows the same."""

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("(state IN ('planned', 'called_off')) = (started_at IS NULL)", name="started_when_it_began"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_when_it_ended"),
        Index(None, "state", "held_on", "id"),
    )

    id: Mapped[Pk]
    #: Empty: it is called by its day.
    title: Mapped[str] = mapped_column(String(MAX_TITLE_LETTERS), default="")
    held_on: Mapped[date] = mapped_column(Date)
    state: Mapped[MeetingState] = enum_column(MeetingState, default=MeetingState.PLANNED)
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    planned_at: Mapped[Moment]
    #: Whose screen leads: only they go on to another item.
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    #: The initiative that is open now, and since when.
    current_number: Mapped[int | None] = mapped_column(ForeignKey("initiatives.id"))
    current_since: Mapped[datetime | None]
    #: Goes up with all that every screen has to show anew; what is typed into notes has versions of its own.
    version: Mapped[int] = mapped_column(default=1)

    items: Mapped[list["MeetingItem"]] = relationship(
        order_by="MeetingItem.place, MeetingItem.id", cascade="all, delete-orphan"
    )


class MeetingItem(Base):
    """One initiative on the agenda."""

    __tablename__ = "meeting_items"
    __table_args__ = (
        UniqueConstraint("meeting_id", "initiative_id"),
        CheckConstraint(f"minutes BETWEEN 1 AND {MAX_MINUTES}", name="has_its_time"),
        Index(None, "initiative_id"),
    )

    id: Mapped[Pk]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    place: Mapped[int]
    #: Its time box.
    minutes: Mapped[int]
    #: How long it was open, before ``Meeting.current_since``.
    spent_seconds: Mapped[int] = mapped_column(default=0)
    #: What was said, in Markdown: it goes into the minutes as it is.
    notes: Mapped[str] = mapped_column(Text, default="")
    notes_version: Mapped[int] = mapped_column(default=1)
    #: What was decided here: the last move while the meeting ran.
    transition_id: Mapped[int | None] = mapped_column(ForeignKey("transitions.id"))


class MeetingMember(Base):
    """A member of the committee as it was when the meeting began, and whether they were there."""

    __tablename__ = "meeting_members"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    present: Mapped[bool] = mapped_column(default=False)
