"""What somebody says beforehand: by what it will be seen whether an initiative worked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.outcomes.models import Benefit, PlanKind

#: Of why a plan changes once the work has begun.
MAX_REASON_LETTERS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedOutcome:
    """What the form of a plan says: a number (of a metric, or of something that is named here) or a sign."""

    kind: PlanKind
    check_on: date | None
    measurer_id: int | None
    metric_id: int | None = None
    metric_name: str = ""
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    sign: str = ""
    benefit: Benefit | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The columns that it fills: what belongs to the other way of seeing it stays empty."""
        by_number = self.kind is PlanKind.METRIC
        own = by_number and self.metric_id is None
        return {
            "kind": self.kind,
            "metric_id": self.metric_id if by_number else None,
            "metric_name": self.metric_name if own else "",
            "unit": self.unit if own else "",
            "baseline": self.baseline if by_number else None,
            "target": self.target if by_number else None,
            "sign": "" if by_number else self.sign,
            "benefit": self.benefit,
            "check_on": self.check_on,
            "measurer_id": self.measurer_id,
        }
