"""What was agreed: the list in the order of its value, to look at and to take away, and the drawn matrix."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import Response, render_template, request, url_for
from sqlalchemy import Row

from portal.core import clock, i18n
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import number_path, number_words
from portal.core.tables import Cell, Column, Table
from portal.core.web.downloads import TableFormat, download
from portal.initiatives.models import StatusType
from portal.initiatives.queries import areas, statuses
from portal.people.access import current_actor, requires
from portal.scoring.criteria import number as in_words
from portal.scoring.criteria import worked
from portal.scoring.forms import version_name
from portal.scoring.formulas import Corner, Spot, corner, spot
from portal.scoring.matrix import place
from portal.scoring.models import SCORABLE
from portal.scoring.policy import SCORE
from portal.scoring.queries.going_on import agreed_rows, scored_and_open
from portal.scoring.queries.reference import KnownVersion, Scheme, scheme
from portal.scoring.queries.rounds import numbers_of, scorings
from portal.scoring.views import blueprint

#: So many points can be told apart in one drawing.
MOST_POINTS = 60
CORNERS: dict[Corner, Any] = {
    Corner.QUICK: _l("Quick wins"),
    Corner.BIG: _l("Big steps"),
    Corner.SMALL: _l("In passing"),
    Corner.DOUBTFUL: _l("Think twice"),
}


@blueprint.get("/agreed")
@requires(SCORE)
def agreed() -> str:
    """Agreed values of one model at a time: those of two can't be compared."""
    session, actor = db.session(), current_actor()
    known, rows = scheme(session), agreed_rows(session, actor)
    models = _models(known, rows)
    chosen = next((key for key in (request.args.get("model"), _in_use(known)) if key in models), next(iter(models), ""))
    return render_template(
        "scoring/agreed.html",
        lines=[_line(known, row) for row in rows if _key(known, row) == chosen],
        models=[
            {"label": label, "count": count, "href": f"/scoring/agreed?model={key}", "current": key == chosen}
            for key, (label, count) in models.items()
        ],
        version=next((known.by_id[row.version_id] for row in rows if _key(known, row) == chosen), None),
        formats=[(one.value.upper(), url_for(".export", format_=one.value)) for one in TableFormat] if rows else [],
    )


@blueprint.get("/agreed/export.<format_>")
@requires(SCORE)
def export(format_: str) -> Response:
    """All that was agreed, as a table: never what single members gave."""
    if format_ not in set(TableFormat):
        raise NotFound
    known, rows = scheme(db.session()), agreed_rows(db.session(), current_actor())
    heads = [
        Column(_("No."), 10), Column(_("Title"), 48), Column(_("Status"), 18), Column(_("Model"), 24),
        Column(_("Version"), 8), Column(_("The value"), 10), Column(_("How it comes about"), 40), Column(_("Note"), 40),
        Column(_("Agreed on"), 17), Column(_("Supporters"), 12),
    ]  # fmt: skip
    name = f"scores-{i18n.today(clock.now()).isoformat()}"
    return download(Table(_("Agreed scores"), heads, [_cells(known, row) for row in rows]), TableFormat(format_), name)


def _cells(known: Scheme, row: Row[Any]) -> list[Cell]:
    version, status = known.by_id[row.version_id], statuses(db.session()).by_id[row.status_id]
    return [
        number_words(row.id), row.title, status.label, version.label, version.number, row.agreed_result,
        worked(version.kind, version.own, numbers_of(row.agreed_values), row.agreed_result), row.note,
        i18n.local(row.agreed_at), row.support_count,
    ]  # fmt: skip


def _key(known: Scheme, row: Row[Any]) -> str:
    """The model of a row; its versions stand together, each named."""
    return str(known.by_id[row.version_id].model_id)


def _in_use(known: Scheme) -> str:
    return str(known.in_use.model_id)


def _models(known: Scheme, rows: Sequence[Row[Any]]) -> dict[str, tuple[str, int]]:
    """Name and number of rows of each model that has any."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[_key(known, row)] = counts.get(_key(known, row), 0) + 1
    return {str(one.id): (one.label, counts[str(one.id)]) for one in known.models if str(one.id) in counts}


def _line(known: Scheme, row: Row[Any]) -> dict[str, Any]:
    version, area = known.by_id[row.version_id], areas(db.session()).get(row.area_id or 0)
    return {
        "title": row.title,
        "number": row.id,
        "href": f"/scoring/{number_path(row.id)}",
        "status": statuses(db.session()).by_id[row.status_id],
        "area": area.name if area else None,
        "value": in_words(row.agreed_result),
        "worked": worked(version.kind, version.own, numbers_of(row.agreed_values), row.agreed_result),
        "model": version_name(version),
        "at": row.agreed_at,
        "support_count": row.support_count,
    }


@blueprint.get("/matrix")
@requires(SCORE)
def matrix() -> str:
    """Impact over effort: what was agreed, and the median of what goes on and one has scored oneself."""
    found = [*_agreed_dots(), *_open_dots()]
    # Values of two models can't be compared: each model stands by itself, its highest value first.
    dots = sorted(found[:MOST_POINTS], key=lambda dot: (i18n.sort_key(dot["model"]), -dot["result"]))
    points = place([dot["spot"] for dot in dots])
    shown = [
        {**dot, "x": point.x, "y": point.y, "place": number}
        for number, (dot, point) in enumerate(zip(dots, points, strict=True), 1)
    ]
    return render_template(
        "scoring/matrix.html",
        dots=shown,
        corners=[{"key": key, "label": label, "dots": [dot for dot in shown if dot["corner"] is key]}
                 for key, label in CORNERS.items()],
        more=len(found) - len(dots),
    )  # fmt: skip


def _agreed_dots() -> list[dict[str, Any]]:
    """What could still be begun, or is on its way."""
    known, weighed = scheme(db.session()), SCORABLE | {StatusType.IN_PROGRESS}
    return [
        _dot(row, at, known.by_id[row.version_id], row.agreed_result, agreed=True)
        for row in agreed_rows(db.session(), current_actor())
        if row.status_type in weighed
        and (at := spot(known.by_id[row.version_id].rule, numbers_of(row.agreed_values))) is not None
    ]


def _open_dots() -> list[dict[str, Any]]:
    rows = {row.id: row for row in scored_and_open(db.session(), current_actor())}
    found = scorings(db.session(), list(rows), current_actor())
    return [
        _dot(rows[number], at, one.open.version, one.open.middle_result, agreed=False)
        for number, one in found.items()
        if one.open
        and one.open.shown
        and one.agreed is None
        and (at := spot(one.open.version.rule, one.open.middle)) is not None
    ]


def _dot(row: Row[Any], at: Spot, version: KnownVersion, value: Decimal, *, agreed: bool) -> dict[str, Any]:
    return {
        "title": row.title,
        "href": f"/scoring/{number_path(row.id)}",
        "spot": at,
        "corner": corner(at),
        "corner_label": CORNERS[corner(at)],
        "value": in_words(value),
        "result": value,
        "model": version_name(version),
        "agreed": agreed,
        "support_count": row.support_count,
    }
