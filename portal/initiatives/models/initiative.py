"""The initiative itself, its tags and the teams it is open to."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Numeric, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base, Moment, Pk, enum_column
from portal.core.tags import Tag
from portal.initiatives.models.statuses import Status, StatusType
from portal.people.models import Area, Person, Team

MIN_TITLE_LETTERS = 8
MIN_PART_LETTERS = 20


class Origin(StrEnum):
    """Something is wrong in the company, or the market has what we lack."""

    PROBLEM = "problem"
    OPPORTUNITY = "opportunity"


class Visibility(StrEnum):
    """To whom an initiative is open."""

    EVERYONE = "everyone"
    TEAMS = "teams"
    AUTHOR = "author"
    #: Thrown away by its author: kept for the history alone.
    NOBODY = "nobody"


_FROM_ACCEPTANCE_ON = "'accepted', 'in_progress', 'implemented', 'measured'"

#: A part is missing or too short. Written out, not bound: the partial index below answers only to these very words.
INCOMPLETE = text(
    f"(length(problem) < {MIN_PART_LETTERS} OR length(solution) < {MIN_PART_LETTERS}"
    f" OR length(outcome) < {MIN_PART_LETTERS})"
)

_DECIDED = "'draft', 'accepted', 'in_progress', 'implemented', 'measured', 'declined', 'deferred', 'merged'"

#: Nothing is decided yet: the committee's queue. Written out for the same reason, and by what it isn't: an IN would be
#: searched by another index, and all that it finds sorted.
UNDECIDED = text(f"status_type NOT IN ({_DECIDED})")

#: Said with the value in it, so that the few restricted ones are found by their own small index on both databases.
RESTRICTED = text("initiatives.visibility = 'teams'")


class Initiative(Base):
    """A proposal in three parts. ``id`` is the number that people see; an anonymous one has a number below zero."""

    __tablename__ = "initiatives"
    __table_args__ = (
        CheckConstraint(
            f"status_type NOT IN ({_FROM_ACCEPTANCE_ON}) OR (length(problem) >= {MIN_PART_LETTERS}"
            f" AND length(solution) >= {MIN_PART_LETTERS} AND length(outcome) >= {MIN_PART_LETTERS})",
            name="three_parts_from_acceptance_on",
        ),
        CheckConstraint("length(title) > 0", name="has_a_title"),
        CheckConstraint("support_count >= 0 AND comment_count >= 0", name="counts_are_not_negative"),
        CheckConstraint("(status_type = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_something"),
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
        Index(None, "status_type", "due_on", "status_changed_at", "id"),
        Index(None, "implemented_at"),
        Index(None, "merged_into_id"),
        Index(
            "ix_initiatives_restricted",
            "status_id",
            "area_id",
            sqlite_where=text("visibility = 'teams'"),
            postgresql_where=text("visibility = 'teams'"),
        ),
        Index(
            "ix_initiatives_undecided",
            "submitted_at",
            "id",
            sqlite_where=UNDECIDED,
            postgresql_where=UNDECIDED,
        ),
        Index(
            "ix_initiatives_incomplete",
            "submitted_at",
            "id",
            sqlite_where=INCOMPLETE,
            postgresql_where=INCOMPLETE,
        ),
        # Ids of anonymous ones are drawn at random below zero; SQLite would otherwise go on from the highest of them.
        {"sqlite_autoincrement": True},
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
    #: To whom it was open before its author took it back: handed in again it is open to them, and to nobody else.
    visibility_before: Mapped[str | None] = mapped_column(String(32))
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
    #: When it was done; measuring later doesn't change it.
    implemented_at: Mapped[datetime | None]
    last_activity_at: Mapped[Moment]
    support_count: Mapped[int] = mapped_column(default=0)
    #: Comments that everyone who sees the initiative may read.
    comment_count: Mapped[int] = mapped_column(default=0)
    #: Other ways to solve it than the author's own, as many as stand on its page now.
    solution_count: Mapped[int] = mapped_column(default=0)
    #: The one that it was merged into, for as long as it is.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("initiatives.id"))
    #: How many others are merged straight into it now.
    twin_count: Mapped[int] = mapped_column(default=0)
    #: Raised with what the author's form holds (text, area, tags), so that a move or a plan meanwhile is no conflict.
    version: Mapped[int] = mapped_column(default=1)

    status: Mapped[Status] = relationship()
    area: Mapped[Area | None] = relationship()
    author: Mapped[Person | None] = relationship(foreign_keys=author_id)
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    team: Mapped[Team | None] = relationship()
    tags: Mapped[list[Tag]] = relationship(secondary="initiative_tags", order_by="Tag.name")
    #: The authors of what was merged into it, one row for each merge.
    co_authors: Mapped[list["CoAuthor"]] = relationship(viewonly=True)

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}

    @property
    def co_author_ids(self) -> frozenset[int]:
        """Who wrote it together with the author. Asks the database only where something was merged into it."""
        return frozenset(row.person_id for row in self.co_authors) if self.twin_count else frozenset()

    @property
    def complete(self) -> bool:
        """Whether all three parts are there; an imported one may lack some until acceptance."""
        return all(len(part) >= MIN_PART_LETTERS for part in (self.problem, self.solution, self.outcome))


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


class CoAuthor(Base):
    """The author of a twin beside the author of the survivor, by the merge that made them one."""

    __tablename__ = "co_authors"
    __table_args__ = (Index(None, "person_id", "initiative_id"),)

    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    merge_id: Mapped[int] = mapped_column(ForeignKey("merges.id"), primary_key=True)

    person: Mapped[Person] = relationship()
