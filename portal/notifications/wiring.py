"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask

from portal.core.extension import NavItem, nav_counts, nav_items
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import subscriptions
from portal.core.work import PeriodicJob, periodic_jobs
from portal.notifications import views
from portal.notifications.deadlines import tell_of_due_days
from portal.notifications.handlers import INBOX
from portal.notifications.queries import unread_count
from portal.notifications.services import sweep

_DUE_DAYS = PeriodicJob(timedelta(hours=1), tell_of_due_days)
_CHOICES = NavItem(
    group="profile", label=_l("What to tell me about"), endpoint="notifications.choices", icon="bell", order=50
)
_SWEEP = PeriodicJob(timedelta(hours=6), sweep)


def install(app: Flask) -> None:
    """Register the slice's routes, handlers, counts, navigation and jobs."""
    subscriptions.register("inbox", INBOX)
    nav_counts.register("unread", unread_count)
    nav_items.register("notifications.choices", _CHOICES)
    periodic_jobs.register("notifications.due_days", _DUE_DAYS)
    periodic_jobs.register("notifications.sweep", _SWEEP)
    app.register_blueprint(views.blueprint)
