"""Who follows a track, how far they are, what they answered, and what learner and mentor say to each other.

Only the learner, their mentor and the keeper of the track see any of it.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import IDS_ONCE, Base, JsonMap, Moment, Pk, enum_column

MAX_NOTE_LETTERS = 4_000
MAX_QUOTE_LETTERS = 600

#: Somebody is on the way. Written out, not bound: the partial indexes answer only to these very words.
OPEN = text("finished_at IS NULL AND left_at IS NULL")
_UNREAD = text('"right" IS NULL AND read_at IS NULL')


class StepState(StrEnum):
    """How far somebody is with a step; a step without a row isn't begun."""

    OPEN = "open"
    #: For the mentor.
    WAITING = "waiting"
    #: To be looked at once more.
    AGAIN = "again"
    DONE = "done"


class NoteKind(StrEnum):
    """What a note is."""

    TALK = "talk"
    #: The green pen: what is good about a fragment of an answer.
    GREEN = "green"


class Enrolment(Base):
    """That somebody follows a track, in the version that they began or moved to."""

    __tablename__ = "enrolments"
    __table_args__ = (
        CheckConstraint("finished_at IS NULL OR left_at IS NULL", name="finished_or_left"),
        Index(
            "uq_enrolments_open",
            "person_id",
            "track_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_enrolments_in_care", "mentor_id", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index(None, "person_id", "id"),
        Index(None, "track_id", "id"),
        Index(None, "version_id"),
        # Ids stand in the journal, in inboxes and in addresses that outlive whoever is erased.
        IDS_ONCE,
    )

    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("track_versions.id"))
    #: Working day 1; due days are counted from it.
    first_day: Mapped[date] = mapped_column(Date)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: None: the learner or the portal.
    enrolled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[Moment]
    finished_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    #: When the team was told that it is finished: once.
    told_finished_at: Mapped[datetime | None]
    #: The day on which they were last told of due steps: once a day.
    reminded_on: Mapped[date | None] = mapped_column(Date)
    # How they get on, as whoever helps looks for it: reckoned from the rows below by ``services.stock`` at each change.
    #: When a step was begun or done or a question answered, the last time; None: never.
    moved_at: Mapped[datetime | None]
    #: The earliest planned day among the steps that they still have to do themselves; None: none of them has one.
    owes_day: Mapped[int | None]
    #: Whether they still have to do something on a plan without any days.
    owes_undated: Mapped[bool] = mapped_column(default=False)


class StepProgress(Base):
    """How far somebody is with a step."""

    __tablename__ = "step_progress"
    __table_args__ = (Index(None, "state", "enrolment_id"),)

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), primary_key=True)
    #: ``TrackStep.key``: stays when the learner moves to another version.
    step_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[StepState] = enum_column(StepState)
    began_at: Mapped[Moment]
    done_at: Mapped[datetime | None]
    #: When it was handed to whoever helps, the last time; None: never.
    handed_in_at: Mapped[datetime | None]
    #: The revision of the item that was seen; when another one stands, it comes back as what changed.
    item_revision: Mapped[int | None]


class StepAnswer(Base):
    """An answer to a question, as it was given. Rows are added, and change only when the mentor reads them."""

    __tablename__ = "step_answers"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "step_key", "question_key", "attempt"),
        CheckConstraint("attempt > 0", name="attempts_from_one"),
        CheckConstraint("read_by_id IS NULL OR read_at IS NOT NULL", name="read_at_a_time"),
        Index("ix_step_answers_unread", "enrolment_id", "id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    )

    id: Mapped[Pk]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    step_key: Mapped[str] = mapped_column(String(40))
    question_key: Mapped[str] = mapped_column(String(40))
    #: What was chosen, in which order, or the words.
    given: Mapped[Any] = mapped_column(JsonMap)
    #: None: words that nobody has read yet.
    right: Mapped[bool | None]
    attempt: Mapped[int]
    at: Mapped[Moment]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    read_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")
    note_html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int] = mapped_column(default=0)


class LearningNote(Base):
    """What learner and mentor say to each other, and what the green pen marks in an answer."""

    __tablename__ = "learning_notes"
    __table_args__ = (
        CheckConstraint("kind <> 'green' OR length(quote) > 0", name="green_marks_something"),
        Index(None, "enrolment_id", "id"),
    )

    id: Mapped[Pk]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    #: What it is about; None: nothing in particular.
    step_key: Mapped[str | None] = mapped_column(String(40))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[NoteKind] = enum_column(NoteKind)
    quote: Mapped[str] = mapped_column(String(MAX_QUOTE_LETTERS), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int]
    at: Mapped[Moment]
    #: When the other one had read it.
    read_at: Mapped[datetime | None]
    #: Made with the form: sending it twice leaves one.
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True)
