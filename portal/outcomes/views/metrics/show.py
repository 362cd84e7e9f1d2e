"""One metric: its line with the initiatives that touched it, before and after one of them, and what was corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import render_template, request

from portal.core import clock, i18n
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path, read_number
from portal.outcomes import figures, periods
from portal.outcomes.charting import Drawing, draw, numbered
from portal.outcomes.forms.metrics import MarkForm
from portal.outcomes.metric_presenting import ends_words, rhythm_words, scale_words, tell
from portal.outcomes.policy import can_keep_metrics
from portal.outcomes.queries.comparing import WINDOWS, BeforeAfter, compare
from portal.outcomes.queries.metrics import KnownMetric, metrics
from portal.outcomes.queries.points import Correction, Mark, Point, corrections, marks, series
from portal.outcomes.queries.readings import Reading, readings
from portal.outcomes.views.metrics import PATH, blueprint
from portal.people.access import current_actor, signed_in
from portal.people.queries import shown_name


@dataclass(frozen=True, slots=True)
class MarkRow:
    """An initiative that touched the metric, with the number of its flag."""

    flag: int
    number: int
    path: str
    title: str
    day: date
    by_hand: bool
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A value that was replaced, in words."""

    period: str
    was: str
    was_by: str
    was_at: datetime
    became: str | None
    reason: str
    by: str
    at: datetime


def known_metric(key: str) -> KnownMetric:
    """The metric of an address, or NotFound."""
    found = metrics(db.session()).by_key(key)
    if found is None:
        raise NotFound
    return found


@blueprint.get("/<key>")
@signed_in
def show(key: str) -> str:
    """``initiative``: around whose day it is compared; ``size``: how many values on each side."""
    return page(known_metric(key), MarkForm(formdata=None))


def page(metric: KnownMetric, form: MarkForm) -> str:
    """The page with what was typed into its form."""
    session, actor, today = db.session(), current_actor(), i18n.today(clock.now())
    points = series(session, [metric.id]).get(metric.id, ())
    touched = marks(session, actor, [metric.id])
    chosen = _chosen(touched)
    compared = _compared(metric, points, chosen, touched, today)
    return render_template(
        "outcomes/metrics/show.html",
        metric=metric,
        path=f"{PATH}/{metric.key}",
        all_path=PATH,
        scale=f"{rhythm_words(metric.rhythm)}, {scale_words(metric)}",
        drawing=_drawing(metric, points, touched, chosen, compared),
        marks=_mark_rows(metric, touched, chosen),
        told=tell(compared) if compared else None,
        chosen=chosen,
        chosen_href=f"/initiatives/{number_path(chosen.initiative_id)}" if chosen else None,
        sizes=_sizes(metric, chosen),
        corrections=[correction_row(metric, row) for row in corrections(session, metric.id)],
        readings=[_reading_row(row) for row in readings(session, metric.id)],
        form=form,
        can_keep=can_keep_metrics(actor),
    )


def _chosen(touched: Sequence[Mark]) -> Mark | None:
    number = read_number(request.args.get("initiative", ""))
    return next((mark for mark in touched if mark.initiative_id == number), None)


def _size(metric: KnownMetric) -> int:
    sizes = WINDOWS[metric.rhythm]
    wanted = request.args.get("size", "")
    return next((size for size in sizes if str(size) == wanted), sizes[0])


def _compared(
    metric: KnownMetric, points: Sequence[Point], chosen: Mark | None, touched: Sequence[Mark], today: date
) -> BeforeAfter | None:
    if chosen is None:
        return None
    others = [mark for mark in touched if mark is not chosen]
    return compare(metric, points, chosen.acted_on, size=_size(metric), others=others, today=today)


def _drawing(
    metric: KnownMetric,
    points: Sequence[Point],
    touched: Sequence[Mark],
    chosen: Mark | None,
    compared: BeforeAfter | None,
) -> Drawing | None:
    current = chosen.initiative_id if chosen else None
    return draw(metric, points, touched, current=current, around=compared)


def _mark_rows(metric: KnownMetric, touched: Sequence[Mark], chosen: Mark | None) -> list[MarkRow]:
    flags = numbered(touched)
    return [
        MarkRow(
            flags[mark.initiative_id],
            mark.initiative_id,
            number_path(mark.initiative_id),
            mark.title,
            mark.acted_on,
            mark.by_hand,
            f"{PATH}/{metric.key}?initiative={number_path(mark.initiative_id)}#compare",
            mark is chosen,
        )
        for mark in touched
    ]


def _sizes(metric: KnownMetric, chosen: Mark | None) -> list[dict[str, Any]]:
    """How many values on each side one may choose."""
    if chosen is None:
        return []
    address = f"{PATH}/{metric.key}?initiative={number_path(chosen.initiative_id)}"
    return [
        {"label": str(size), "href": f"{address}&size={size}#compare", "count": None, "current": size == _size(metric)}
        for size in sorted(WINDOWS[metric.rhythm])
    ]


def _reading_row(row: Reading) -> dict[str, Any]:
    """How the numbers were read before and are read now, as people say it."""
    changed = []
    if row.unit_was != row.unit:
        changed.append((_("Unit"), _unit_words(row.unit_was), _unit_words(row.unit)))
    if row.scale_was != row.scale:
        changed.append((_("Scale"), ends_words(*row.scale_was), ends_words(*row.scale)))
    return {"changed": changed, "by": shown_name(row.by) if row.by_id else "", "at": row.at}


def _unit_words(unit: str) -> str:
    return figures.unit_words(unit) or _("none")


def correction_row(metric: KnownMetric, row: Correction) -> CorrectionRow:
    """A correction as people read it."""
    return CorrectionRow(
        period=periods.words(row.starts_on, metric.rhythm),
        was=figures.figure(row.was, metric.unit),
        was_by=shown_name(row.was_by) if row.was_by_id else "",
        was_at=row.was_at,
        became=None if row.became is None else figures.figure(row.became, metric.unit),
        reason=row.reason,
        by=shown_name(row.by) if row.by_id else "",
        at=row.at,
    )
