"""The tables of initiatives. Statuses are rows with a fixed type; counters are kept in the transaction of a change."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, Json, Moment, Pk, enum_column
from portal.people.models import Area, Person, Team

MIN_TITLE_LETTERS = 8
MIN_PART_LETTERS = 20
MIN_REASON_LETTERS = 20


class StatusType(StrEnum):
    """What a status means to the portal, whatever a company calls it."""

    DRAFT = "draft"
    NEW = "new"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    IMPLEMENTED = "implemented"
    MEASURED = "measured"
    DECLINED = "declined"
    DEFERRED = "deferred"
    MERGED = "merged"


class Origin(StrEnum):
    """Something is wrong in the company, or the market has what we lack."""

    PROBLEM = "problem"
    OPPORTUNITY = "opportunity"


class Visibility(StrEnum):
    """To whom an initiative is open."""

    EVERYONE = "everyone"
    TEAMS = "teams"
    AUTHOR = "author"


class Frequency(StrEnum):
    """How often a supporter meets the matter."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    RARELY = "rarely"


class Reach(StrEnum):
    """How many customers a month it touches where the supporter works: 1, 2-10, 11-100, more."""

    ONE = "one"
    SEVERAL = "several"
    DOZENS = "dozens"
    HUNDREDS = "hundreds"


class Status(Base):
    """A company's own name for a place in the workflow; ``type`` fixes the behaviour."""

    __tablename__ = "statuses"
    __table_args__ = (Index(None, "type"),)

    id: Mapped[Pk]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    type: Mapped[StatusType] = enum_column(StatusType)
    #: Names by language: {"uk": ..., "ru": ..., "en": ...}.
    names: Mapped[Json]
    position: Mapped[int]
    #: The one that the portal itself uses when it has to name the type.
    is_default: Mapped[bool] = mapped_column(default=False)
    #: A retired status stays on what has it and takes nothing new.
    retired_at: Mapped[datetime | None]


_FROM_ACCEPTANCE_ON = "'accepted', 'in_progress', 'implemented', 'measured'"

#: A part is missing or too short. Written out, not bound: the partial index below answers only to these very words.
INCOMPLETE = text(
    f"(length(problem) < {MIN_PART_LETTERS} OR length(solution) < {MIN_PART_LETTERS}"
    f" OR length(outcome) < {MIN_PART_LETTERS})"
)

#: Said with the value in it, so that the few restricted ones are found by their own small index on both databases.
RESTRICTED = text("initiatives.visibility = 'teams'")


