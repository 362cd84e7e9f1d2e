"""Metrics of the company, their values over time, and what was corrected."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import IDS_ONCE, Base, Json, Moment, Pk, enum_column

MAX_UNIT_LETTERS, MAX_DEFINITION_LETTERS, MAX_REASON_LETTERS = 20, 200, 300


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


class Rhythm(StrEnum):
    """What a value of a metric stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class PointSource(StrEnum):
    """How a value came in."""

    HAND = "hand"
    FILE = "file"
    API = "api"


class Metric(Base):
    """Something that the company measures. The usual ones come with the first start; a company adds its own."""

    __tablename__ = "metrics"
    __table_args__ = (
        CheckConstraint("scale_min IS NULL OR scale_max IS NULL OR scale_min < scale_max", name="scale_goes_up"),
        CheckConstraint("length(key) > 0", name="has_a_key"),
    )

    id: Mapped[Pk]
    #: In addresses and files: "fcr". Never changes.
    key: Mapped[str] = mapped_column(String(40), unique=True)
    #: Names by language: {"uk": ..., "ru": ..., "en": ...}.
    names: Mapped[Json]
    #: What it tells, in a sentence, by language; {} where nobody wrote one.
    definitions: Mapped[Json]
    #: A sign that everybody reads ("%"), one that the portal says in the reader's language ("s"), the company's own
    #: word, or nothing.
    unit: Mapped[str] = mapped_column(String(MAX_UNIT_LETTERS), default="")
    direction: Mapped[Direction] = enum_column(Direction)
    rhythm: Mapped[Rhythm] = enum_column(Rhythm, default=Rhythm.MONTH)
    #: The ends of the scale, both included; None: there is no such end.
    scale_min: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    scale_max: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    position: Mapped[int]
    #: A retired metric keeps its values and is offered to nothing new.
    retired_at: Mapped[datetime | None]


class MetricPoint(Base):
    """The value of a metric for one day, week, month or quarter, whichever its rhythm is."""

    __tablename__ = "metric_points"
    __table_args__ = (Index("uq_metric_points_metric_id_starts_on", "metric_id", "starts_on", unique=True),)

    id: Mapped[Pk]
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"))
    #: The first day of what the value stands for: a Monday, the first of a month.
    starts_on: Mapped[date] = mapped_column(Date)
    value: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    source: Mapped[PointSource] = enum_column(PointSource)
    #: Who entered what stands now, and when.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[Moment]


class MetricCorrection(Base):
    """A value that was replaced or taken away. Append-only: a trigger refuses every change and removal."""

    __tablename__ = "metric_corrections"
    __table_args__ = (Index(None, "metric_id", "starts_on", "id"),)

    id: Mapped[Pk]
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    was: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    #: Who had entered it, and when.
    was_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    was_at: Mapped[Moment]
    #: None: it was taken away.
    became: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    reason: Mapped[str] = mapped_column(String(MAX_REASON_LETTERS), default="")
    source: Mapped[PointSource] = enum_column(PointSource)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[Moment]


class MetricMark(Base):
    """An initiative that the committee says touched a metric, beside those whose plan names it."""

    __tablename__ = "metric_marks"
    __table_args__ = (
        Index("uq_metric_marks_metric_id_initiative_id", "metric_id", "initiative_id", unique=True),
        Index(None, "initiative_id"),
        IDS_ONCE,
    )

    id: Mapped[Pk]
    metric_id: Mapped[int] = mapped_column(ForeignKey("metrics.id"))
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    #: The first day on which it could be felt.
    acted_on: Mapped[date] = mapped_column(Date)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[Moment]
