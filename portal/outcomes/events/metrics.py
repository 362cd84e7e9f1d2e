"""What happens to metrics and their values."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.journal import Event


@dataclass(frozen=True, kw_only=True)
class MetricEvent(Event):
    """Something that happened to one metric."""

    item_kind: ClassVar[str] = "metric"
    metric_id: int

    @property
    def item_id(self) -> int:
        return self.metric_id


@dataclass(frozen=True, kw_only=True)
class MetricsChanged(MetricEvent):
    """A metric was added, changed, moved, retired or brought back (``what``)."""

    name: ClassVar[str] = "outcomes.metrics_changed"
    what: str


@dataclass(frozen=True, kw_only=True)
class MetricReadOtherwise(MetricEvent):
    """Its unit or the ends of its scale were wrong; the numbers entered before stay as they are.

    The ends as digits; None: there was, or is, no such end.
    """

    name: ClassVar[str] = "outcomes.metric_read_otherwise"
    unit_was: str
    unit: str
    low_was: str | None
    low: str | None
    high_was: str | None
    high: str | None


@dataclass(frozen=True, kw_only=True)
class MetricValuesEntered(MetricEvent):
    """Values came in by one way at once: new ones, and ones that replaced others. The values stand in the tables."""

    name: ClassVar[str] = "outcomes.metric_values_entered"
    source: str
    added: int
    corrected: int


@dataclass(frozen=True, kw_only=True)
class MetricValueRemoved(MetricEvent):
    """A value was taken away; what it was is kept. The day in ISO 8601."""

    name: ClassVar[str] = "outcomes.metric_value_removed"
    starts_on: str


@dataclass(frozen=True, kw_only=True)
class MetricMarked(MetricEvent):
    """The committee said that an initiative touched the metric, or took that back (``gone``)."""

    name: ClassVar[str] = "outcomes.metric_marked"
    initiative_id: int
    gone: bool = False
