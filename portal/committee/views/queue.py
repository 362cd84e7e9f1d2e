"""The queue: what waits for the committee, rows that open in place."""

from flask import render_template, request

from portal.committee.policy import WORK_QUEUE, can_set_clocks
from portal.committee.presenting import QueueGroup, groups
from portal.committee.queries.queue import Queue, queue
from portal.committee.queries.settings import promised
from portal.committee.views import blueprint
from portal.committee.views.opened import opened
from portal.core import clock
from portal.core.db import db
from portal.core.numbers import number_path, read_number
from portal.initiatives.queries import areas, statuses
from portal.people.access import current_actor, requires


@blueprint.get("")
@requires(WORK_QUEUE)
def index() -> str:
    """Groups in order of urgency; with ``open``, one row open in its place."""
    found, shown = _waiting()
    number = read_number(request.args.get("open", ""))
    return render_template(
        "committee/queue.html",
        groups=shown,
        unanswered=found.unanswered,
        promised=promised(db.session()),
        can_set_clocks=can_set_clocks(current_actor()),
        open_number=number,
        opened=opened(number, back_to(number)) if number is not None and _is_among(number, shown) else None,
    )


@blueprint.get("/<item:number>")
@requires(WORK_QUEUE)
def open_row(number: int) -> str:
    """What a row shows when it opens."""
    return render_template("committee/open_row.html", opened=opened(number, back_to(number)))


def waiting_groups() -> list[QueueGroup]:
    """What waits now and this reader may see, the most urgent group first."""
    return _waiting()[1]


def _waiting() -> tuple[Queue, list[QueueGroup]]:
    session, actor, of = db.session(), current_actor(), promised(db.session())
    today = of.calendar.day_of(clock.now())
    found = queue(session, actor, today=today, week_end=of.calendar.end_of_week(today))
    return found, groups(found, statuses(session).by_id, areas(session), actor, today)


def _is_among(number: int, shown: list[QueueGroup]) -> bool:
    return any(row.number == number for group in shown for row in group.rows)


def back_to(number: int) -> str:
    """The row of the queue, to which one comes back."""
    return f"/queue#row-{number_path(number)}"
