"""What the calendar does to what people are responsible for. ``due_on`` is the day in ISO 8601."""

from dataclasses import dataclass
from typing import ClassVar

from portal.initiatives.events import InitiativeEvent


@dataclass(frozen=True, kw_only=True)
class DueSoon(InitiativeEvent):
    """The day that was agreed with the owner is near."""

    name: ClassVar[str] = "notifications.due_soon"
    due_on: str


@dataclass(frozen=True, kw_only=True)
class Overdue(InitiativeEvent):
    """The day that was agreed with the owner has passed."""

    name: ClassVar[str] = "notifications.overdue"
    due_on: str
