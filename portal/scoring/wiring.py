"""How this slice joins the portal."""

from flask import Flask

from portal.core.extension import NavItem, nav_counts, nav_items
from portal.core.i18n import lazy_gettext as _l
from portal.initiatives.joining import panel_sources
from portal.people.policy import actions
from portal.scoring.panel import ScorePanel
from portal.scoring.policy import ACTIONS, SCORE, SET_MODELS
from portal.scoring.queries.waiting import waiting_count
from portal.scoring.views import agreed, blueprint, models, own, together  # noqa: F401 - the modules add their routes

_SCORES = ScorePanel()
_SCORING = NavItem(
    group="committee", label=_l("Scoring"), endpoint="scoring.index", icon="sliders-horizontal", order=74,
    action=SCORE.name, count="scoring",
)  # fmt: skip
_MODELS = NavItem(
    group="committee", label=_l("Scoring models"), endpoint="scoring.models", icon="wrench", order=78,
    action=SET_MODELS.name,
)  # fmt: skip


def install(app: Flask) -> None:
    """Register the slice's routes, rights, navigation and its part of an initiative's page."""
    for action in ACTIONS:
        actions.register(action.name, action)
    panel_sources.register("scoring.scores", _SCORES)
    nav_items.register("scoring.index", _SCORING)
    nav_items.register("scoring.models", _MODELS)
    nav_counts.register("scoring", waiting_count)
    app.register_blueprint(blueprint)
