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
    """A new proposal, or a withdrawn one handed in again; ``quiet`` when the committee was told within a day."""

    name: ClassVar[str] = "initiatives.submitted"
    again: bool = False
    quiet: bool = False


@dataclass(frozen=True, kw_only=True)
class InitiativeDiscarded(InitiativeEvent):
    """The author threw a withdrawn one away (``gone``), or took that back."""

    name: ClassVar[str] = "initiatives.discarded"
    gone: bool


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
    """A move between statuses; the reason stands in the transition. ``until``: the day of a deferral, in ISO 8601."""

    name: ClassVar[str] = "initiatives.moved"
    transition_id: int
    from_type: str
    to_type: str
    #: The key of the company's own status.
    to_key: str = ""
    until: str | None = None


@dataclass(frozen=True, kw_only=True)
class OwnerAssigned(InitiativeEvent):
    """Somebody is responsible for it now (None: nobody); ``due_on``: until which day, in ISO 8601."""

    name: ClassVar[str] = "initiatives.owner_assigned"
    owner_id: int | None
    previous_owner_id: int | None
    due_on: str | None = None


@dataclass(frozen=True, kw_only=True)
class PlanChanged(InitiativeEvent):
    """Area, due date or tags changed by the committee; ``what`` names the fields, "owner" too when that changed."""

    name: ClassVar[str] = "initiatives.plan_changed"
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class VisibilityChanged(InitiativeEvent):
    """It was restricted to some teams, or opened to everyone."""

    name: ClassVar[str] = "initiatives.visibility_changed"
    visibility: str


@dataclass(frozen=True, kw_only=True)
class InitiativesMerged(InitiativeEvent):
    """Others (the twins) were merged into it; the reason stands in the transition."""

    name: ClassVar[str] = "initiatives.merged"
    twin_ids: tuple[int, ...]
    #: Of each twin in the same order; None: nobody knows.
    author_ids: tuple[int | None, ...]
    transition_id: int


@dataclass(frozen=True, kw_only=True)
class InitiativeUnmerged(InitiativeEvent):
    """A twin was parted from it and stands by itself again; the reason stands in the transition."""

    name: ClassVar[str] = "initiatives.unmerged"
    twin_id: int
    author_id: int | None
    transition_id: int
    #: It stands inside another one itself: people are told of the entry of that one.
    inside: bool = False


@dataclass(frozen=True, kw_only=True)
class SolutionEvent(InitiativeEvent):
    """Something that happened to one way to solve it."""

    solution_id: int


@dataclass(frozen=True, kw_only=True)
class SolutionProposed(SolutionEvent):
    """Somebody proposed another way to solve it; ``mentioned`` are the ids of people named in the text."""

    name: ClassVar[str] = "initiatives.solution_proposed"
    mentioned: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SolutionEdited(SolutionEvent):
    """Whoever proposed it changed the text; ``mentioned`` are only people newly named."""

    name: ClassVar[str] = "initiatives.solution_edited"
    mentioned: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SolutionWithdrawn(SolutionEvent):
    """Whoever proposed it took it back, or (not ``gone``) took that back."""

    name: ClassVar[str] = "initiatives.solution_withdrawn"
    gone: bool


@dataclass(frozen=True, kw_only=True)
class SolutionSupported(SolutionEvent):
    """Somebody supports this way to solve it, or (not ``given``) does so no longer."""

    name: ClassVar[str] = "initiatives.solution_supported"
    given: bool
    #: Of whoever proposed it.
    author_id: int | None


@dataclass(frozen=True, kw_only=True)
class SolutionChosen(SolutionEvent):
    """The committee chose this way to solve it, or (not ``chosen``) chooses it no longer."""

    name: ClassVar[str] = "initiatives.solution_chosen"
    chosen: bool
    author_id: int | None
    #: Of whoever proposed what was chosen until now.
    previous_author_id: int | None = None


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
