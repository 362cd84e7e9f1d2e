"""Milestones and tasks of an initiative. What is taken away keeps its row: it can be had back, and its id means one."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Moment, Pk
from portal.initiatives.models import StatusType

MAX_TITLE_LETTERS = 200
MAX_REASON_LETTERS = 500

#: While an initiative stands so, work is planned and done; before there is nothing to do, afterwards it is only read.
WORKED_ON = frozenset({StatusType.ACCEPTED, StatusType.IN_PROGRESS, StatusType.IMPLEMENTED})

#: Written out, not bound: the partial indexes answer only to these very words.
_OPEN = text("done_at IS NULL AND removed_at IS NULL")


class Milestone(Base):
    """Where the work has to be by a day. One with tasks is reached when all of them are done."""

    __tablename__ = "milestones"
    __table_args__ = (
        CheckConstraint("length(title) > 0", name="has_a_title"),
        Index(None, "initiative_id", "position", "id"),
    )

    id: Mapped[Pk]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    title: Mapped[str] = mapped_column(String(MAX_TITLE_LETTERS))
    due_on: Mapped[date | None] = mapped_column(Date)
    #: Its place among those of the initiative, from 1.
    position: Mapped[int]
    reached_at: Mapped[datetime | None]
    #: People are told of the first time alone.
    first_reached_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    added_at: Mapped[Moment]
    #: Made with the form: sending it twice leaves one.
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    #: Raised with what the form holds.
    version: Mapped[int] = mapped_column(default=1)


class Task(Base):
    """One thing to be done, perhaps by somebody, perhaps by a day, perhaps on the way to a milestone."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("length(title) > 0", name="has_a_title"),
        CheckConstraint("(blocked_at IS NULL) = (blocked_reason = '')", name="blocked_for_a_reason"),
        CheckConstraint("done_at IS NULL OR blocked_at IS NULL", name="what_is_done_is_not_blocked"),
        Index(None, "initiative_id", "position", "id"),
        Index(None, "milestone_id"),
        Index("ix_tasks_open_of", "owner_id", "due_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_tasks_open_by", "due_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[Pk]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    #: One that was taken away counts as none.
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestones.id"))
    title: Mapped[str] = mapped_column(String(MAX_TITLE_LETTERS))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date | None] = mapped_column(Date)
    #: Its place among those of the initiative, from 1.
    position: Mapped[int]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: People are told of the first time alone.
    first_done_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    blocked_reason: Mapped[str] = mapped_column(String(MAX_REASON_LETTERS), default="")
    #: The day that its owner was reminded of before it came, and the one that was told of when it had passed.
    soon_told_for: Mapped[date | None] = mapped_column(Date)
    late_told_for: Mapped[date | None] = mapped_column(Date)
    removed_at: Mapped[datetime | None]
    added_at: Mapped[Moment]
    #: Made with the form: sending it twice leaves one.
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    #: Raised with what the form holds, so that a tick meanwhile is no conflict.
    version: Mapped[int] = mapped_column(default=1)
