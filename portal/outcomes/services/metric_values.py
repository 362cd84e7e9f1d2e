"""Entering values of metrics and correcting them: what stood before is kept, with who and when."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, tuple_
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.batches import in_batches
from portal.core.db import one_at_a_time
from portal.core.errors import Conflict, Invalid, NotFound, require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.text import clean_line
from portal.outcomes import figures, periods
from portal.outcomes.events.metrics import MetricValueRemoved, MetricValuesEntered
from portal.outcomes.models import MetricCorrection, MetricPoint, PointSource
from portal.outcomes.models.metrics import MAX_REASON_LETTERS
from portal.outcomes.policy import can_keep_metrics
from portal.outcomes.queries.metrics import KnownMetric, metrics
from portal.outcomes.queries.points import Place

#: The name under which whoever changes values waits for the others.
ENTERING = "outcomes.metric_values"


@dataclass(frozen=True, slots=True)
class Entered:
    """How many values came in anew, replaced others, or stood there already."""

    added: int
    corrected: int
    unchanged: int


class ChangedMeanwhile(Conflict):
    """Somebody entered something else at these places since they were looked at: what stands there now."""

    sentence = _l("Somebody entered other values meanwhile. They stand beside yours: nothing was saved yet.")

    def __init__(self, standing: Mapping[Place, Decimal | None]) -> None:
        super().__init__()
        self.standing = standing


def why_not(metric: KnownMetric, starts_on: date, value: Decimal, today: date) -> str | None:
    """Why this can't be the value of the metric for that period; None when it can."""
    if metric.retired_at is not None:
        return _("This metric isn't used any more.")
    if starts_on > today:
        return _("This time hasn't begun yet.")
    low, high = metric.scale_min, metric.scale_max
    if (low is not None and value < low) or (high is not None and value > high):
        return _outside(metric)
    return None


def _outside(metric: KnownMetric) -> str:
    low, high = (None if end is None else figures.number(end) for end in (metric.scale_min, metric.scale_max))
    if low is not None and high is not None:
        return _("The scale goes from %(low)s to %(high)s.", low=low, high=high)
    return (
        _("The scale begins at %(low)s.", low=low) if low is not None else _("The scale ends at %(high)s.", high=high)
    )


def enter_values(
    session: Session,
    actor: Actor,
    values: Mapping[Place, Decimal],
    *,
    source: PointSource,
    now: datetime,
    seen: Mapping[Place, Decimal | None] | None = None,
    reason: str = "",
) -> Entered:
    """Keep these values; those that replace others leave the former ones in the corrections. Raises Invalid.

    ``seen``: what the person looked at; ChangedMeanwhile when something else stands there by now.
    """
    require(can_keep_metrics(actor))
    _require_sense(session, values, i18n.today(now))
    said = _clean_reason(reason)
    one_at_a_time(session, ENTERING)
    standing = _points(session, list(values))
    _require_as_seen(values, standing, seen)
    return _write(session, actor, values, standing, source, said, now)


def _write(
    session: Session,
    actor: Actor,
    values: Mapping[Place, Decimal],
    standing: Mapping[Place, MetricPoint],
    source: PointSource,
    reason: str,
    now: datetime,
) -> Entered:
    """New points, corrections of those that say something else, and one entry of the journal for each metric."""
    new: list[dict[str, Any]] = []
    corrected: Counter[int] = Counter()
    for place in sorted(values):
        point, value = standing.get(place), values[place]
        if point is None:
            new.append(_point(place, value, actor, source, now))
        elif point.value != value:
            session.add(_correction(point, value, actor, source, reason, now))
            point.value, point.source, point.by_id, point.at = value, source, actor.id, now
            corrected[place[0]] += 1
    if new:
        session.connection().execute(insert(MetricPoint), new)
    added = Counter(point["metric_id"] for point in new)
    for metric_id in sorted(added.keys() | corrected.keys()):
        counts = {"added": added[metric_id], "corrected": corrected[metric_id]}
        record(session, MetricValuesEntered(metric_id=metric_id, source=source.value, **counts), actor, at=now)
    changed = added.total() + corrected.total()
    return Entered(added.total(), corrected.total(), len(values) - changed)


def remove_value(
    session: Session, actor: Actor, place: Place, *, seen: Decimal | None, reason: str = "", now: datetime
) -> None:
    """Take a value away that should never have been there; what it was is kept. NotFound when there is none."""
    require(can_keep_metrics(actor))
    said = _clean_reason(reason)
    one_at_a_time(session, ENTERING)
    point = _points(session, [place]).get(place)
    if point is None:
        raise NotFound
    if seen is not None and point.value != seen:
        raise ChangedMeanwhile({place: point.value})
    session.add(_correction(point, None, actor, PointSource.HAND, said, now))
    session.delete(point)
    record(session, MetricValueRemoved(metric_id=place[0], starts_on=place[1].isoformat()), actor, at=now)


def _require_sense(session: Session, values: Mapping[Place, Decimal], today: date) -> None:
    known = metrics(session).by_id
    for (metric_id, starts_on), value in values.items():
        metric = known.get(metric_id)
        if metric is None or periods.start_of(starts_on, metric.rhythm) != starts_on:
            raise NotFound
        if sentence := why_not(metric, starts_on, value, today):
            raise Invalid(f"{metric.label}, {periods.words(starts_on, metric.rhythm)}: {sentence}")


def _require_as_seen(
    values: Mapping[Place, Decimal],
    standing: Mapping[Place, MetricPoint],
    seen: Mapping[Place, Decimal | None] | None,
) -> None:
    now = {place: standing[place].value if place in standing else None for place in values}
    changed = {
        place: now[place]
        for place in seen or {}
        if place in now and now[place] not in {(seen or {})[place], values[place]}
    }
    if changed:
        raise ChangedMeanwhile(changed)


def _points(session: Session, places: Sequence[Place]) -> dict[Place, MetricPoint]:
    found: dict[Place, MetricPoint] = {}
    for batch in in_batches(places, 400):
        there = tuple_(MetricPoint.metric_id, MetricPoint.starts_on).in_(list(batch))
        found.update({(row.metric_id, row.starts_on): row for row in session.scalars(select(MetricPoint).where(there))})
    return found


def _point(place: Place, value: Decimal, actor: Actor, source: PointSource, now: datetime) -> dict[str, Any]:
    return {
        "metric_id": place[0], "starts_on": place[1], "value": value, "source": source, "by_id": actor.id, "at": now,
    }  # fmt: skip


def _correction(
    point: MetricPoint, became: Decimal | None, actor: Actor, source: PointSource, reason: str, now: datetime
) -> MetricCorrection:
    return MetricCorrection(
        metric_id=point.metric_id, starts_on=point.starts_on, was=point.value, was_by_id=point.by_id, was_at=point.at,
        became=became, reason=reason, source=source, by_id=actor.id, at=now,
    )  # fmt: skip


def _clean_reason(reason: str) -> str:
    said = clean_line(reason)
    if len(said) > MAX_REASON_LETTERS:
        raise Invalid(_l("A reason is a sentence: up to 300 characters."), field="reason")
    return said
