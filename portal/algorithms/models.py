"""What using algorithms leaves behind: walks without a name, who uses what, what did not fit."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, BigId, Json, Moment, Pk, enum_column
from portal.knowledge.models import KnowledgeItem

#: A word if there is time: nobody writes more in a call.
MAX_MISFIT_LETTERS = 300
MAX_KEY_LETTERS = 80


class AlgorithmWalk(Base):
    """One conversation along an algorithm. Nobody's: it tells of the text and never of a person.

    Kept under a key that the page makes, so that what arrives twice is one walk.
    """

    __tablename__ = "algorithm_walks"
    __table_args__ = (
        Index(None, "item_id", "revision_number", "id"),
        Index(None, "at"),
        CheckConstraint("seconds >= 0", name="seconds_are_not_negative"),
    )

    id: Mapped[Pk]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    item_id: Mapped[int] = mapped_column(ForeignKey(KnowledgeItem.id))
    revision_number: Mapped[int]
    #: The hour in which it began: no shift plan tells from it who it was.
    at: Mapped[Moment]
    seconds: Mapped[int]
    #: The key of the finish; None for a walk that was left.
    finish: Mapped[str | None] = mapped_column(String(MAX_KEY_LETTERS))
    #: ``{"steps": [[key, seconds, how], ...]}``: ``how`` one came is "start", "found" (by a search), "answer", "any" or
    #: "back". Behind "answer" and "any" stands the number of what was taken. No words.
    path: Mapped[Json]


class AlgorithmUser(Base):
    """Who uses an algorithm, and up to which revision: whom a change concerns. Never how often or how long."""

    __tablename__ = "algorithm_users"
    __table_args__ = (Index(None, "person_id"),)

    item_id: Mapped[int] = mapped_column(ForeignKey(KnowledgeItem.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    #: The highest revision whose walk they have begun.
    revision_number: Mapped[int]
    #: The day of the last walk.
    at: Mapped[Moment]


class MisfitState(StrEnum):
    """What became of a word that something did not fit."""

    OPEN = "open"
    SETTLED = "settled"


class Misfit(Base):
    """That a step did not fit a conversation: one key in the call, a word if there was time."""

    __tablename__ = "algorithm_misfits"
    __table_args__ = (
        CheckConstraint("(state = 'settled') = (settled_at IS NOT NULL)", name="settled_at_a_time"),
        Index(None, "item_id", "state", "at"),
        Index(None, "state", "at"),
    )

    id: Mapped[Pk]
    #: Made by the page: what arrives twice is one.
    key: Mapped[str] = mapped_column(String(64), unique=True)
    item_id: Mapped[int] = mapped_column(ForeignKey(KnowledgeItem.id))
    revision_number: Mapped[int]
    step: Mapped[str] = mapped_column(String(MAX_KEY_LETTERS))
    #: The step's title as it was then: a later revision may not have it.
    step_title: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(String(MAX_MISFIT_LETTERS), default="")
    #: Who says so: the keeper can ask. Never counted for or against anybody.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[Moment]
    state: Mapped[MisfitState] = enum_column(MisfitState)
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: What it grew into, as other slices name it; None for nothing.
    became_kind: Mapped[str | None] = mapped_column(String(20))
    became_id: Mapped[int | None] = mapped_column(BigId)
