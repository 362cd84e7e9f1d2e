"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask

from portal.algorithms import models  # noqa: F401 - its tables belong to the schema
from portal.algorithms.handlers import WHO_KNOWS
from portal.algorithms.queries.misfits import misfits_of
from portal.algorithms.services.growing import ORIGIN, MisfitOrigin, settle_by_change
from portal.algorithms.services.tying import tie_to_named
from portal.algorithms.services.using import forget_uses
from portal.algorithms.services.walking import forget_old_walks
from portal.algorithms.shapes import ALGORITHM, KIND
from portal.algorithms.views import (  # noqa: F401 - they add their routes
    beginning,
    changes,
    checking,
    converting,
    mapping,
    misfits,
    pages,
    statistics,
    walking,
)
from portal.algorithms.views.blueprint import PATH, blueprint
from portal.core.extension import NavItem, erasures, nav_items, origins
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import subscriptions
from portal.core.work import PeriodicJob, periodic_jobs
from portal.knowledge.item_kind import KnowledgeKind, register_kind
from portal.knowledge.publishing import after_publish
from portal.knowledge.shapes import shapes
from portal.knowledge.waiting_places import WaitingPlace, waiting_places

ALGORITHMS = KnowledgeKind(KIND, PATH, _l("Algorithms"))
_LIST = NavItem(group="knowledge", label=_l("Algorithms"), endpoint="algorithms.index", icon="route", order=42)
_MISFITS = MisfitOrigin()
_WHAT_DID_NOT_FIT = WaitingPlace(_l("What did not fit"), misfits.ALL_MISFITS, misfits_of)
_FORGET_OLD_WALKS = PeriodicJob(timedelta(hours=6), forget_old_walks)


def install(app: Flask) -> None:
    """Register the slice's kind and shape."""
    register_kind(ALGORITHMS)
    shapes.register(ALGORITHM.name, ALGORITHM)
    waiting_places.register("misfits", _WHAT_DID_NOT_FIT)
    nav_items.register("algorithms.list", _LIST)
    subscriptions.register("algorithms.who_knows", WHO_KNOWS)
    origins.register(ORIGIN, _MISFITS)
    after_publish.register("misfits", settle_by_change)
    after_publish.register("algorithms.named", tie_to_named)
    erasures.register("algorithms.users", forget_uses)
    periodic_jobs.register("algorithms.old_walks", _FORGET_OLD_WALKS)
    app.register_blueprint(blueprint)
