"""Values taken away as a table, which can be brought in again as it is; and one to fill in."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from flask import Response

from portal.core import clock, i18n
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import gettext as _
from portal.core.tables import Cell, Column, Table
from portal.core.web.downloads import TableFormat, download
from portal.outcomes import periods
from portal.outcomes.models import Rhythm
from portal.outcomes.policy import KEEP_METRICS
from portal.outcomes.queries.metrics import KnownMetric, metrics
from portal.outcomes.queries.points import series
from portal.outcomes.views.metrics import blueprint
from portal.outcomes.views.metrics.show import known_metric
from portal.people.access import requires, signed_in

#: The table to fill in has so many months behind it.
MONTHS_TO_FILL_IN = 6


@blueprint.get("/all.<format_>")
@signed_in
def export(format_: str) -> Response:
    """Every value of every metric, one a line."""
    return _download(metrics(db.session()).all, format_, "metrics")


@blueprint.get("/<key>/values.<format_>")
@signed_in
def export_one(key: str, format_: str) -> Response:
    """Every value of one metric."""
    metric = known_metric(key)
    return _download([metric], format_, f"metric-{metric.key}")


@blueprint.get("/to-fill-in.<format_>")
@requires(KEEP_METRICS)
def to_fill_in(format_: str) -> Response:
    """The last months down and the monthly metrics across, with what is there already."""
    if format_ not in set(TableFormat):
        raise NotFound
    known = [metric for metric in metrics(db.session()).open if metric.rhythm is Rhythm.MONTH]
    newest = periods.last_whole(i18n.today(clock.now()), Rhythm.MONTH)
    months = [periods.shifted(newest, Rhythm.MONTH, -back) for back in reversed(range(MONTHS_TO_FILL_IN))]
    there = series(db.session(), [metric.id for metric in known], since=months[0])
    values = {(metric_id, point.starts_on): _written(point.value) for metric_id in there for point in there[metric_id]}
    rows = (
        [periods.key(month, Rhythm.MONTH), *(values.get((metric.id, month)) for metric in known)] for month in months
    )
    columns = [Column(_("Period"), 14), *(Column(metric.label, 22) for metric in known)]
    return download(Table(_("Metrics"), columns, rows), TableFormat(format_), "metrics-to-fill-in")


def _download(known: Sequence[KnownMetric], format_: str, name: str) -> Response:
    if format_ not in set(TableFormat):
        raise NotFound
    columns = [
        Column(_("Metric"), 20),
        Column(_("Period"), 14),
        Column(_("Value"), 12),
        Column(_("What it is called"), 36),
    ]
    table = Table(_("Metrics"), columns, _cells(known))
    return download(table, TableFormat(format_), f"{name}-{i18n.today(clock.now()).isoformat()}")


def _cells(known: Sequence[KnownMetric]) -> Iterator[list[Cell]]:
    found = series(db.session(), [metric.id for metric in known])
    for metric in known:
        for point in found.get(metric.id, ()):
            yield [metric.key, periods.key(point.starts_on, metric.rhythm), _written(point.value), metric.label]


def _written(value: Decimal) -> Decimal:
    """Without zeros at the end, and without powers of ten."""
    return Decimal(f"{value.normalize():f}")
