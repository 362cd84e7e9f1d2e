"""A question to everybody, and the proposals that answer it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base, Moment, Pk

MIN_QUESTION_LETTERS, MAX_QUESTION_LETTERS = 8, 160
MAX_ABOUT_LETTERS, MAX_RESULTS_LETTERS = 10_000, 20_000


class Stage(StrEnum):
    """How far a campaign is."""

    PLANNED = "planned"
    RUNNING = "running"
    #: Its last day has passed and nothing is said of the results yet.
    OVER = "over"
    TOLD = "told"


def stage_of(started_at: datetime | None, closed_at: datetime | None, told_at: datetime | None) -> Stage:
    """How far a campaign is by its moments."""
    if told_at is not None:
        return Stage.TOLD
    if closed_at is not None:
        return Stage.OVER
    return Stage.PLANNED if started_at is None else Stage.RUNNING


class Campaign(Base):
    """A question that the committee asks everybody for a time.

    Beginning and end are moments of their own beside the days: each is told once, and what holds now is asked of them.
    """

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        CheckConstraint("closed_at IS NULL OR started_at IS NOT NULL", name="what_ends_has_begun"),
        CheckConstraint("told_at IS NULL OR closed_at IS NOT NULL", name="results_of_what_has_ended"),
        CheckConstraint("discarded_at IS NULL OR started_at IS NULL", name="what_was_asked_stays"),
        Index(None, "starts_on", "id"),
        Index(None, "keeper_id"),
    )

    id: Mapped[Pk]
    #: Made with the form: sending it twice leaves one campaign.
    submission_key: Mapped[str] = mapped_column(String(64), unique=True)
    question: Mapped[str] = mapped_column(String(160))
    language: Mapped[str] = mapped_column(String(2))
    #: Why it is asked, and what will be done with the answers.
    about: Mapped[str] = mapped_column(Text, default="")
    about_html: Mapped[str] = mapped_column(Text, default="")
    #: What came of it; everybody's to read once it is told.
    results: Mapped[str] = mapped_column(Text, default="")
    results_html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int]
    starts_on: Mapped[date] = mapped_column(Date)
    #: The last day on which it can be answered.
    ends_on: Mapped[date] = mapped_column(Date)
    #: Who sees to it that the results are told.
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[Moment]
    started_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    #: Thrown away before it began.
    discarded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def stage(self) -> Stage:
        """How far it is."""
        return stage_of(self.started_at, self.closed_at, self.told_at)


class CampaignAnswer(Base):
    """That an initiative answers a campaign. Those of a twin wait with it while it is merged into another one."""

    __tablename__ = "campaign_answers"
    __table_args__ = (Index(None, "initiative_id"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"), primary_key=True)
    at: Mapped[Moment]
