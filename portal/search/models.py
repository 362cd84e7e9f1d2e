"""What search keeps: the texts as they are searched, their vectors, the company's own words, and what was asked."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import IDS_ONCE, Base, BigId, Moment, Pk

MAX_ASKED_LETTERS = 200
#: Of a group of the company's words.
MAX_WORDS, MAX_WORD_LETTERS = 20, 60


class SearchDocument(Base):
    """A searchable text: an item as a whole (``part`` is empty), or a step of an algorithm, a person, a tag.

    It is made from its owner's rows and can be made anew at any time. Both engines and the vectors are built from it.
    """

    __tablename__ = "search_documents"
    __table_args__ = (
        UniqueConstraint("kind", "item_id", "part"),
        Index(None, "changed_at"),
        Index(None, "kind", "at"),
        IDS_ONCE,
    )

    id: Mapped[Pk]
    #: "initiative", "case", "article", "algorithm", "track", "dialogue", "campaign", "person", "tag", ...
    kind: Mapped[str] = mapped_column(String(40))
    item_id: Mapped[int] = mapped_column(BigId)
    #: The key of a step; empty for the item itself.
    part: Mapped[str] = mapped_column(String(120), default="")
    lang: Mapped[str] = mapped_column(String(2), default="")
    title: Mapped[str] = mapped_column(Text)
    #: Plain text, its parts on lines of their own.
    body: Mapped[str] = mapped_column(Text, default="")
    #: Tags and other short words that count more than the text, on lines of their own.
    words: Mapped[str] = mapped_column(Text, default="")
    #: Who may find it: tokens parted by spaces (``sources.access_of``); the owner of the kind is asked again after it.
    access: Mapped[str] = mapped_column(Text)
    #: What filters and facets go by; empty or None where the kind has no such thing.
    status: Mapped[str] = mapped_column(String(40), default="")
    genre: Mapped[str] = mapped_column(String(40), default="")
    area_id: Mapped[int | None] = mapped_column(BigId)
    author_id: Mapped[int | None] = mapped_column(BigId)
    team_id: Mapped[int | None] = mapped_column(BigId)
    #: The day that ``after:`` goes by: submitted, published.
    at: Mapped[date | None] = mapped_column(Date)
    #: The id that it had in an import.
    external_id: Mapped[str | None] = mapped_column(String(80))
    #: The hash of all of the above; equal: nothing to do.
    print_: Mapped[str] = mapped_column("print", String(64))
    changed_at: Mapped[Moment]


class SearchVector(Base):
    """The meaning of a window of a document as numbers of 16 bits, by one model."""

    __tablename__ = "search_vectors"
    __table_args__ = (UniqueConstraint("document_id", "window", "model"), Index(None, "model", "id"), IDS_ONCE)

    id: Mapped[Pk]
    document_id: Mapped[int] = mapped_column(ForeignKey("search_documents.id", ondelete="CASCADE"))
    window: Mapped[int]
    model: Mapped[str] = mapped_column(String(60))
    #: Of the text that it was made from.
    print_: Mapped[str] = mapped_column("print", String(64))
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class WordGroup(Base):
    """Words and phrases that mean the same in this company, in any languages, one a line."""

    __tablename__ = "search_word_groups"

    id: Mapped[Pk]
    words: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[Moment]
    #: Not used any more; it can be put back.
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Asked(Base):
    """What was looked for on a day, by nobody: how often, how often in vain, how often something was opened, and how
    often somebody wished that an article told of it."""

    __tablename__ = "search_asked"
    __table_args__ = (
        UniqueConstraint("day", "words"),
        CheckConstraint(
            "times >= 0 AND found_none >= 0 AND opened >= 0 AND wished >= 0", name="counts_are_not_negative"
        ),
        Index(None, "day", "found_none"),
    )

    id: Mapped[Pk]
    day: Mapped[date] = mapped_column(Date)
    #: As typed but in small letters and without doubled spaces; personal data is masked before it is kept.
    words: Mapped[str] = mapped_column(String(MAX_ASKED_LETTERS))
    times: Mapped[int] = mapped_column(default=0)
    found_none: Mapped[int] = mapped_column(default=0)
    opened: Mapped[int] = mapped_column(default=0)
    wished: Mapped[int] = mapped_column(default=0)


class OpenedRank(Base):
    """How often the result at a place of the list was opened on a day."""

    __tablename__ = "search_opened_ranks"
    __table_args__ = (UniqueConstraint("day", "rank"),)

    id: Mapped[Pk]
    day: Mapped[date] = mapped_column(Date)
    rank: Mapped[int]
    times: Mapped[int] = mapped_column(default=0)


class SearchState(Base):
    """What is known of documents, index or vectors: which version and generation, how far the making of them is."""

    __tablename__ = "search_states"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[str] = mapped_column(String(80), default="")
    #: Goes up with changes, so that what was made of an older one is known to be old.
    generation: Mapped[int] = mapped_column(BigId, default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    rebuilding_since: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(500))
