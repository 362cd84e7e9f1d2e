"""The tables of practice: dialogues, the versions of them that were published, and what somebody has played."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Json, Moment, Pk

#: A hundred and twenty scenes; no more than a form carries.
MAX_SOURCE_LETTERS = 150_000
MAX_TITLE_LETTERS, MAX_NOTE_LETTERS = 160, 300
#: One that is played by one person: the row that is not finished yet.
UNFINISHED = text("finished_at IS NULL")


class Dialogue(Base):
    """A played customer: its text as it is written now, and which version of it is played."""

    __tablename__ = "dialogues"
    __table_args__ = (
        CheckConstraint("published_number IS NOT NULL OR closed_at IS NULL", name="what_was_played_is_closed"),
        Index(None, "title", "id"),
        Index(None, "algorithm_id"),
        Index(None, "keeper_id"),
    )

    id: Mapped[Pk]
    #: Made with the form, or by whoever brings it in: the same one twice leaves one dialogue.
    origin_key: Mapped[str] = mapped_column(String(200), unique=True)
    #: Of the version that is played; before the first, of the text.
    title: Mapped[str] = mapped_column(String(160))
    language: Mapped[str] = mapped_column(String(2))
    #: Which algorithm is practised; None while the text names none that is published.
    algorithm_id: Mapped[int | None] = mapped_column(ForeignKey("knowledge_items.id"))
    source: Mapped[str] = mapped_column(Text)
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[Moment]
    saved_at: Mapped[Moment]
    #: The number of the version that is played; None: nobody but editors sees it.
    published_number: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class DialogueVersion(Base):
    """A text that was published, and what is played of it. It never changes: who began with it ends with it."""

    __tablename__ = "dialogue_versions"
    __table_args__ = (UniqueConstraint("dialogue_id", "number"),)

    id: Mapped[Pk]
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogues.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    language: Mapped[str] = mapped_column(String(2))
    #: Who the customer is, and what one practises.
    customer: Mapped[str] = mapped_column(Text)
    goal: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    algorithm_id: Mapped[int] = mapped_column(ForeignKey("knowledge_items.id"))
    #: The number of the algorithm's revision beside which it was looked at.
    algorithm_revision: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    #: See ``play.as_data``.
    play: Mapped[Json]
    note: Mapped[str] = mapped_column(String(300))
    #: Whether it changes what people do: then it comes back to those who played an earlier one on a track.
    major: Mapped[bool] = mapped_column(default=True)
    published_at: Mapped[Moment]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Practice(Base):
    """One person plays one version of a dialogue. Nobody else sees it."""

    __tablename__ = "practices"
    __table_args__ = (
        Index(None, "person_id", "dialogue_id", "id"),
        Index("uq_practices_going_on", "person_id", "dialogue_id", unique=True, sqlite_where=UNFINISHED,
              postgresql_where=UNFINISHED),
    )  # fmt: skip

    id: Mapped[Pk]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogues.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("dialogue_versions.id"))
    #: {"moves": [numbers of replies], "taken_back": [[place of a moment, number]]}; where one is follows from "moves".
    path: Mapped[Json]
    begun_at: Mapped[Moment]
    moved_at: Mapped[Moment]
    finished_at: Mapped[datetime | None]

    @property
    def moves(self) -> list[int]:
        """The replies that were given, by their numbers from 1."""
        return [int(number) for number in self.path.get("moves", ())]

    @property
    def taken_back(self) -> list[tuple[int, int]]:
        """Replies that were given and taken back: the place of the moment in the play, and their numbers."""
        return [(int(place), int(number)) for place, number in self.path.get("taken_back", ())]
