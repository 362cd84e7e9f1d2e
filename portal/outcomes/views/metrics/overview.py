"""All metrics at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template

from portal.core import clock, i18n
from portal.core.db import db
from portal.outcomes import figures, periods
from portal.outcomes.charting import Spark, spark
from portal.outcomes.metric_presenting import rhythm_words, scale_words
from portal.outcomes.models import Direction
from portal.outcomes.policy import can_keep_metrics
from portal.outcomes.queries.metrics import KnownMetric, metrics
from portal.outcomes.queries.points import Point, series
from portal.outcomes.views.metrics import PATH, blueprint
from portal.people.access import current_actor, signed_in

#: A small line shows so much of the past.
SHOWN_DAYS = 400


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A metric with its last value. ``state``: how it moved since the value before ("better", "worse", "same", "")."""

    metric: KnownMetric
    href: str
    value: str
    period: str
    change: str
    state: str
    icon: str
    spark: Spark | None
    scale: str
    #: The newest period that is over has no value yet.
    behind: bool


@blueprint.get("")
@signed_in
def index() -> str:
    """Every metric in use with its last value; those out of use below."""
    session, today = db.session(), i18n.today(clock.now())
    known = metrics(session)
    found = series(session, list(known.by_id), since=today - timedelta(days=SHOWN_DAYS))
    rows = [_row(metric, found.get(metric.id, ()), today) for metric in known.all]
    return render_template(
        "outcomes/metrics/index.html",
        rows=[row for row in rows if row.metric.retired_at is None],
        retired=[row for row in rows if row.metric.retired_at is not None],
        anything=bool(found),
        can_keep=can_keep_metrics(current_actor()),
        path=PATH,
    )


def _row(metric: KnownMetric, values: Sequence[Point], today: date) -> MetricRow:
    last = values[-1] if values else None
    change, state, icon = _change(metric, values)
    return MetricRow(
        metric=metric,
        href=f"{PATH}/{metric.key}",
        value=figures.figure(last.value, metric.unit) if last else "",
        period=periods.words(last.starts_on, metric.rhythm) if last else "",
        change=change,
        state=state,
        icon=icon,
        spark=spark(values),
        scale=f"{rhythm_words(metric.rhythm)}, {scale_words(metric)}",
        behind=last is not None and last.starts_on < periods.last_whole(today, metric.rhythm),
    )


def _change(metric: KnownMetric, points: Sequence[Point]) -> tuple[str, str, str]:
    """By how much it moved since the value before, whether that is better, and the arrow for it."""
    if len(points) < 2:
        return "", "", ""
    change = points[-1].value - points[-2].value
    if not change:
        return figures.difference(0, metric.unit), "same", "arrow-right"
    better = (change > 0) is (metric.direction is Direction.UP)
    icon = "arrow-up" if change > 0 else "arrow-down"
    return figures.difference(float(change), metric.unit), "better" if better else "worse", icon
