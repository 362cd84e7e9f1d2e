"""What is kept of an anonymous author: a code's hash, and words without a name.

Rows that anonymous people cause wait in ``sealed_words`` under random keys and are let out together at the full hour,
in no order: neither a neighbouring id nor a time leads from a word to whoever was at the portal just then.
"""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, BigId, Json, Moment, Pk, enum_column
from portal.people.models import Person

MAX_MESSAGE_LETTERS = 5_000


class SealedKind(StrEnum):
    """What waits to be let out."""

    SUBMISSION = "submission"
    MESSAGE = "message"
    WITHDRAWAL = "withdrawal"


class SealedWord(Base):
    """Something that an anonymous author sent since the last full hour. It holds no moment."""

    __tablename__ = "sealed_words"
    __table_args__ = (Index(None, "number"),)

    #: The number of a submission, else random above zero: a counted one would tell the order.
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[SealedKind] = enum_column(SealedKind)
    #: Of what kind the item is, or will be, and its number.
    item_kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[int] = mapped_column(BigId)
    #: Of a submission: what is kept of its code, so that a code is checked without reading the words.
    code_hash: Mapped[str | None] = mapped_column(String(64))
    #: Of a submission: see AnonymousCode.
    form_hash: Mapped[str | None] = mapped_column(String(64))
    #: How large ``fields`` are, for the limit on all that waits; 0 for what is always small.
    size_bytes: Mapped[int] = mapped_column(default=0)
    fields: Mapped[Json]


class AnonymousCode(Base):
    """What proves that one is the author of an item without a name. Numbers are one series over all kinds.

    Until that is let out it waits with it among the sealed words: a row of its own, written when the form was sent,
    would tell when that was.
    """

    __tablename__ = "anonymous_codes"

    #: The number of the item.
    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    item_kind: Mapped[str] = mapped_column(String(20))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: What the form said, under a key that only whoever has the form knows: the same again is told from something new.
    form_hash: Mapped[str | None] = mapped_column(String(64))


class WrongCode(Base):
    """How many wrong codes were tried for a number. Of who tried nothing is kept, and of the time only the hour."""

    __tablename__ = "wrong_codes"
    # Without SQLite's own counter of rows, which would keep the order.
    __table_args__ = ({"sqlite_with_rowid": False},)

    #: A hash of the number that needs the portal's secret: numbers that don't exist are counted alike.
    number_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: The full hour after the tries.
    hour: Mapped[Moment] = mapped_column(primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)


class ClosedPage(Base):
    """An author's page that was closed before its time: the cookie that opened it opens nothing any more."""

    __tablename__ = "closed_pages"
    # Without SQLite's own counter of rows, which would keep the order.
    __table_args__ = ({"sqlite_with_rowid": False},)

    #: Of what the cookie holds at random; the number isn't in it.
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: A full hour, after which the cookie is too old anyway.
    until: Mapped[Moment]


class AnonymousMessage(Base):
    """One turn of the conversation between an anonymous author and those who answer them."""

    __tablename__ = "anonymous_messages"
    __table_args__ = (Index(None, "item_kind", "item_id", "id"),)

    id: Mapped[Pk]
    item_kind: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int] = mapped_column(BigId)
    #: Who answered; nobody when the author speaks.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    from_author: Mapped[bool]
    #: Whether those who answer wait for the author's answer to it.
    asks: Mapped[bool] = mapped_column(default=False, server_default=false())
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int]
    #: A full hour when the author speaks.
    at: Mapped[Moment]
    #: Made with the form: sending it twice leaves one. Of the author's words only a hash that needs the secret.
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    by: Mapped[Person | None] = relationship()
