"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask

from portal.core.extension import NavItem, duties, item_kinds, nav_items
from portal.core.i18n import lazy_gettext as _l
from portal.core.work import PeriodicJob, periodic_jobs
from portal.initiatives.item_kind import KIND, InitiativeKind, OwnedInitiatives
from portal.initiatives.policy import ACTIONS, MANAGE_STATUSES
from portal.initiatives.services.moving import return_deferred
from portal.initiatives.views import act, blueprint, drafts, form, list, show, statuses, support  # noqa: A004, F401 - they add their routes
from portal.people.policy import actions

_KIND = InitiativeKind()
_OWNED = OwnedInitiatives()
_RETURN_DEFERRED = PeriodicJob(every=timedelta(minutes=15), run=return_deferred)
_LIST = NavItem(
    group="main", label=_l("Initiatives"), endpoint="initiatives.index", icon="lightbulb", order=20, phone=True
)
#: Only in the bottom bar of a phone: wider screens have the button in the top bar.
_PROPOSE = NavItem(
    group="phone", label=_l("I propose"), endpoint="initiatives.propose", icon="plus", order=25, phone=True
)
_STATUSES = NavItem(
    group="administration",
    label=_l("Statuses"),
    endpoint="statuses.index",
    icon="workflow",
    order=120,
    action=MANAGE_STATUSES.name,
)


def install(app: Flask) -> None:
    """Register the slice's routes, rights, navigation and jobs."""
    for action in ACTIONS:
        actions.register(action.name, action)
    item_kinds.register(KIND, _KIND)
    duties.register("initiatives.owned", _OWNED)
    periodic_jobs.register("initiatives.return_deferred", _RETURN_DEFERRED)
    nav_items.register("initiatives.list", _LIST)
    nav_items.register("initiatives.propose", _PROPOSE)
    nav_items.register("initiatives.statuses", _STATUSES)
    app.register_blueprint(blueprint)
    app.register_blueprint(statuses.blueprint)