class Initiative(Base):
    """A proposal in three parts. ``id`` is the number that people see."""

    __tablename__ = "initiatives"
    __table_args__ = (
        CheckConstraint(
            f"status_type NOT IN ({_FROM_ACCEPTANCE_ON}) OR (length(problem) >= {MIN_PART_LETTERS}"
            f" AND length(solution) >= {MIN_PART_LETTERS} AND length(outcome) >= {MIN_PART_LETTERS})",
            name="three_parts_from_acceptance_on",
        ),
        CheckConstraint("length(title) > 0", name="has_a_title"),
        CheckConstraint("support_count >= 0 AND comment_count >= 0", name="counts_are_not_negative"),
        CheckConstraint("status_type <> 'deferred' OR defer_until IS NOT NULL", name="deferred_to_a_day"),
        Index(None, "submitted_at", "id"),
        Index(None, "support_count", "id"),
        Index(None, "last_activity_at", "id"),
        Index(None, "status_id", "submitted_at", "id"),
        Index(None, "status_id", "support_count", "id"),
        Index(None, "status_id", "last_activity_at", "id"),
        Index(None, "area_id", "submitted_at", "id"),
        Index(None, "area_id", "support_count", "id"),
        Index(None, "area_id", "last_activity_at", "id"),
        Index(None, "author_id", "submitted_at", "id"),
        Index(None, "team_id", "submitted_at", "id"),
        Index(None, "owner_id", "status_type"),
        Index(None, "status_type", "status_changed_at", "id"),
        Index(None, "status_type", "defer_until"),
        Index(None, "status_type", "due_on"),
        Index(
            "ix_initiatives_restricted",
            "status_id",
            "area_id",
            sqlite_where=text("visibility = 'teams'"),
            postgresql_where=text("visibility = 'teams'"),
        ),
        Index(
            "ix_initiatives_incomplete",
            "submitted_at",
            "id",
            sqlite_where=INCOMPLETE,
            postgresql_where=INCOMPLETE,
        ),
    )

    id: Mapped[Pk]
    #: The id in a file that it was imported from.
    external_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    #: Made with the form: sending it twice leaves one initiative.
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    origin: Mapped[Origin] = enum_column(Origin)
    language: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(160))
    problem: Mapped[str] = mapped_column(Text)
    problem_html: Mapped[str] = mapped_column(Text)
    solution: Mapped[str] = mapped_column(Text, default="")
    solution_html: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    outcome_html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int]
    #: What the author expects a metric to do; each part optional.
    metric_name: Mapped[str] = mapped_column(String(120), default="")
    metric_unit: Mapped[str] = mapped_column(String(20), default="")
    metric_baseline: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    metric_target: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    metric_due_on: Mapped[date | None] = mapped_column(Date)

    status_id: Mapped[int] = mapped_column(ForeignKey("statuses.id"))
    #: The status's type again, for constraints and indexes.
    status_type: Mapped[StatusType] = enum_column(StatusType)
    status_changed_at: Mapped[Moment]
    defer_until: Mapped[date | None] = mapped_column(Date)
    visibility: Mapped[Visibility] = enum_column(Visibility, default=Visibility.EVERYONE)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))
    #: The author's team when it was submitted.
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date | None] = mapped_column(Date)

    submitted_at: Mapped[Moment]
    #: The committee's first move or visible comment: until then the author edits freely.
    first_answered_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    last_activity_at: Mapped[Moment]
    support_count: Mapped[int] = mapped_column(default=0)
    #: Comments that everyone who sees the initiative may read.
    comment_count: Mapped[int] = mapped_column(default=0)
    #: Raised with what the author's form holds (text, area, tags), so that a move or a plan meanwhile is no conflict.
    version: Mapped[int] = mapped_column(default=1)

    status: Mapped[Status] = relationship()
    area: Mapped[Area | None] = relationship()
    author: Mapped[Person | None] = relationship(foreign_keys=author_id)
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    team: Mapped[Team | None] = relationship()
    tags: Mapped[list["Tag"]] = relationship(secondary="initiative_tags", order_by="Tag.name")

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}

    @property
    def complete(self) -> bool:
        """Whether all three parts are there; an imported one may lack some until acceptance."""
        return all(len(part) >= MIN_PART_LETTERS for part in (self.problem, self.solution, self.outcome))


class InitiativeRevision(Base):
    """What an initiative said before an edit."""

    __tablename__ = "initiative_revisions"
    __table_args__ = (Index(None, "initiative_id", "id"),)

    id: Mapped[Pk]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    title: Mapped[str] = mapped_column(String(160))
    problem: Mapped[str] = mapped_column(Text)
    solution: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[Moment]

    by: Mapped[Person | None] = relationship()


class Tag(Base):
    """A word that people file things under, in lower case."""

    __tablename__ = "tags"

    id: Mapped[Pk]
    name: Mapped[str] = mapped_column(String(40), unique=True)


class InitiativeTag(Base):
    """Which tags an initiative has."""

    __tablename__ = "initiative_tags"
    __table_args__ = (Index(None, "tag_id", "initiative_id"),)

    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)


class InitiativeTeam(Base):
    """Teams to which a restricted initiative is open."""

    __tablename__ = "initiative_teams"
    __table_args__ = (Index(None, "team_id", "initiative_id"),)

    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)


class Support(Base):
    """One person's voice for an initiative, with what they know of its frequency and reach."""

    __tablename__ = "supports"
    __table_args__ = (UniqueConstraint("initiative_id", "person_id"), Index(None, "person_id", "at"))

    id: Mapped[Pk]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    frequency: Mapped[Frequency | None] = enum_column(Frequency)
    reach: Mapped[Reach | None] = enum_column(Reach)
    evidence: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[Moment]

    person: Mapped[Person] = relationship()


class Transition(Base):
    """One move between statuses. Append-only: a trigger refuses every change and removal."""

    __tablename__ = "transitions"
    __table_args__ = (Index(None, "initiative_id", "id"), Index(None, "at"))

    id: Mapped[Pk]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    from_status_id: Mapped[int | None] = mapped_column(ForeignKey("statuses.id"))
    to_status_id: Mapped[int] = mapped_column(ForeignKey("statuses.id"))
    #: Nobody when the portal itself moved it (a deferred one that came back).
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    reason_html: Mapped[str] = mapped_column(Text, default="")
    defer_until: Mapped[date | None] = mapped_column(Date)
    at: Mapped[Moment]

    actor: Mapped[Person | None] = relationship()


class InitiativeCount(Base):
    """How many initiatives open to everyone have a status and an area (0: none): the numbers on the filters."""

    __tablename__ = "initiative_counts"

    status_id: Mapped[int] = mapped_column(ForeignKey("statuses.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(default=0)
