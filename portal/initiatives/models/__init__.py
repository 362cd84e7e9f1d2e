"""The tables of initiatives."""

from portal.initiatives.models.counts import InitiativeCount
from portal.initiatives.models.history import MIN_REASON_LETTERS, InitiativeRevision, Transition
from portal.initiatives.models.initiative import (
    INCOMPLETE,
    MIN_PART_LETTERS,
    MIN_TITLE_LETTERS,
    RESTRICTED,
    UNDECIDED,
    CoAuthor,
    Initiative,
    InitiativeTag,
    InitiativeTeam,
    Origin,
    Visibility,
)
from portal.initiatives.models.look_alikes import TitleStem
from portal.initiatives.models.merges import Merge, MergedRow
from portal.initiatives.models.saved_views import SavedView, Shape
from portal.initiatives.models.solutions import Solution, SolutionMention, SolutionSupport
from portal.initiatives.models.statuses import DONE_TYPES, Status, StatusType
from portal.initiatives.models.supports import Frequency, Reach, Support

__all__ = [
    "DONE_TYPES",
    "INCOMPLETE",
    "MIN_PART_LETTERS",
    "MIN_REASON_LETTERS",
    "MIN_TITLE_LETTERS",
    "RESTRICTED",
    "UNDECIDED",
    "CoAuthor",
    "Frequency",
    "Initiative",
    "InitiativeCount",
    "InitiativeRevision",
    "InitiativeTag",
    "InitiativeTeam",
    "Merge",
    "MergedRow",
    "Origin",
    "Reach",
    "SavedView",
    "Shape",
    "Solution",
    "SolutionMention",
    "SolutionSupport",
    "Status",
    "StatusType",
    "Support",
    "TitleStem",
    "Transition",
    "Visibility",
]
