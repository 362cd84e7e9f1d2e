"""What an initiative is to change, what was measured, and what came out."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Moment, Pk, enum_column

MAX_SIGN_LETTERS = 500
MAX_NAME_LETTERS = 120


class PlanKind(StrEnum):
    """How it will be seen whether it worked."""

    METRIC = "metric"
    #: Without a number: something that everybody can see.
    SIGN = "sign"
    #: It was begun before anybody had to say so.
    UNRECORDED = "unrecorded"


class Verdict(StrEnum):
    """Whether what was hoped for has come."""

    REACHED = "reached"
    PARTLY = "partly"
    NOT_REACHED = "not_reached"
    #: It can't be told.
    UNKNOWN = "unknown"


class Benefit(StrEnum):
    """Whom or what it serves first of all."""

    CUSTOMERS = "customers"
    TIME = "time"
    MONEY = "money"
    QUALITY = "quality"
    SAFETY = "safety"


class OutcomePlan(Base):
    """By what it will be seen whether an initiative worked. Whatever is in progress or further has one."""

    __tablename__ = "outcome_plans"
    __table_args__ = (
        CheckConstraint(
            "kind <> 'metric' OR (baseline IS NOT NULL AND target IS NOT NULL AND baseline <> target"
            " AND (metric_id IS NOT NULL OR length(metric_name) > 0))",
            name="numbers_are_whole",
        ),
        CheckConstraint("kind <> 'sign' OR length(sign) > 0", name="sign_says_something"),
        CheckConstraint("(kind = 'unrecorded') = (recorded_at IS NULL)", name="recorded_or_not"),
        CheckConstraint("kind = 'unrecorded' OR check_on IS NOT NULL", name="has_a_day"),
        Index(None, "metric_id"),
        Index(None, "measurer_id"),
        Index(None, "check_on", "initiative_id"),
    )

    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"), primary_key=True, autoincrement=False)
    kind: Mapped[PlanKind] = enum_column(PlanKind)
    metric_id: Mapped[int | None] = mapped_column(ForeignKey("metrics.id"))
    #: What is measured, where it is none of the company's metrics, and its unit.
    metric_name: Mapped[str] = mapped_column(String(MAX_NAME_LETTERS), default="")
    unit: Mapped[str] = mapped_column(String(20), default="")
    baseline: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    target: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    sign: Mapped[str] = mapped_column(Text, default="")
    #: None: nobody said.
    benefit: Mapped[Benefit | None] = enum_column(Benefit)
    check_on: Mapped[date | None] = mapped_column(Date)
    measurer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: Who was responsible when it was done: somebody else confirms what it gave.
    implementer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: When the work began; from then on a change needs a reason.
    locked_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime | None]
    #: How often it was changed since the work began.
    changes: Mapped[int] = mapped_column(default=0)
    #: When the measurer was reminded: on the day, and later; and when one level up was told that nobody has looked.
    day_told_at: Mapped[datetime | None]
    later_told_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Measurement(Base):
    """What somebody found when they looked. A later one takes the place of an earlier one; none is ever changed."""

    __tablename__ = "outcome_measurements"
    __table_args__ = (Index(None, "initiative_id", "id"),)

    id: Mapped[Pk]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    #: None where the plan has no number, or nothing could be measured.
    value: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    measured_on: Mapped[date] = mapped_column(Date)
    words: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[Moment]


class OutcomeVerdict(Base):
    """What was confirmed when an initiative became measured: the newest holds while it is. The words stand in the
    transition."""

    __tablename__ = "outcome_verdicts"
    __table_args__ = (Index(None, "initiative_id", "id"), Index(None, "verdict", "initiative_id"))

    id: Mapped[Pk]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    #: The move to "measured"; None only until the end of the transaction that makes it.
    transition_id: Mapped[int | None] = mapped_column(ForeignKey("transitions.id"), unique=True)
    verdict: Mapped[Verdict] = enum_column(Verdict)
    measurement_id: Mapped[int] = mapped_column(ForeignKey("outcome_measurements.id"))
    lesson: Mapped[str] = mapped_column(Text, default="")
    lesson_html: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[Moment]
