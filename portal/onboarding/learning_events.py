"""What happens to somebody on a track. How they get on stands in the rows, which few may read, and never here."""

from dataclasses import dataclass
from typing import ClassVar

from portal.onboarding.care_events import LearningEvent
from portal.onboarding.events import TrackEvent


@dataclass(frozen=True, kw_only=True)
class Enrolled(LearningEvent):
    """Somebody begins a track; ``person_id``: whose way it is, who is told unless they did it themselves."""

    name: ClassVar[str] = "onboarding.enrolled"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class FirstDayMoved(LearningEvent):
    """They begin on another day; days of the plan move along."""

    name: ClassVar[str] = "onboarding.first_day_moved"


@dataclass(frozen=True, kw_only=True)
class MovedOn(LearningEvent):
    """A step is done, or is to be looked at again. Which one, and whose, stands in the rows."""

    name: ClassVar[str] = "onboarding.moved_on"


@dataclass(frozen=True, kw_only=True)
class VersionChanged(LearningEvent):
    """They go on in another version of the track, with what they had done."""

    name: ClassVar[str] = "onboarding.version_changed"


@dataclass(frozen=True, kw_only=True)
class TrackLeft(LearningEvent):
    """They don't go on (``left``), or do after all."""

    name: ClassVar[str] = "onboarding.track_left"
    left: bool


@dataclass(frozen=True, kw_only=True)
class TrackFinished(TrackEvent):
    """Somebody has done all that has to be done: the team is told, once. It is about the track, which all may see."""

    name: ClassVar[str] = "onboarding.track_finished"
    person_id: int
    enrolment_id: int


@dataclass(frozen=True, kw_only=True)
class StepsDue(LearningEvent):
    """Steps are due on ``day``, or were on the working day before: at most once a day. How many stands in the rows.

    Days as ISO texts; there is none before somebody's first.
    """

    name: ClassVar[str] = "onboarding.steps_due"
    person_id: int
    day: str
    day_before: str | None
