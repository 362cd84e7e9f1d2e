"""The queue: what waits for the committee, rows that open in place."""

import secrets
from typing import Any

from flask import render_template, request

from portal.committee.policy import WORK_QUEUE, can_set_clocks
from portal.committee.presenting import QueueGroup, groups
from portal.committee.queries.queue import queue
from portal.committee.queries.settings import promised
from portal.committee.views import blueprint
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.numbers import number_path, read_number
from portal.initiatives import presenting
from portal.initiatives.forms import FREQUENCIES
from portal.initiatives.policy import can_write_to_author, is_anonymous, is_one_of_authors
from portal.initiatives.queries import areas, statuses
from portal.initiatives.queries.detail import Detail, detail
from portal.initiatives.views.moving import decision
from portal.people.access import current_actor, requires


@blueprint.get("")
@requires(WORK_QUEUE)
def index() -> str:
    """Groups in order of urgency; with ``open``, one row open in its place."""
    session, actor, of = db.session(), current_actor(), promised(db.session())
    today = of.calendar.day_of(clock.now())
    found = queue(session, actor, today=today, week_end=of.calendar.end_of_week(today))
    shown = groups(found, statuses(session).by_id, areas(session), actor, today)
    number = read_number(request.args.get("open", ""))
    return render_template(
        "committee/queue.html",
        groups=shown,
        promised=of,
        can_set_clocks=can_set_clocks(actor),
        open_number=number,
        opened=_opened(number) if number is not None and _is_among(number, shown) else None,
    )


@blueprint.get("/<item:number>")
@requires(WORK_QUEUE)
def open_row(number: int) -> str:
    """What a row shows when it opens."""
    return render_template("committee/open_row.html", opened=_opened(number))


def _is_among(number: int, shown: list[QueueGroup]) -> bool:
    return any(row.number == number for group in shown for row in group.rows)


def _opened(number: int) -> dict[str, Any]:
    """The story in short, what supporters say, and what can be done with it from here."""
    session, actor, now = db.session(), current_actor(), clock.now()
    found = detail(session, number, actor)
    row, status = found.initiative, statuses(session).by_id[found.initiative.status_id]
    path = number_path(number)
    return {
        "number": number,
        "path": path,
        "href": f"/initiatives/{path}",
        "title": row.title,
        "language": row.language,
        "problem_html": row.problem_html,
        "solution_html": row.solution_html,
        "outcome_html": row.outcome_html,
        "metric": presenting.metric(row),
        "turn": presenting.turn(found, status, actor, now),
        "frequency": [(FREQUENCIES[key], count) for key, count in found.frequency.items() if count],
        "support_line": presenting.support_line(row.support_count),
        "own": is_one_of_authors(actor, row),
        "answer": _answer(found),
        "back": f"/queue#row-{path}",
        **{key: value for key, value in decision(row, actor).items() if key in {"choices", "judges"}},
    }


def _answer(found: Detail) -> dict[str, str] | None:
    """Where a word to the author goes: into the discussion, or into the conversation with somebody without a name."""
    row, actor = found.initiative, current_actor()
    path = number_path(row.id)
    if is_one_of_authors(actor, row):
        return None
    if not is_anonymous(row):
        return {"action": f"/discussion/initiative/{path}/comments", "key": "submission_key", **_new_key()}
    if not can_write_to_author(actor, row):
        raise NotFound
    return {"action": f"/conversations/initiative/{path}", "key": "form_key", **_new_key()}


def _new_key() -> dict[str, str]:
    """So that the same form sent twice leaves one comment."""
    return {"value": secrets.token_urlsafe(24)}
