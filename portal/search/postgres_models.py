"""The index inside PostgreSQL. Beside SQLite, where Whoosh has it, these tables stay empty."""

from typing import Any

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, BigId

VECTOR = TSVECTOR().with_variant(Text(), "sqlite")
WORDS = ARRAY(Text).with_variant(Text(), "sqlite")
#: Compared letter by letter, so that a beginning is a range.
WORD = String(100, collation="C").with_variant(String(100), "sqlite")


class SearchEntry(Base):
    """The words of one document. No foreign key: whoever removes it has to know first which words go with it."""

    __tablename__ = "search_entries"
    __table_args__ = (
        Index(None, "keys", postgresql_using="gin"),
        Index(None, "titles", postgresql_using="gin"),
    )

    document_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    #: The short print of the document that it was made from.
    print_: Mapped[int] = mapped_column("print", BigInteger)
    #: Keys with their places: weight A in the title, B among the short words, D in the body; and the forms of the title
    #: behind an equals sign.
    keys: Mapped[Any] = mapped_column(VECTOR)
    #: The same of the title alone.
    titles: Mapped[Any] = mapped_column(VECTOR)
    #: The forms of all words, those of the title with weight A.
    forms: Mapped[Any] = mapped_column(VECTOR)
    facts: Mapped[Any] = mapped_column(WORDS)
    #: Where its keys stand (``reading``).
    reading: Mapped[bytes | None]
    day: Mapped[int]
    title_length: Mapped[int]
    words_length: Mapped[int]
    body_length: Mapped[int]


class SearchLexeme(Base):
    """In how many documents a word stands: by its key, by its form, by its form in a title."""

    __tablename__ = "search_lexemes"

    sort: Mapped[str] = mapped_column(String(1), primary_key=True)
    word: Mapped[str] = mapped_column(WORD, primary_key=True)
    n: Mapped[int]
