"""What happens in the committee's own work."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event
from portal.initiatives.events import InitiativeEvent


@dataclass(frozen=True, kw_only=True)
class InitiativeAcknowledged(InitiativeEvent):
    """The portal told the author that it has arrived, and by when the committee answers. Days in ISO 8601."""

    name: ClassVar[str] = "committee.acknowledged"
    answer_by: str
    decide_by: str


@dataclass(frozen=True, kw_only=True)
class PromiseMissed(InitiativeEvent):
    """The day of a promise has passed: one level up is told."""

    name: ClassVar[str] = "committee.promise_missed"
    #: "answer" or "decision".
    promise: str
    due_on: str
    #: Who leads the team that owns its area; None: nobody who could help, so the administrators are told.
    lead_id: int | None


@dataclass(frozen=True, kw_only=True)
class ClockSettingsChanged(Event):
    """Other promises, or another calendar: the version stands in the table, ``changes`` has before and after."""

    name: ClassVar[str] = "committee.clock_settings_changed"
    item_kind: ClassVar[str] = "clock_settings"
    settings_id: int
    changes: dict[str, tuple[str, str]]

    @property
    def item_id(self) -> int:
        return self.settings_id


@dataclass(frozen=True, kw_only=True)
class MeetingEvent(Event):
    """What happens to a meeting of the committee."""

    item_kind: ClassVar[str] = "meeting"
    meeting_id: int

    @property
    def item_id(self) -> int:
        return self.meeting_id


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(MeetingEvent):
    """The committee is going to meet, with so many items on the agenda."""

    name: ClassVar[str] = "committee.meeting_planned"
    held_on: str
    count: int


@dataclass(frozen=True, kw_only=True)
class AgendaChanged(MeetingEvent):
    """Another day, order or time, or other items: the numbers in the order of the agenda."""

    name: ClassVar[str] = "committee.agenda_changed"
    held_on: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingMoved(MeetingEvent):
    """What was planned takes place on another day."""

    name: ClassVar[str] = "committee.meeting_moved"
    from_day: str
    held_on: str


@dataclass(frozen=True, kw_only=True)
class MeetingCalledOff(MeetingEvent):
    """It won't take place."""

    name: ClassVar[str] = "committee.meeting_called_off"
    held_on: str


@dataclass(frozen=True, kw_only=True)
class MeetingBegun(MeetingEvent):
    """It began, led by whoever began it."""

    name: ClassVar[str] = "committee.meeting_begun"


@dataclass(frozen=True, kw_only=True)
class MeetingWentOn(MeetingEvent):
    """Another item is open."""

    name: ClassVar[str] = "committee.meeting_went_on"
    number: int


@dataclass(frozen=True, kw_only=True)
class MeetingLedOn(MeetingEvent):
    """Somebody else leads it."""

    name: ClassVar[str] = "committee.meeting_led_on"
    previous_leader_id: int | None


@dataclass(frozen=True, kw_only=True)
class AttendanceNoted(MeetingEvent):
    """Who was there."""

    name: ClassVar[str] = "committee.attendance_noted"
    present_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class MeetingNotesWritten(MeetingEvent):
    """Something was written down about an item."""

    name: ClassVar[str] = "committee.meeting_notes_written"
    number: int


@dataclass(frozen=True, kw_only=True)
class MeetingClosed(MeetingEvent):
    """It is over; the minutes stand."""

    name: ClassVar[str] = "committee.meeting_closed"


@dataclass(frozen=True, kw_only=True)
class MeetingReopened(MeetingEvent):
    """It was closed by mistake and goes on."""

    name: ClassVar[str] = "committee.meeting_reopened"
