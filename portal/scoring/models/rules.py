"""How initiatives are valued: models, their versions, and which of them is in use."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Json, Moment, Pk, enum_column
from portal.scoring.formulas import Kind


class ScoringModel(Base):
    """A way to value initiatives: one of those that come with the portal, or criteria of the company's own."""

    __tablename__ = "scoring_models"

    id: Mapped[Pk]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[Kind] = enum_column(Kind)
    #: Names by language of the company's own; the others are named in the code.
    names: Mapped[Json]
    #: A retired model stays with what was valued by it and takes nothing new.
    retired_at: Mapped[datetime | None]


class ScoringVersion(Base):
    """A model as it was for a time. Append-only: scores stay with the version that they were given under."""

    __tablename__ = "scoring_versions"
    __table_args__ = (UniqueConstraint("model_id", "number"), CheckConstraint("number > 0", name="counted_from_one"))

    id: Mapped[Pk]
    model_id: Mapped[int] = mapped_column(ForeignKey("scoring_models.id"))
    number: Mapped[int]
    #: ``{"criteria": [{"key", "names", "hints", "part", "weight"}]}`` of the company's own; empty for the others.
    definition: Mapped[Json]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[Moment]


class ScoringSettings(Base):
    """From when on which version is used, and how many have to score. The newest holds, the others stay."""

    __tablename__ = "scoring_settings"
    __table_args__ = (CheckConstraint("quorum > 0", name="somebody_scores"),)

    id: Mapped[Pk]
    version_id: Mapped[int] = mapped_column(ForeignKey("scoring_versions.id"))
    quorum: Mapped[int]
    #: Whether it also holds for what had been handed in before and wasn't agreed on.
    for_waiting: Mapped[bool]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[Moment]
