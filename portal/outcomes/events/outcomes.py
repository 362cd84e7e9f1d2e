"""What happens to the outcome of an initiative, from what is agreed beforehand to what is confirmed."""

from dataclasses import dataclass
from typing import ClassVar

from portal.initiatives.events import InitiativeEvent


@dataclass(frozen=True, kw_only=True)
class OutcomePlanned(InitiativeEvent):
    """It was agreed by what it will be seen whether it worked; ``late``: only after the work had begun."""

    name: ClassVar[str] = "outcomes.planned"
    kind: str
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class OutcomePlanChanged(InitiativeEvent):
    """What had been agreed was changed while the work was going on or done, and why.

    ``changes``: by field, what stood and what stands, as plain text; days in ISO 8601, people by id.
    """

    name: ClassVar[str] = "outcomes.plan_changed"
    changes: dict[str, tuple[str, str]]
    reason: str


@dataclass(frozen=True, kw_only=True)
class MeasurerNamed(InitiativeEvent):
    """Somebody is to look what it gave, on a day in ISO 8601."""

    name: ClassVar[str] = "outcomes.measurer_named"
    measurer_id: int
    previous_measurer_id: int | None
    check_on: str


@dataclass(frozen=True, kw_only=True)
class MeasurementAdded(InitiativeEvent):
    """Somebody looked what it gave; ``awaits``: somebody else is to confirm it."""

    name: ClassVar[str] = "outcomes.measurement_added"
    measurement_id: int
    awaits: bool


@dataclass(frozen=True, kw_only=True)
class OutcomeConfirmed(InitiativeEvent):
    """The committee said what came out. The words stand in the transition."""

    name: ClassVar[str] = "outcomes.confirmed"
    verdict: str


@dataclass(frozen=True, kw_only=True)
class CheckDue(InitiativeEvent):
    """The day has come to look what it gave, or (``later``) to look whether that lasts."""

    name: ClassVar[str] = "outcomes.check_due"
    check_on: str
    measurer_id: int | None
    later: bool = False


@dataclass(frozen=True, kw_only=True)
class CheckMissed(InitiativeEvent):
    """The day is long past and nobody has looked: one level up is told."""

    name: ClassVar[str] = "outcomes.check_missed"
    check_on: str
    measurer_id: int | None
    #: Who leads the measurer's team; None: nobody who could help, so the committee is told.
    lead_id: int | None
