"""The tables of cards: what is asked, who learns, and what each of them remembers."""

from datetime import date, datetime
from enum import IntEnum, StrEnum

from sqlalchemy import CheckConstraint, Date, Float, ForeignKey, Index, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import IDS_ONCE, Base, BigId, Moment, Pk, enum_column
from portal.core.tags import MAX_TAG_LETTERS
from portal.knowledge.models import KnowledgeItem

MAX_FRONT_LETTERS, MAX_BACK_LETTERS = 600, 3_000
MAX_QUOTE_LETTERS = 4_000
#: Of a person: the whole language, whatever its decks are called. No topic is called so.
WHOLE_LANGUAGE = "*"
#: One card of a proposal: the cards that are made of one.
PROPOSED = text("proposal_key IS NOT NULL")


class Rating(IntEnum):
    """How well a card came to mind, as FSRS counts it."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Phase(StrEnum):
    """Where a memory is: in its first steps, in long intervals, or in steps after it was forgotten."""

    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


class Card(Base):
    """A question and its answer. Cards of one language and topic make a deck."""

    __tablename__ = "cards"
    __table_args__ = (
        CheckConstraint("length(front) > 0 AND length(back) > 0", name="asks_and_answers"),
        Index(None, "language", "topic"),
        Index(None, "item_id"),
        Index("uq_cards_proposed", "item_id", "proposal_key", unique=True, sqlite_where=PROPOSED,
              postgresql_where=PROPOSED),
        IDS_ONCE,
    )  # fmt: skip

    id: Mapped[Pk]
    #: Made with the form: sending it twice leaves one card.
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    #: The id in a file that it was imported from.
    external_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    language: Mapped[str] = mapped_column(String(2))
    #: What its deck is called; '' for what is about everything.
    topic: Mapped[str] = mapped_column(String(MAX_TAG_LETTERS), default="")
    front: Mapped[str] = mapped_column(Text)
    front_html: Mapped[str] = mapped_column(Text)
    back: Mapped[str] = mapped_column(Text)
    back_html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int]
    #: What it is taken from: who doesn't find that open doesn't meet the card.
    item_id: Mapped[int | None] = mapped_column(ForeignKey(KnowledgeItem.id))
    #: The words of the item that it was made of; '' when somebody wrote it freely.
    quote: Mapped[str] = mapped_column(Text, default="")
    #: The proposal that it was taken from, so that it isn't proposed anew.
    proposal_key: Mapped[str | None] = mapped_column(String(32))
    made_by_id: Mapped[int | None] = mapped_column(BigId)
    made_at: Mapped[Moment]
    #: When its item last changed in what the card is about, and when an editor last said that the card holds.
    source_changed_at: Mapped[datetime | None]
    checked_at: Mapped[Moment]
    #: Whoever answered it before that moment is asked once more, whatever they remember.
    comes_back_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def to_be_checked(self) -> bool:
        """Whether its item has changed since an editor looked at the card."""
        return self.source_changed_at is not None and self.source_changed_at > self.checked_at


class LeftProposal(Base):
    """That the editors don't want a card of these words of an item."""

    __tablename__ = "card_proposals_left"

    item_id: Mapped[int] = mapped_column(ForeignKey(KnowledgeItem.id), primary_key=True)
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    by_id: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[Moment]


class CardLearner(Base):
    """That somebody wants cards. Who switches them off keeps what they remember."""

    __tablename__ = "card_learners"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    since: Mapped[Moment]
    paused_at: Mapped[datetime | None]


class LeftDeck(Base):
    """A deck that somebody doesn't want; with ``WHOLE_LANGUAGE`` as its topic, all decks of the language."""

    __tablename__ = "card_decks_left"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    topic: Mapped[str] = mapped_column(String(MAX_TAG_LETTERS), primary_key=True)


class Memory(Base):
    """How one person remembers one card: what FSRS makes of their answers, nobody else's to see."""

    __tablename__ = "card_memories"
    __table_args__ = (Index(None, "person_id", "due_on"), Index(None, "card_id"))

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey(Card.id), primary_key=True)
    phase: Mapped[Phase] = enum_column(Phase)
    #: The place among the short steps; None in long intervals.
    step: Mapped[int | None] = mapped_column(SmallInteger)
    #: Days after which it comes to mind with 90 % likelihood.
    stability: Mapped[float] = mapped_column(Float(53))
    #: From 1 to 10.
    difficulty: Mapped[float] = mapped_column(Float(53))
    due_on: Mapped[date] = mapped_column(Date)
    #: The day and the moment of the last answer.
    last_on: Mapped[date] = mapped_column(Date)
    answered_at: Mapped[Moment]
    #: How many answers were given: a page that is behind is known by it.
    answers: Mapped[int]


class CardAnswer(Base):
    """One answer. Rows only ever join; one that was taken back says so and counts no more."""

    __tablename__ = "card_answers"
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 4", name="rating_of_four"),
        Index(None, "person_id", "id"),
        Index(None, "card_id", "person_id"),
    )

    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    card_id: Mapped[int] = mapped_column(ForeignKey(Card.id))
    rating: Mapped[int] = mapped_column(SmallInteger)
    #: The day that FSRS is told, and the moment of the answer itself.
    day: Mapped[date] = mapped_column(Date)
    at: Mapped[Moment]
    #: In how many days it comes back by this answer; 0: later the same day.
    interval_days: Mapped[int]
    #: Whether it was the person's first answer to the card.
    first: Mapped[bool]
    taken_back_at: Mapped[datetime | None]
