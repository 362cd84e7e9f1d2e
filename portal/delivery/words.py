"""What the forms of the work hold, as its services take it."""

from dataclasses import dataclass
from datetime import date

#: Of one part of the PDCA card: more is an article.
MAX_PART_LETTERS = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWords:
    """A task: what, perhaps who, until when, on the way to what."""

    title: str
    owner_id: int | None = None
    due_on: date | None = None
    milestone_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneWords:
    """A milestone: where the work has to be, and by when."""

    title: str
    due_on: date | None = None
