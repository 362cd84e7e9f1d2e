"""An item of knowledge, and what it said in each of its revisions."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, BigId, Json, Moment, Pk, enum_column
from portal.core.tags import Tag
from portal.knowledge.models.genres import Genre
from portal.people.models import Area, Person, Team

MIN_TITLE_LETTERS = 4
MAX_TITLE_LETTERS = 160
MAX_LEAD_LETTERS = 300
MAX_NOTE_LETTERS = 300
MAX_REVIEW_NOTE_LETTERS = 2000
MAX_REASON_LETTERS = 500
#: A note to the author, or the reason of an archive, is at least a few words.
MIN_REASON_LETTERS = 5
#: So many days after publishing, and after each 'still true', an item is to be looked at again.
CHECK_AGAIN_DAYS = 90


class ItemState(StrEnum):
    """Where an item stands. A published one may have a draft beside it, which changes nothing here."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    #: A draft thrown away before anybody else saw it: kept for the history alone.
    DISCARDED = "discarded"


class RevisionState(StrEnum):
    """What a revision is now. Of each item at most one is open (draft or in review) and at most one published."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    FORMER = "former"
    DISCARDED = "discarded"


class KnowledgeItem(Base):
    """A case, an article, an algorithm. What it says stands in its revisions; here is what lists and rights need.

    Title, lead, language, genre, area, channel and tags are those of the published revision, and as long as there is
    none those of the open one.
    """

    __tablename__ = "knowledge_items"
    __table_args__ = (
        CheckConstraint("length(title) > 0", name="has_a_title"),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_at_a_time"),
        CheckConstraint("state <> 'archived' OR length(archive_reason) > 0", name="archived_with_a_reason"),
        CheckConstraint("NOT nameless OR author_id IS NULL", name="nameless_has_no_author"),
        CheckConstraint(
            "comment_count >= 0 AND reaction_count >= 0 AND mark_count >= 0", name="counts_are_not_negative"
        ),
        Index(None, "kind", "state", "published_at", "id"),
        Index(None, "kind", "state", "reaction_count", "id"),
        Index(None, "kind", "state", "last_activity_at", "id"),
        Index(None, "kind", "genre_id", "state", "published_at", "id"),
        Index(None, "kind", "area_id", "state", "published_at", "id"),
        Index(None, "kind", "state", "genre_id", "area_id"),
        Index(None, "author_id", "state"),
        Index(None, "keeper_id", "state", "check_again_on"),
        Index(None, "state", "check_again_on"),
        # Its count stands on every page, and few texts ask for it.
        Index(
            "ix_knowledge_items_to_acknowledge",
            "state",
            "id",
            sqlite_where=text("must_acknowledge = 1"),
            postgresql_where=text("must_acknowledge"),
        ),
        # Ids of nameless ones are drawn at random below zero; SQLite would otherwise go on from the highest of them.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Pk]
    #: "case", "article", "algorithm".
    kind: Mapped[str] = mapped_column(String(20))
    genre_id: Mapped[int] = mapped_column(ForeignKey("knowledge_genres.id"))
    #: The id in a file that it was imported from.
    external_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    #: Made with the form: sending it twice leaves one item.
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[ItemState] = enum_column(ItemState)
    language: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(MAX_TITLE_LETTERS))
    #: The first words, plain, for lists.
    lead: Mapped[str] = mapped_column(String(MAX_LEAD_LETTERS), default="")
    #: Where the conversation took place; None for what is no conversation.
    channel: Mapped[str | None] = mapped_column(String(20))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))
    #: The author's team when it was written; None without a name.
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    #: Nobody without a name, and when they were erased.
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    nameless: Mapped[bool] = mapped_column(default=False)
    #: Who keeps it true.
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    check_again_on: Mapped[date | None] = mapped_column(Date)
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: Readers are asked to say that they have read it, and again when it has changed in the matter.
    must_acknowledge: Mapped[bool] = mapped_column(default=False)
    #: When what people do by it changed last: who acknowledged it before that moment is asked again.
    changed_in_matter_at: Mapped[datetime | None]

    created_at: Mapped[Moment]
    #: When it was first published; a later revision doesn't change it.
    published_at: Mapped[datetime | None]
    #: When the revision that stands was published.
    changed_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    archive_reason: Mapped[str] = mapped_column(String(MAX_REASON_LETTERS), default="")
    last_activity_at: Mapped[Moment]
    #: Comments that everyone who sees the item may read.
    comment_count: Mapped[int] = mapped_column(default=0)
    reaction_count: Mapped[int] = mapped_column(default=0)
    #: Places that the green pen marks now.
    mark_count: Mapped[int] = mapped_column(default=0)
    helpful_count: Mapped[int] = mapped_column(default=0)
    unhelpful_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    genre: Mapped[Genre] = relationship()
    area: Mapped[Area | None] = relationship()
    team: Mapped[Team | None] = relationship()
    author: Mapped[Person | None] = relationship(foreign_keys=author_id)
    keeper: Mapped[Person | None] = relationship(foreign_keys=keeper_id)
    tags: Mapped[list[Tag]] = relationship(secondary="knowledge_tags", order_by="Tag.name", viewonly=True)

    __mapper_args__ = {"version_id_col": version}


class KnowledgeTag(Base):
    """Which tags an item has."""

    __tablename__ = "knowledge_tags"
    __table_args__ = (Index(None, "tag_id", "item_id"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("knowledge_items.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)


_OPEN = text("state IN ('draft', 'in_review')")
_STANDS = text("state = 'published'")


class KnowledgeRevision(Base):
    """What an item said, says, or shall say."""

    __tablename__ = "knowledge_revisions"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        Index("uq_knowledge_revisions_open", "item_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("uq_knowledge_revisions_stands", "item_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
        Index(None, "state", "submitted_at"),
        Index(None, "closed_at"),
        CheckConstraint("closed_at IS NULL OR length(closed_reason) > 0", name="closed_with_a_reason"),
        CheckConstraint("closed_at IS NULL OR state = 'former'", name="only_former_ones_are_closed"),
    )

    id: Mapped[Pk]
    item_id: Mapped[int] = mapped_column(ForeignKey("knowledge_items.id"))
    #: 1, 2, ... within the item.
    number: Mapped[int]
    state: Mapped[RevisionState] = enum_column(RevisionState)
    language: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(MAX_TITLE_LETTERS))
    #: Sources and HTML by the name of the part, as the shape of the genre names them.
    parts: Mapped[Json]
    html: Mapped[Json]
    renderer_version: Mapped[int]
    #: ``{"genre_id": int, "area_id": int | None, "channel": str | None, "tags": [str, ...]}``
    facts: Mapped[Json]
    #: Who wrote it; nobody without a name and for the erased.
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: The number of the revision that stood when this one was begun; 0 for the first.
    based_on: Mapped[int] = mapped_column(default=0)
    #: The number of the former revision whose text it brings back; None for one that somebody wrote.
    rolled_back_to: Mapped[int | None]
    #: What changed and why, for readers.
    note: Mapped[str] = mapped_column(String(MAX_NOTE_LETTERS), default="")
    #: Changes what people do: whoever had acknowledged the item is asked again.
    major: Mapped[bool] = mapped_column(default=False)
    begun_at: Mapped[Moment]
    saved_at: Mapped[Moment]
    submitted_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: What the reviewer asks for when it goes back.
    review_note: Mapped[str] = mapped_column(String(MAX_REVIEW_NOTE_LETTERS), default="")
    published_at: Mapped[datetime | None]
    #: Of a version that stood: nobody reads it any more since; a day later its words are deleted for good.
    closed_at: Mapped[datetime | None]
    #: No foreign key: SQLite would have to build the whole table anew to add one.
    closed_by_id: Mapped[int | None] = mapped_column(BigId)
    closed_reason: Mapped[str] = mapped_column(String(MAX_REASON_LETTERS), default="")
    version: Mapped[int] = mapped_column(default=1)

    item: Mapped[KnowledgeItem] = relationship()
    author: Mapped[Person | None] = relationship(foreign_keys=author_id)

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}

    @property
    def is_closed(self) -> bool:
        """Whether an editor has closed this former version to everybody."""
        return self.closed_at is not None

    @property
    def author_left(self) -> bool:
        """Whether the account of whoever wrote it is closed."""
        return self.author is not None and self.author.deactivated_at is not None

    @property
    def genre_id(self) -> int:
        """The genre that this revision gives the item."""
        return int(self.facts["genre_id"])

    @property
    def tags(self) -> list[str]:
        """The tags that this revision gives the item."""
        found: list[Any] = self.facts.get("tags", [])
        return [str(name) for name in found]


class Acknowledgement(Base):
    """That somebody has read a revision and says so."""

    __tablename__ = "acknowledgements"
    __table_args__ = (Index(None, "person_id"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("knowledge_items.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    revision_number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[Moment]


class AcknowledgingTeam(Base):
    """Teams whose people are asked to acknowledge an item; an item without any asks everybody."""

    __tablename__ = "acknowledging_teams"

    item_id: Mapped[int] = mapped_column(ForeignKey("knowledge_items.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)


class NotPersonal(Base):
    """That somebody published a text although the guard had found something in it, and said that it isn't personal."""

    __tablename__ = "not_personal_statements"
    __table_args__ = (Index(None, "item_id"),)

    id: Mapped[Pk]
    item_id: Mapped[int] = mapped_column(ForeignKey("knowledge_items.id"))
    revision_number: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[Moment]
    #: How many of each kind the guard had found: {"phone": 1}. Never the fragments themselves.
    found: Mapped[Json]
