"""What happens in the work on an initiative."""

from dataclasses import dataclass
from typing import ClassVar

from portal.initiatives.events import InitiativeEvent


@dataclass(frozen=True, kw_only=True)
class TaskEvent(InitiativeEvent):
    """Something that happened to a task."""

    task_id: int


@dataclass(frozen=True, kw_only=True)
class TaskAdded(TaskEvent):
    """There is one more thing to do, perhaps entrusted to somebody."""

    name: ClassVar[str] = "delivery.task_added"
    owner_id: int | None


@dataclass(frozen=True, kw_only=True)
class TaskChanged(TaskEvent):
    """It is called otherwise, due on another day, entrusted to somebody else or on the way to another milestone."""

    name: ClassVar[str] = "delivery.task_changed"
    #: Names of the form's fields.
    what: tuple[str, ...]
    owner_id: int | None
    previous_owner_id: int | None


@dataclass(frozen=True, kw_only=True)
class TaskDone(TaskEvent):
    """It is done; ``again``: it had been done before, and people were told then."""

    name: ClassVar[str] = "delivery.task_done"
    again: bool
    #: So many of all tasks are done now.
    done: int
    total: int


@dataclass(frozen=True, kw_only=True)
class TaskReopened(TaskEvent):
    """It isn't done after all."""

    name: ClassVar[str] = "delivery.task_reopened"


@dataclass(frozen=True, kw_only=True)
class TaskBlocked(TaskEvent):
    """It can't go on; the reason stands with the task."""

    name: ClassVar[str] = "delivery.task_blocked"
    owner_id: int | None


@dataclass(frozen=True, kw_only=True)
class TaskUnblocked(TaskEvent):
    """It can go on."""

    name: ClassVar[str] = "delivery.task_unblocked"
    owner_id: int | None


@dataclass(frozen=True, kw_only=True)
class TaskRemoved(TaskEvent):
    """It was taken away, or (not ``gone``) had back."""

    name: ClassVar[str] = "delivery.task_removed"
    gone: bool


@dataclass(frozen=True, kw_only=True)
class TaskDueSoon(TaskEvent):
    """Its day comes near. Days in ISO 8601."""

    name: ClassVar[str] = "delivery.task_due_soon"
    owner_id: int
    due_on: str


@dataclass(frozen=True, kw_only=True)
class TaskOverdue(TaskEvent):
    """Its day has passed, and it isn't done."""

    name: ClassVar[str] = "delivery.task_overdue"
    owner_id: int | None
    due_on: str


@dataclass(frozen=True, kw_only=True)
class MilestoneEvent(InitiativeEvent):
    """Something that happened to a milestone."""

    milestone_id: int


@dataclass(frozen=True, kw_only=True)
class MilestoneAdded(MilestoneEvent):
    """There is one more place on the way."""

    name: ClassVar[str] = "delivery.milestone_added"


@dataclass(frozen=True, kw_only=True)
class MilestoneChanged(MilestoneEvent):
    """It is called otherwise, or due on another day."""

    name: ClassVar[str] = "delivery.milestone_changed"
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MilestoneReached(MilestoneEvent):
    """The work has come so far; ``again``: it had before, and people were told then."""

    name: ClassVar[str] = "delivery.milestone_reached"
    again: bool
    #: Which one it is in the order of the way, and how many there are.
    place: int
    total: int


@dataclass(frozen=True, kw_only=True)
class MilestoneLeft(MilestoneEvent):
    """It isn't reached after all."""

    name: ClassVar[str] = "delivery.milestone_left"


@dataclass(frozen=True, kw_only=True)
class MilestoneRemoved(MilestoneEvent):
    """It was taken away, or (not ``gone``) had back."""

    name: ClassVar[str] = "delivery.milestone_removed"
    gone: bool


@dataclass(frozen=True, kw_only=True)
class WorkReordered(InitiativeEvent):
    """Milestones or tasks stand in another order."""

    name: ClassVar[str] = "delivery.reordered"


@dataclass(frozen=True, kw_only=True)
class CardChanged(InitiativeEvent):
    """The PDCA card has other words in these of its parts."""

    name: ClassVar[str] = "delivery.card_changed"
    parts: tuple[str, ...]
