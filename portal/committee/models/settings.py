"""What the committee promises, and when the company works."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Moment, Pk


class ClockSettings(Base):
    """One version of the promises. The newest holds; the others stay, so that it can be seen what was promised when."""

    __tablename__ = "clock_settings"
    __table_args__ = (
        CheckConstraint("answer_days > 0 AND decision_days >= answer_days", name="promises_something"),
        CheckConstraint("length(week) > 0", name="works_some_day"),
    )

    id: Mapped[Pk]
    answer_days: Mapped[int]
    decision_days: Mapped[int]
    #: As ISO 3166 has it; None: no public holidays.
    country: Mapped[str | None] = mapped_column(String(2))
    #: The working days of a week as digits, 1 is Monday: "12345".
    week: Mapped[str] = mapped_column(String(7))
    #: The company's own days of rest, in ISO 8601, with blanks between.
    days_off: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[Moment]
