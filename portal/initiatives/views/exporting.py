"""A list taken away as a table: for the director, for a spreadsheet, for another system."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, request, url_for
from sqlalchemy import Row

from portal.core import clock, i18n
from portal.core.db import db
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.core.numbers import number_words
from portal.core.tables import Cell, Column, Table
from portal.core.web.downloads import TableFormat, download
from portal.initiatives.forms import FREQUENCIES
from portal.initiatives.models import Frequency
from portal.initiatives.presenting import metric
from portal.initiatives.queries import Statuses, areas, statuses, teams
from portal.initiatives.queries.exporting import export_rows, row_count
from portal.initiatives.views import blueprint, filters
from portal.people.access import current_actor, signed_in
from portal.people.queries import AreaRow, TeamRow, shown_name

#: So many rows are written within a few seconds; a workbook takes longer than CSV.
MOST_ROWS = {TableFormat.XLSX: 5_000, TableFormat.CSV: 50_000}
NAME = "initiatives"


@blueprint.get("/export.<format_>")
@signed_in
def export(format_: str) -> Response:
    """Every row of the list that this person sees, in its order."""
    if format_ not in set(TableFormat):
        raise NotFound
    wanted_format = TableFormat(format_)
    actor, session, today = current_actor(), db.session(), i18n.today(clock.now())
    wanted = filters.parse(request.args, statuses(session))
    most = MOST_ROWS[wanted_format]
    if row_count(session, wanted, actor, today=today, most=most) > most:
        raise Invalid(_too_many(most))
    rows = export_rows(session, wanted, actor, today=today, most=most)
    return download(Table(_("Initiatives"), _columns(), _cells(rows)), wanted_format, f"{NAME}-{today.isoformat()}")


def _too_many(most: int) -> str:
    return ngettext(
        "This takes at most %(num)s row. Narrow the choice; CSV takes more than a workbook.",
        "This takes at most %(num)s rows. Narrow the choice; CSV takes more than a workbook.",
        most,
    )


def _columns() -> list[Column]:
    return [
        Column(_("No."), 10),
        Column(_("Title"), 48),
        Column(_("Status"), 18),
        Column(_("Area"), 20),
        Column(_("Team"), 20),
        Column(_("Author"), 22),
        Column(_("Responsible"), 22),
        Column(_("Handed in"), 17),
        Column(_("First answer"), 17),
        Column(_("In this status since"), 17),
        Column(_("Ready by"), 12),
        Column(_("Supporters"), 12),
        *(Column(str(label), 12) for label in FREQUENCIES.values()),
        Column(_("Comments"), 12),
        Column(_("Tags"), 24),
        Column(_("Problem or opportunity"), 60),
        Column(_("Solution"), 60),
        Column(_("Expected outcome"), 60),
        Column(_("Metric"), 30),
        Column(_("Latest reason"), 60),
        Column(_("Address"), 40),
    ]


def _cells(rows: Iterator[Row[Any]]) -> Iterator[list[Cell]]:
    session = db.session()
    known, known_areas, known_teams = statuses(session), areas(session), teams(session)
    for row in rows:
        yield [
            number_words(row.id), row.title, *_places(row, known, known_areas, known_teams),
            shown_name(row.author_name) if row.author_id else _("anonymous") if row.id < 0 else "",
            shown_name(row.owner_name) if row.owner_id else "",
            i18n.local(row.submitted_at), row.first_answered_at and i18n.local(row.first_answered_at),
            i18n.local(row.status_changed_at), row.due_on,
            row.support_count, *(getattr(row, frequency.value) for frequency in Frequency), row.comment_count,
            row.tags or "", row.problem, row.solution, row.outcome, _metric(row), row.answer or "",
            url_for(".show", number=row.id, _external=True),
        ]  # fmt: skip


def _places(
    row: Row[Any], known: Statuses, areas: Mapping[int, AreaRow], teams: Mapping[int, TeamRow]
) -> tuple[str, str, str]:
    area, team = areas.get(row.area_id or 0), teams.get(row.team_id or 0)
    return known.by_id[row.status_id].label, area.name if area else "", team.name if team else ""


def _metric(row: Any) -> str:
    """A row has the same columns as the initiative."""
    found = metric(row)
    return found.words if found else ""
