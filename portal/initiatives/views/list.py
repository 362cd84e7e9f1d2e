"""The list of initiatives."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import render_template, request
from sqlalchemy import Row

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db
from portal.core.i18n import gettext as _
from portal.core.reference import current_token
from portal.initiatives.models import Origin
from portal.initiatives.policy import CLOSED_TO_SUPPORT
from portal.initiatives.queries import areas, statuses, teams
from portal.initiatives.queries.lists import DUE_TYPES, Scope, list_counts, list_page
from portal.initiatives.queries.proposing import unfinished
from portal.initiatives.views import blueprint, filters
from portal.people.access import current_actor, signed_in
from portal.people.queries import person_names, shown_name

SOON_DAYS = 7


class ListRow(NamedTuple):
    """One line of the list, as the template shows it."""

    number: int
    title: str
    href: str
    kind_label: str
    area: str | None
    author_name: str | None
    submitted_at: Any
    comment_count: int
    support_count: int
    supported: bool
    support_action: str | None
    status_type: str
    status_label: str
    due_on: date | None
    due_state: str | None


@blueprint.get("")
@signed_in
def index() -> str:
    """Rows, chips with numbers, sorts, pages."""
    actor, session = current_actor(), db.session()
    today = i18n.today(clock.now())
    known, known_areas = statuses(session), areas(session)
    wanted = filters.parse(request.args, known)
    page = list_page(session, wanted, actor, cursor=request.args.get("page"), today=today)
    counts = list_counts(session, actor, today=today)
    names = {area_id: row.name for area_id, row in known_areas.items()}
    bar = filters.FilterBar(
        wanted=wanted,
        reference_token=current_token(session),
        author=_author(wanted.author_id, page.rows),
        statuses=known,
        counts=counts,
        areas=known_areas,
        teams=teams(session),
    )
    return render_template(
        "initiatives/list.html",
        rows=[_row(row, actor, known.by_id, names, today) for row in page.rows],
        bar=bar,
        newer=bar.links.href(page=page.newer) if page.newer else None,
        older=bar.links.href(page=page.older) if page.older else None,
        any_at_all=bool(counts.by_place),
        drafts=unfinished(session, actor) if Scope.MINE in wanted.scopes else [],
    )


def _row(row: Row[Any], actor: Actor, known: Any, areas: dict[int, str], today: date) -> ListRow:
    closed = row.status_type in CLOSED_TO_SUPPORT or row.author_id == actor.id
    verb = "unsupport" if row.supported else "support"
    return ListRow(
        number=row.id,
        title=row.title,
        href=f"/initiatives/{row.id}",
        kind_label=_("Problem") if row.origin is Origin.PROBLEM else _("Opportunity"),
        area=areas.get(row.area_id),
        author_name=shown_name(row.author_name) if row.author_id else None,
        submitted_at=row.submitted_at,
        comment_count=row.comment_count,
        support_count=row.support_count,
        supported=row.supported,
        support_action=None if closed else f"/initiatives/{row.id}/{verb}",
        status_type=row.status_type.value,
        status_label=known[row.status_id].label,
        due_on=row.due_on if row.status_type in DUE_TYPES else None,
        due_state=_due_state(row.due_on, today),
    )


def _due_state(due_on: date | None, today: date) -> str | None:
    if due_on is None or due_on > today + timedelta(days=SOON_DAYS):
        return None
    return "late" if due_on < today else "soon"


def _author(author_id: int | None, rows: Any) -> str | None:
    """The name on the chip of a chosen author: the first row says it, an empty list has to ask."""
    if author_id is None:
        return None
    if rows:
        return shown_name(rows[0].author_name)
    return person_names(db.session(), {author_id}).get(author_id)
