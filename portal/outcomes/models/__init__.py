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

__all__ = ["Direction", "Metric", "MetricCorrection", "MetricMark", "MetricPoint", "PointSource", "Rhythm"]
