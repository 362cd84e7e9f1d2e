"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask

from portal.core.extension import duties, item_kinds
from portal.core.work import PeriodicJob, periodic_jobs
from portal.initiatives.item_kind import KIND, InitiativeKind, OwnedInitiatives
from portal.initiatives.policy import ACTIONS
from portal.initiatives.services.moving import return_deferred
from portal.people.policy import actions

_KIND = InitiativeKind()
_OWNED = OwnedInitiatives()
_RETURN_DEFERRED = PeriodicJob(every=timedelta(minutes=15), run=return_deferred)


def install(app: Flask) -> None:
    """Register the slice's routes, rights, navigation and jobs."""
    for action in ACTIONS:
        actions.register(action.name, action)
    item_kinds.register(KIND, _KIND)
    duties.register("initiatives.owned", _OWNED)
    periodic_jobs.register("initiatives.return_deferred", _RETURN_DEFERRED)
