"""Tracks, and what each of their versions asks step by step."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, BigId, Moment, Pk, enum_column

MIN_TITLE_LETTERS, MAX_TITLE_LETTERS = 4, 160
MAX_SUMMARY_LETTERS, MAX_BODY_LETTERS = 4_000, 10_000
MAX_QUESTIONS_LETTERS = 20_000
MAX_CHANGE_NOTE_LETTERS = 500
MAX_SECTIONS, MAX_STEPS = 30, 200
MAX_MINUTES = 480
#: A working day counted from the first one: about two years.
MAX_DUE_DAY = 500


class StepKind(StrEnum):
    """What a learner does in a step."""

    #: A case or an article, with one marked question at its end.
    READ = "read"
    #: An algorithm, in the player.
    WALK = "walk"
    #: A training dialogue with a played customer.
    PRACTISE = "practise"
    #: A self-check of several questions.
    CHECK = "check"
    #: An item that readers say they have read.
    ACKNOWLEDGE = "acknowledge"
    #: The mentor.
    MEET = "meet"
    #: A first case of one's own.
    WRITE = "write"


class Condition(StrEnum):
    """When a step can be begun."""

    ANYTIME = "anytime"
    #: The step before it is done.
    PREVIOUS = "previous"
    #: All required steps of the sections before it are done.
    SECTION = "section"


#: Written out, not bound: the partial indexes answer only to these very words.
_FOR_NEWCOMERS = text("for_newcomers IS TRUE")
_DRAFT = text("number IS NULL")


class Track(Base):
    """A way of steps for somebody who learns. Title, language and summary are those that learners see: of the
    published version, and until there is one of the draft."""

    __tablename__ = "tracks"
    __table_args__ = (
        CheckConstraint("length(title) > 0", name="has_a_title"),
        CheckConstraint("discarded_at IS NULL OR published_id IS NULL", name="what_was_published_stays"),
        Index(None, "language", "title", "id"),
        Index(None, "keeper_id"),
        # New people of a language begin with one track.
        Index(
            "uq_tracks_for_newcomers",
            "language",
            unique=True,
            sqlite_where=_FOR_NEWCOMERS,
            postgresql_where=_FOR_NEWCOMERS,
        ),
    )

    id: Mapped[Pk]
    #: The name of its folder when it is exported, and that by which an import knows it again.
    external_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    #: Made with the form: sending it twice leaves one track.
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    title: Mapped[str] = mapped_column(String(MAX_TITLE_LETTERS))
    language: Mapped[str] = mapped_column(String(2))
    summary: Mapped[str] = mapped_column(Text, default="")
    summary_html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int]
    #: Who keeps it true; sees where people get stuck.
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: The version that new learners follow; None: nothing but a draft. No foreign key: versions point at their track.
    published_id: Mapped[int | None] = mapped_column(BigId)
    #: Whether anybody may begin it by themselves.
    open_to_all: Mapped[bool] = mapped_column(default=True)
    #: Whether new people whose language it is begin with it.
    for_newcomers: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[Moment]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: Nobody begins it any more; who has begun may finish.
    closed_at: Mapped[datetime | None]
    #: Thrown away before anybody could see it.
    discarded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class TrackVersion(Base):
    """What a track asks: one is the draft (without a number), the numbered ones were published and never change."""

    __tablename__ = "track_versions"
    __table_args__ = (
        UniqueConstraint("track_id", "number"),
        Index("uq_track_versions_draft", "track_id", unique=True, sqlite_where=_DRAFT, postgresql_where=_DRAFT),
        CheckConstraint("(number IS NULL) = (published_at IS NULL)", name="numbered_when_published"),
    )

    id: Mapped[Pk]
    track_id: Mapped[int] = mapped_column(ForeignKey("tracks.id"))
    #: 1, 2, ... within the track; None: the draft.
    number: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(MAX_TITLE_LETTERS))
    summary: Mapped[str] = mapped_column(Text, default="")
    summary_html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int]
    saved_at: Mapped[Moment]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: What changed and why, for learners and mentors.
    change_note: Mapped[str] = mapped_column(String(MAX_CHANGE_NOTE_LETTERS), default="")
    #: Raised with every change of the draft, also of its sections and steps.
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}


class TrackSection(Base):
    """A part of a version: the first day, the first week."""

    __tablename__ = "track_sections"
    __table_args__ = (UniqueConstraint("version_id", "key"), Index(None, "version_id", "position", "id"))

    id: Mapped[Pk]
    version_id: Mapped[int] = mapped_column(ForeignKey("track_versions.id"))
    #: The same in all versions of the track.
    key: Mapped[str] = mapped_column(String(40))
    #: Its place in the version, from 1.
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(MAX_TITLE_LETTERS))
    intro: Mapped[str] = mapped_column(Text, default="")
    intro_html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int]


class TrackStep(Base):
    """One thing to do. Its ``key`` is the same in all versions of the track: what a learner has done hangs on it."""

    __tablename__ = "track_steps"
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        Index(None, "version_id", "position", "id"),
        Index(None, "section_id"),
        Index(None, "item_kind", "item_id"),
        CheckConstraint("length(title) > 0", name="has_a_title"),
        CheckConstraint("(item_kind IS NULL) = (item_id IS NULL)", name="names_an_item_whole"),
        CheckConstraint("minutes BETWEEN 1 AND 480", name="takes_some_minutes"),
        CheckConstraint("due_day IS NULL OR due_day BETWEEN 1 AND 500", name="due_on_a_day_of_the_track"),
    )

    id: Mapped[Pk]
    version_id: Mapped[int] = mapped_column(ForeignKey("track_versions.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("track_sections.id"))
    #: Its place in the version, from 1, through all sections.
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[StepKind] = enum_column(StepKind)
    title: Mapped[str] = mapped_column(String(MAX_TITLE_LETTERS))
    #: What to look at, and why.
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int]
    #: What is read, walked, practised or acknowledged: "case", "article", "algorithm", "dialogue".
    item_kind: Mapped[str | None] = mapped_column(String(20))
    item_id: Mapped[int | None] = mapped_column(BigId)
    minutes: Mapped[int]
    #: By the end of which working day, counted from the first one (1); None: some time.
    due_day: Mapped[int | None]
    required: Mapped[bool] = mapped_column(default=True)
    after: Mapped[Condition] = enum_column(Condition, default=Condition.ANYTIME)
    #: In the format of questions.
    questions: Mapped[str] = mapped_column(Text, default="")
    #: Taken out of a draft, and can be had back until it is published; never set in a published version.
    removed_at: Mapped[datetime | None]
