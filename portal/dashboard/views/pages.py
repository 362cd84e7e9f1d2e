"""The page of the numbers, and its tables as files."""

from typing import Any

from flask import Response, render_template, request

from portal.core import clock, i18n
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.core.tables import Column, Table
from portal.core.typed import whole_number
from portal.core.web.downloads import TableFormat, download
from portal.core.web.filters import AddressLinks, Chip, chip
from portal.dashboard.conditions import is_month, month_of, months_back
from portal.dashboard.figures import Figures, Wanted
from portal.dashboard.kept import KeptFacts
from portal.dashboard.policy import READ
from portal.dashboard.presenting import Named, Sheet, sheets, tiles
from portal.dashboard.views import blueprint
from portal.initiatives.queries import areas, teams
from portal.people.access import requires

PATH = "/numbers"
#: Months that one chooses with a click, and the most that an address may ask for.
SPANS, USUAL_SPAN, MOST_MONTHS = (3, 6, 12, 24), 12, 60
kept_facts = KeptFacts()


@blueprint.get("")
@requires(READ)
def index() -> str:
    """Numbers of the last months; each opens the list behind it."""
    wanted = _wanted()
    found, as_of = _figures(wanted)
    links = _links(wanted)
    return render_template(
        "dashboard/index.html",
        tiles=tiles(found, wanted),
        sheets=sheets(found, wanted, _named()),
        as_of=as_of,
        spans=_spans(wanted, links),
        areas=_places(links, "area", wanted.area_id, _named().areas, _("All areas")),
        teams=_places(links, "team", wanted.team_id, _named().teams, _("All teams")),
        empty=not found.handed_in and not any(month.done or month.accepted for month in found.flow),
        file=lambda sheet, format_: links.at(f"{PATH}/{sheet}.{format_}"),
    )


@blueprint.get("/<name>.<format_>")
@requires(READ)
def table(name: str, format_: str) -> Response:
    """One of the tables as a file."""
    if format_ not in set(TableFormat):
        raise NotFound
    wanted = _wanted()
    found, _as_of = _figures(wanted)
    sheet = next((one for one in sheets(found, wanted, _named()) if one.name == name), None)
    if sheet is None:
        raise NotFound
    return download(_as_table(sheet), TableFormat(format_), f"{name}-{wanted.first}-{wanted.last}")


def _as_table(sheet: Sheet) -> Table:
    columns = [Column(head, 28 if place == 0 else 16) for place, head in enumerate(sheet.heads)]
    return Table(sheet.title, columns, ([line.label, *(cell.value for cell in line.cells)] for line in sheet.lines))


def _figures(wanted: Wanted) -> tuple[Figures, Any]:
    as_of, found = kept_facts.figures(db.session(), wanted, clock.now())
    return found, as_of


def _wanted() -> Wanted:
    """The months of the address, else the last twelve."""
    present = month_of(i18n.today(clock.now()))
    last = _month("until") or present
    first = _month("since") or months_back(last, USUAL_SPAN - 1)
    first = min(max(first, months_back(last, MOST_MONTHS - 1)), last)
    return Wanted(
        first=first,
        last=last,
        area_id=whole_number(request.args.get("area")) or None,
        team_id=whole_number(request.args.get("team")) or None,
    )


def _month(name: str) -> int | None:
    number = whole_number(request.args.get(name))
    return number if number is not None and is_month(number) else None


def _named() -> Named:
    session = db.session()
    return Named(
        areas={area.id: area.name for area in areas(session).values()},
        teams={team.id: team.name for team in teams(session).values()},
    )


def _links(wanted: Wanted) -> AddressLinks:
    return AddressLinks(
        PATH, {"since": wanted.first, "until": wanted.last, "area": wanted.area_id, "team": wanted.team_id}
    )


def _spans(wanted: Wanted, links: AddressLinks) -> list[Chip]:
    present = month_of(i18n.today(clock.now()))
    return [
        chip(
            ngettext("%(num)s month", "%(num)s months", months),
            links.href(since=months_back(present, months - 1), until=present),
            None,
            (wanted.first, wanted.last) == (months_back(present, months - 1), present),
        )
        for months in SPANS
    ]


def _places(
    links: AddressLinks, name: str, present: int | None, named: dict[int, str] | Any, all_of_them: str
) -> list[tuple[str, str, bool]]:
    """(label, href, current) of every area or team, by name, with "all" first."""
    rows = sorted(named.items(), key=lambda pair: i18n.sort_key(pair[1]))
    return [
        (all_of_them, links.href(**{name: None}), present is None),
        *((label, links.href(**{name: id_}), id_ == present) for id_, label in rows),
    ]
