"""The tables of the committee."""

from portal.committee.models.clocks import RUNNING, Clock, ClockPause
from portal.committee.models.meetings import Meeting, MeetingItem, MeetingMember, MeetingState
from portal.committee.models.settings import ClockSettings

__all__ = [
    "RUNNING",
    "Clock",
    "ClockPause",
    "ClockSettings",
    "Meeting",
    "MeetingItem",
    "MeetingMember",
    "MeetingState",
]
