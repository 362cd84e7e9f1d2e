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
