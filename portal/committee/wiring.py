"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask

from portal.committee.handlers import DECIDED, MOVED, SUBMITTED, TALKED
from portal.committee.policy import ACTIONS, HOLD_MEETINGS, SET_CLOCKS, WORK_QUEUE
from portal.committee.queries.promises import PROMISES
from portal.committee.queries.queue import unanswered_count
from portal.committee.services.watching import watch_clocks
from portal.committee.views import blueprint, promises, queue  # noqa: F401 - the modules add their routes
from portal.committee.views.meetings import blueprint as meetings_blueprint
from portal.committee.views.meetings import planning, room  # noqa: F401 - as above
from portal.core import extension
from portal.core.extension import NavItem, nav_counts, nav_items
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import subscriptions
from portal.core.work import PeriodicJob, periodic_jobs
from portal.initiatives.item_kind import KIND
from portal.people.policy import actions

_WATCH = PeriodicJob(every=timedelta(minutes=5), run=watch_clocks)
_QUEUE = NavItem(
    group="committee", label=_l("Queue"), endpoint="committee.index", icon="hourglass", order=70,
    action=WORK_QUEUE.name, count="queue",
)  # fmt: skip
_MEETINGS = NavItem(
    group="committee", label=_l("Meetings"), endpoint="meetings.index", icon="list-checks", order=71,
    action=HOLD_MEETINGS.name,
)  # fmt: skip
_PROMISES = NavItem(
    group="committee", label=_l("Promises"), endpoint="committee.promises", icon="calendar-clock", order=79,
    action=SET_CLOCKS.name,
)  # fmt: skip


def install(app: Flask) -> None:
    """Register the slice's routes, rights, handlers, promises, navigation and jobs."""
    for action in ACTIONS:
        actions.register(action.name, action)
    # The clock is kept before anybody is told: what people read has its day already.
    subscriptions.register("committee.submitted", SUBMITTED)
    subscriptions.register("committee.moved", MOVED)
    subscriptions.register("committee.talked", TALKED)
    subscriptions.register("committee.decided", DECIDED)
    extension.promises.register(KIND, PROMISES)
    nav_items.register("committee.queue", _QUEUE)
    nav_items.register("committee.meetings", _MEETINGS)
    nav_items.register("committee.promises", _PROMISES)
    nav_counts.register("queue", unanswered_count)
    periodic_jobs.register("committee.watch_clocks", _WATCH)
    app.register_blueprint(blueprint)
    app.register_blueprint(meetings_blueprint)
