"""Several ways to solve one problem, each supported by itself."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, Moment, Pk
from portal.people.models import Person

_CHOSEN = text("chosen_at IS NOT NULL")


class Solution(Base):
    """One solution of an initiative's problem."""

    __tablename__ = "solutions"
    __table_args__ = (
        CheckConstraint("support_count >= 0", name="count_is_not_negative"),
        Index(None, "initiative_id", "id"),
        Index("uq_solutions_chosen", "initiative_id", unique=True, sqlite_where=_CHOSEN, postgresql_where=_CHOSEN),
    )

    id: Mapped[Pk]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    #: For an author's own: the initiative whose second part holds its words. It is made when another one stands beside
    #: it, and keeps its words when that initiative is merged into another one.
    original_of_id: Mapped[int | None] = mapped_column(ForeignKey("initiatives.id"), unique=True)
    #: Nobody for the solution of an anonymous author.
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    body: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int]
    at: Mapped[Moment]
    edited_at: Mapped[datetime | None]
    #: Taken back by whoever proposed it.
    withdrawn_at: Mapped[datetime | None]
    support_count: Mapped[int] = mapped_column(default=0)
    #: The committee's choice: at most one of an initiative.
    chosen_at: Mapped[datetime | None]
    chosen_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: Made with the form: sending it twice leaves one.
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    author: Mapped[Person | None] = relationship(foreign_keys=author_id)

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}


class SolutionMention(Base):
    """That a solution names a person; kept so that an edit doesn't tell them again."""

    __tablename__ = "solution_mentions"
    __table_args__ = (Index(None, "person_id"),)

    solution_id: Mapped[int] = mapped_column(ForeignKey("solutions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)


class SolutionSupport(Base):
    """One person's voice for one solution."""

    __tablename__ = "solution_supports"
    __table_args__ = (Index(None, "person_id"),)

    solution_id: Mapped[int] = mapped_column(ForeignKey("solutions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    at: Mapped[Moment]
