"""What members of the committee gave, each alone, and what they agreed on."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Json, Moment, Pk
from portal.initiatives.models import StatusType

#: What may be valued: what isn't decided yet, and what is decided but not begun.
SCORABLE = frozenset({StatusType.NEW, StatusType.IN_REVIEW, StatusType.DEFERRED, StatusType.ACCEPTED})

_OPEN, _AGREED = text("agreed_at IS NULL AND replaced_at IS NULL"), text("agreed_at IS NOT NULL")
#: Written out, not bound: the partial indexes below answer only to these very words.
OPEN = text("scoring_rounds.agreed_at IS NULL AND scoring_rounds.replaced_at IS NULL")
AGREED = text("scoring_rounds.agreed_at IS NOT NULL")


class Round(Base):
    """One valuation of an initiative: it begins with the first sheet, or when the committee is called to it."""

    __tablename__ = "scoring_rounds"
    __table_args__ = (
        CheckConstraint("(agreed_at IS NULL) = (agreed_result IS NULL)", name="agreed_on_something"),
        CheckConstraint("agreed_at IS NULL OR replaced_at IS NULL", name="ends_one_way"),
        Index("uq_scoring_rounds_open", "initiative_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_scoring_rounds_agreed", "initiative_id", "id", sqlite_where=_AGREED, postgresql_where=_AGREED),
        Index(None, "initiative_id", "id"),
    )

    id: Mapped[Pk]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("scoring_versions.id"))
    opened_at: Mapped[Moment]
    #: When somebody asked all for it, and who: what waits for its decision needs no call.
    called_at: Mapped[datetime | None]
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: Numbers as text by the key of the criterion.
    agreed_values: Mapped[Json]
    agreed_result: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    note: Mapped[str] = mapped_column(Text, default="")
    #: When another round took its place before anything was agreed.
    replaced_at: Mapped[datetime | None]


class Sheet(Base):
    """What one member gave, alone. Nobody else of them sees it before they have given theirs."""

    __tablename__ = "scoring_sheets"
    __table_args__ = (UniqueConstraint("round_id", "person_id"), Index(None, "person_id", "round_id"))

    id: Mapped[Pk]
    round_id: Mapped[int] = mapped_column(ForeignKey("scoring_rounds.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    values: Mapped[Json]
    result: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    #: Why, in the member's own words.
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[Moment]
