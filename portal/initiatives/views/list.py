"""The list of initiatives."""

from datetime import date
from typing import Any, NamedTuple

from flask import render_template, request
from sqlalchemy import Row

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path, number_words
from portal.initiatives.models import Origin, StatusType
from portal.initiatives.policy import CLOSED_TO_SUPPORT, DECIDE
from portal.initiatives.queries import areas, statuses
from portal.initiatives.queries.lists import DUE_TYPES, ListFilter, Scope, list_page
from portal.initiatives.queries.proposing import unfinished
from portal.initiatives.turns import UNDECIDED_TYPES, clock_words, day_state, promise_state, waiting_words
from portal.initiatives.views import blueprint, filters
from portal.initiatives.views.bar import filter_bar
from portal.people.access import current_actor, signed_in
from portal.people.policy import may
from portal.people.queries import shown_name


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
    #: Whose turn it is and until when, where that is asked for; ``clock_state``: "soon" or "late" for a promised day.
    clock: str | None
    clock_state: str | None
    #: What it is merged into, as words.
    merged_into: str | None
    #: Steps of the work that goes on: done, and in all; 0: none are planned.
    steps_done: int
    steps: int


@blueprint.get("")
@signed_in
def index() -> str:
    """Rows, chips with numbers, sorts, pages."""
    actor, session = current_actor(), db.session()
    today = i18n.today(clock.now())
    known = statuses(session)
    wanted = filters.parse(request.args, known)
    page = list_page(session, wanted, actor, cursor=request.args.get("page"), today=today)
    names = {area_id: row.name for area_id, row in areas(session).items()}
    bar = filter_bar(session, wanted, actor, filters.PATH, today=today)
    return render_template(
        "initiatives/list.html",
        rows=[list_row(row, actor, known.by_id, names, today, turns=wanted.tells_turns) for row in page.rows],
        bar=bar,
        total=filters.total_words(bar.links, bar.counts, page),
        newer=bar.links.href(page=page.newer) if page.newer else None,
        older=bar.links.href(page=page.older) if page.older else None,
        any_at_all=bool(bar.counts.by_place),
        several_href=bar.links.at(filters.SEVERAL) if may(actor, DECIDE) else None,
        mine=wanted == ListFilter(scopes=frozenset({Scope.MINE}), sort=wanted.sort),
        drafts=unfinished(session, actor) if Scope.MINE in wanted.scopes else [],
    )


def list_row(
    row: Row[Any], actor: Actor, known: Any, areas: dict[int, str], today: date, *, turns: bool = False
) -> ListRow:
    """A row of ``list_page`` as its template shows it."""
    closed = row.status_type in CLOSED_TO_SUPPORT or row.author_id == actor.id or row.co_wrote
    clock, clock_state = _clock(row, actor, today) if turns else (None, None)
    verb = "unsupport" if row.supported else "support"
    return ListRow(
        number=row.id,
        title=row.title,
        href=f"/initiatives/{number_path(row.id)}",
        kind_label=_("Problem") if row.origin is Origin.PROBLEM else _("Opportunity"),
        area=areas.get(row.area_id),
        author_name=author_words(row),
        submitted_at=row.submitted_at,
        comment_count=row.comment_count,
        support_count=row.support_count,
        supported=row.supported,
        support_action=None if closed else f"/initiatives/{number_path(row.id)}/{verb}",
        status_type=row.status_type.value,
        status_label=known[row.status_id].label,
        due_on=row.due_on if row.status_type in DUE_TYPES else None,
        due_state=day_state(row.due_on, today),
        clock=clock,
        clock_state=clock_state,
        merged_into=number_words(row.merged_into_id) if row.merged_into_id is not None else None,
        steps_done=row.steps_done,
        steps=row.steps,
    )


def _clock(row: Row[Any], actor: Actor, today: date) -> tuple[str | None, str | None]:
    """By when the committee's next word is promised; nothing once it has decided."""
    if row.status_type not in UNDECIDED_TYPES:
        return None, None
    if row.asked_at is not None:
        mine = row.author_id == actor.id or row.co_wrote
        return (_("your turn"), "soon") if mine else (_("the author's turn"), None)
    if row.promised_day is None:
        return waiting_words((today - i18n.today(row.status_changed_at)).days), None
    answered = row.first_answered_at is not None or row.status_type is StatusType.IN_REVIEW
    words = clock_words(row.promised_day, today)
    told = _("decision: %(clock)s", clock=words) if answered else _("first answer: %(clock)s", clock=words)
    return told, promise_state(row.promised_day, today, answered=answered)


def author_words(row: Row[Any]) -> str | None:
    """A name; nothing for what a file brought without one."""
    if row.author_id is not None:
        return shown_name(row.author_name)
    return _("Without a name") if row.id < 0 else None
