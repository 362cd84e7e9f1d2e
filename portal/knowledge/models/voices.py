"""What readers say of an item: reactions, whether it helped, green-pen marks; and the collections they put it into."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, BigId, Moment, Pk, enum_column
from portal.knowledge.anchoring import CONTEXT_LETTERS
from portal.knowledge.models.items import KnowledgeItem
from portal.people.models import Person

MAX_QUOTE_LETTERS = 600
MAX_MARK_NOTE_LETTERS = 500


class ItemReactionKind(StrEnum):
    """What a reader may say of an item with one click."""

    WOW = "wow"
    USEFUL = "useful"
    WILL_USE = "will_use"


class ItemReaction(Base):
    """One person's one reaction of a kind to an item."""

    __tablename__ = "item_reactions"
    __table_args__ = (Index(None, "person_id"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("knowledge_items.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    kind: Mapped[ItemReactionKind] = enum_column(ItemReactionKind, primary_key=True)
    at: Mapped[Moment]


class HelpfulAnswer(Base):
    """One person's answer to 'did it help?'; a no says why."""

    __tablename__ = "helpful_answers"
    __table_args__ = (
        CheckConstraint("helpful OR length(reason) > 0", name="a_no_says_why"),
        Index(None, "helpful", "settled_at", "at"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("knowledge_items.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    helpful: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500), default="")
    revision_number: Mapped[int]
    at: Mapped[Moment]
    #: When the keeper or an editor had dealt with a no.
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class GreenMark(Base):
    """A fragment that somebody marked as good: a W3C text-quote selector on the plain words of one part.

    ``prefix`` and ``suffix`` are the words around it, ``start`` and ``length`` say where it stands in the published
    revision, or stood when it was last found (in code points of the part's plain words): they tell equal fragments
    apart and find one again after an edit. ``quote`` stays what was marked, whatever stands there now.
    """

    __tablename__ = "green_marks"
    __table_args__ = (
        CheckConstraint("length(quote) > 0", name="marks_something"),
        Index(None, "item_id", "id"),
        Index(None, "by_id"),
        Index(None, "taken_back_at"),
    )

    id: Mapped[Pk]
    item_id: Mapped[int] = mapped_column(ForeignKey("knowledge_items.id"))
    #: The name of the part: "lesson", "body".
    part: Mapped[str] = mapped_column(String(40))
    quote: Mapped[str] = mapped_column(String(MAX_QUOTE_LETTERS))
    prefix: Mapped[str] = mapped_column(String(CONTEXT_LETTERS), default="")
    suffix: Mapped[str] = mapped_column(String(CONTEXT_LETTERS), default="")
    start: Mapped[int]
    length: Mapped[int]
    note: Mapped[str] = mapped_column(String(MAX_MARK_NOTE_LETTERS), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[Moment]
    #: The revision that it was made on.
    made_on: Mapped[int]
    #: The first revision in which its words weren't found any more; None while they are.
    lost_in: Mapped[int | None]
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    #: For a day it can be had back; then the row is deleted.
    taken_back_at: Mapped[datetime | None]
    #: Whoever made it, or an editor. No foreign key: SQLite would have to build the whole table anew to add one.
    taken_back_by_id: Mapped[int | None] = mapped_column(BigId)

    by: Mapped[Person | None] = relationship()


class Collection(Base):
    """Items that somebody put together under a title: 'the best of the month', 'first shift'."""

    __tablename__ = "collections"
    __table_args__ = (Index(None, "updated_at", "id"),)

    id: Mapped[Pk]
    external_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(Text, default="")
    about_html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[Moment]
    updated_at: Mapped[Moment]
    #: Thrown away by whoever may edit it; it can be had back.
    discarded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    by: Mapped[Person | None] = relationship()
    entries: Mapped[list["CollectionEntry"]] = relationship(order_by="CollectionEntry.position", viewonly=True)

    __mapper_args__ = {"version_id_col": version}


class CollectionEntry(Base):
    """An item's place in a collection."""

    __tablename__ = "collection_entries"
    __table_args__ = (Index(None, "item_id"),)

    collection_id: Mapped[int] = mapped_column(ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("knowledge_items.id"), primary_key=True)
    position: Mapped[int]

    item: Mapped[KnowledgeItem] = relationship()
