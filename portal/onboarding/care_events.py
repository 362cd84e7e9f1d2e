"""What happens between a learner and those who help. Ids of people only: how somebody gets on is nobody else's."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event
from portal.onboarding.events import TrackEvent

ENROLMENT = "enrolment"


@dataclass(frozen=True, kw_only=True)
class LearningEvent(Event):
    """Something that concerns one person on one track."""

    item_kind: ClassVar[str] = ENROLMENT
    enrolment_id: int

    @property
    def item_id(self) -> int:
        return self.enrolment_id


@dataclass(frozen=True, kw_only=True)
class MentorChanged(LearningEvent):
    """Somebody else helps now (None: nobody yet). ``person_id``: the learner; ``at_start``: they have just begun."""

    name: ClassVar[str] = "onboarding.mentor_changed"
    mentor_id: int | None
    previous_mentor_id: int | None
    person_id: int | None = None
    at_start: bool = False


@dataclass(frozen=True, kw_only=True)
class CareEnded(TrackEvent):
    """Somebody doesn't help a learner (``person_id``) any more. About the track: the learner is closed to them now."""

    name: ClassVar[str] = "onboarding.care_ended"
    person_id: int
    mentor_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerWaits(LearningEvent):
    """The learner has written something that somebody is to read."""

    name: ClassVar[str] = "onboarding.answer_waits"


@dataclass(frozen=True, kw_only=True)
class AnswersRead(LearningEvent):
    """Whoever helps has read what was written."""

    name: ClassVar[str] = "onboarding.answers_read"


@dataclass(frozen=True, kw_only=True)
class MeetingNoted(LearningEvent):
    """Whoever helps says that the two have met. ``step_key``: which meeting; it tells nothing of how they get on."""

    name: ClassVar[str] = "onboarding.meeting_noted"
    step_key: str


@dataclass(frozen=True, kw_only=True)
class NoteWritten(LearningEvent):
    """Somebody wrote to the other side."""

    name: ClassVar[str] = "onboarding.note_written"
    note_id: int


@dataclass(frozen=True, kw_only=True)
class ReadItemChanged(Event):
    """An item that people read on tracks says something else in the matter now; the item is what it happened to."""

    name: ClassVar[str] = "onboarding.read_item_changed"
    item_kind: str  # type: ignore[misc]  # elsewhere a class variable: items are of several kinds
    subject_id: int

    @property
    def item_id(self) -> int:
        return self.subject_id


@dataclass(frozen=True, kw_only=True)
class ChangesSeen(LearningEvent):
    """The learner knows of a change."""

    name: ClassVar[str] = "onboarding.changes_seen"
