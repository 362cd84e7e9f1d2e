"""The tables of metrics and outcomes."""

from portal.outcomes.models.metrics import (
    Direction,
    Metric,
    MetricCorrection,
    MetricMark,
    MetricPoint,
    PointSource,
    Rhythm,
)
from portal.outcomes.models.outcomes import (
    Benefit,
    Measurement,
    OutcomePlan,
    OutcomeVerdict,
    PlanKind,
    Verdict,
)

__all__ = [
    "Benefit",
    "Direction",
    "Measurement",
    "Metric",
    "MetricCorrection",
    "MetricMark",
    "MetricPoint",
    "OutcomePlan",
    "OutcomeVerdict",
    "PlanKind",
    "PointSource",
    "Rhythm",
    "Verdict",
]
