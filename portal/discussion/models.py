"""The conversation beside an item. An item is named by kind and id: this slice knows no kind by itself."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, BigId, Moment, Pk, enum_column
from portal.people.models import Person

#: Comments among all words that can be reported.
COMMENT = "comment"
#: The kind under which the pictures of a comment are noted: the item's readers need not be the comment's.
PICTURES_OF = COMMENT
MIN_REASON_LETTERS = 10
MAX_REASON_LETTERS = 500


class ReactionKind(StrEnum):
    """What a reader may say of a comment with one click."""

    THANKS = "thanks"
    AGREE = "agree"
    IDEA = "idea"


class Comment(Base):
    """A comment or, with ``parent_id``, a reply to one (replies have no replies of their own)."""

    __tablename__ = "comments"
    __table_args__ = (
        Index(None, "item_kind", "item_id", "parent_id", "id"),
        Index(None, "author_id", "at"),
        CheckConstraint("hidden_at IS NULL OR length(hidden_reason) > 0", name="hidden_with_a_reason"),
    )

    id: Mapped[Pk]
    item_kind: Mapped[str] = mapped_column(String(40))
    item_id: Mapped[int] = mapped_column(BigId)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    #: What a reply answered that stands by itself now, because the answered one went back to another item.
    answered_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    #: Nobody for an anonymous author.
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int]
    #: A note of the committee that others never see or count.
    internal: Mapped[bool] = mapped_column(default=False)
    #: A question of the committee to the author of the item: the committee waits for their answer.
    asks: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[Moment]
    edited_at: Mapped[datetime | None]
    #: Set when the author took it back; the place stays so that replies make sense.
    withdrawn_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    hidden_reason: Mapped[str] = mapped_column(String(500), default="")
    #: When what it asks for was settled, on items whose comments can be (knowledge).
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: Made with the form: sending it twice leaves one comment.
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    author: Mapped[Person | None] = relationship(foreign_keys=author_id)

    __mapper_args__ = {"version_id_col": version}


class CommentRevision(Base):
    """What a comment said before an edit."""

    __tablename__ = "comment_revisions"
    __table_args__ = (Index(None, "comment_id"),)

    id: Mapped[Pk]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[Moment]


class Reaction(Base):
    """One person's one reaction of a kind to a comment."""

    __tablename__ = "reactions"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    kind: Mapped[ReactionKind] = enum_column(ReactionKind, primary_key=True)
    at: Mapped[Moment]


class Mention(Base):
    """That a comment names a person; kept so that an edit doesn't tell them again."""

    __tablename__ = "mentions"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)


class Report(Base):
    """Somebody thinks that words don't belong here; an editor decides. Which words is said by kind and id: a comment's,
    or those of another slice (see ``portal.discussion.reportable``)."""

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("words_kind", "words_id", "by_id"), Index(None, "settled_at"))

    id: Mapped[Pk]
    words_kind: Mapped[str] = mapped_column(String(40))
    words_id: Mapped[int] = mapped_column(BigId)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[Moment]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Follow(Base):
    """That a person wants to know what happens to an item; ``muted`` when they said no and shall not be added again."""

    __tablename__ = "follows"
    __table_args__ = (Index(None, "item_kind", "item_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    item_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    item_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    muted: Mapped[bool] = mapped_column(default=False)
    at: Mapped[Moment]
