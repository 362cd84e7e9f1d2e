"""Values taken away as a table, which can be brought in again as it is."""

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
from portal.outcomes.queries.metrics import KnownMetric, metrics
from portal.outcomes.queries.points import series
from portal.outcomes.views.metrics import blueprint
from portal.outcomes.views.metrics.show import known_metric
from portal.people.access import signed_in


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
            value = Decimal(f"{point.value.normalize():f}")  # no zeros at the end, and no powers of ten
            yield [metric.key, periods.key(point.starts_on, metric.rhythm), value, metric.label]
