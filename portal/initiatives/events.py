"""What happens to an initiative."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event


@dataclass(frozen=True, kw_only=True)
class InitiativeEvent(Event):
    """Something that happened to one initiative."""

    item_kind: ClassVar[str] = "initiative"
    initiative_id: int

    @property
    def item_id(self) -> int:
        return self.initiative_id


@dataclass(frozen=True, kw_only=True)
class InitiativeSubmitted(InitiativeEvent):
    """A new proposal, or a withdrawn one handed in again."""

    name: ClassVar[str] = "initiatives.submitted"


@dataclass(frozen=True, kw_only=True)
class InitiativeEdited(InitiativeEvent):
    """The author changed the text; ``after_answer`` when the committee had answered before."""

    name: ClassVar[str] = "initiatives.edited"
    after_answer: bool


@dataclass(frozen=True, kw_only=True)
class SupportGiven(InitiativeEvent):
    """Somebody supports it."""

    name: ClassVar[str] = "initiatives.support_given"
    person_id: int | None


@dataclass(frozen=True, kw_only=True)
class SupportWithdrawn(InitiativeEvent):
    """Somebody took their support back."""

    name: ClassVar[str] = "initiatives.support_withdrawn"
    person_id: int | None


@dataclass(frozen=True, kw_only=True)
class InitiativeMoved(InitiativeEvent):
    """A move between statuses; the reason stands in the transition."""

    name: ClassVar[str] = "initiatives.moved"
    transition_id: int
    from_type: str
    to_type: str


@dataclass(frozen=True, kw_only=True)
class OwnerAssigned(InitiativeEvent):
    """Somebody is responsible for it now (None: nobody)."""

    name: ClassVar[str] = "initiatives.owner_assigned"
    owner_id: int | None
    previous_owner_id: int | None


@dataclass(frozen=True, kw_only=True)
class PlanChanged(InitiativeEvent):
    """Area, due date or tags changed by the committee; ``what`` names the fields."""

    name: ClassVar[str] = "initiatives.plan_changed"
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class VisibilityChanged(InitiativeEvent):
    """It was restricted to some teams, or opened to everyone."""

    name: ClassVar[str] = "initiatives.visibility_changed"
    visibility: str


@dataclass(frozen=True, kw_only=True)
class StatusesChanged(Event):
    """An administrator added, renamed, moved, retired or brought back a status; ``what`` says which of these."""

    name: ClassVar[str] = "initiatives.statuses_changed"
    item_kind: ClassVar[str] = "status"
    status_id: int
    what: str

    @property
    def item_id(self) -> int:
        return self.status_id
