"""Twins joined into one, with what is needed to part them again exactly."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, Json, Moment, Pk
from portal.people.models import Person

_STANDING = text("unmerged_at IS NULL")


class Merge(Base):
    """That one initiative (the twin) was joined into another (the survivor), until it was parted again."""

    __tablename__ = "merges"
    __table_args__ = (
        CheckConstraint("twin_id <> survivor_id", name="two_initiatives"),
        Index("uq_merges_standing", "twin_id", unique=True, sqlite_where=_STANDING, postgresql_where=_STANDING),
        Index(None, "survivor_id"),
    )

    id: Mapped[Pk]
    twin_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    survivor_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    #: What the twin was before and can't be read from rows any longer: its status and the like.
    before: Mapped[Json]
    #: The twin's move to merged: the reason stands there.
    transition_id: Mapped[int] = mapped_column(ForeignKey("transitions.id"))
    at: Mapped[Moment]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    unmerged_at: Mapped[datetime | None]
    unmerged_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    by: Mapped[Person | None] = relationship(foreign_keys=by_id)


class MergedRow(Base):
    """One row that a merge took from the twin to the survivor."""

    __tablename__ = "merged_rows"
    __table_args__ = (Index(None, "merge_id", "id"),)

    id: Mapped[Pk]
    merge_id: Mapped[int] = mapped_column(ForeignKey("merges.id"))
    #: The name of the registered kind of belongings ("comments", "supports").
    belongings: Mapped[str] = mapped_column(String(40))
    #: What identifies the row, and what of it the merge changed.
    data: Mapped[Json]
