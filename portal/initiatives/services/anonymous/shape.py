"""An anonymous initiative as it waits: its texts as plain JSON, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from portal.core.markdown import RenderedText
from portal.initiatives.models import Origin
from portal.initiatives.services.texts import InitiativeTexts, MetricPlan

PARTS = ("problem", "solution", "outcome")


def fields_of(texts: InitiativeTexts) -> dict[str, Any]:
    """What waits of a submission."""
    return {
        "origin": texts.origin.value,
        "language": texts.language,
        "title": texts.title,
        "parts": {name: asdict(getattr(texts, name)) for name in PARTS},
        "metric": _metric_fields(texts.metric),
        "area_id": texts.area_id,
        "tags": list(texts.tags),
    }


def texts_of(fields: Mapping[str, Any]) -> InitiativeTexts:
    """The texts that waited."""
    parts = {name: RenderedText(**fields["parts"][name]) for name in PARTS}
    return InitiativeTexts(
        origin=Origin(fields["origin"]),
        language=fields["language"],
        title=fields["title"],
        metric=_metric(fields["metric"]),
        area_id=fields["area_id"],
        tags=tuple(fields["tags"]),
        **parts,
    )


def _metric_fields(metric: MetricPlan | None) -> dict[str, Any] | None:
    if metric is None:
        return None
    return {name: None if value is None else str(value) for name, value in asdict(metric).items()}


def _metric(fields: dict[str, Any] | None) -> MetricPlan | None:
    if fields is None:
        return None
    numbers = {name: None if fields[name] is None else Decimal(fields[name]) for name in ("baseline", "target")}
    due_on = None if fields["due_on"] is None else date.fromisoformat(fields["due_on"])
    return MetricPlan(name=fields["name"], unit=fields["unit"], due_on=due_on, **numbers)
