"""How this slice joins the portal."""

from flask import Flask

from portal.core.extension import NavItem, belongings, nav_items
from portal.core.i18n import lazy_gettext as _l
from portal.core.panels import person_panels
from portal.discussion.reportable import reportables
from portal.initiatives.joining import panel_sources
from portal.people.policy import actions
from portal.recognition.joining import ReportedThanks, ThanksPart, thanked_panel
from portal.recognition.models import THANKS
from portal.recognition.policy import ACTIONS
from portal.recognition.services.belonging import GivenThanks
from portal.recognition.views import blueprint, moderating, thanks, year  # noqa: F401 - the modules add their routes

_PART, _GIVEN, _REPORTED = ThanksPart(), GivenThanks(), ReportedThanks()
_YEAR = NavItem(group="main", label=_l("What we changed"), endpoint="recognition.index", icon="hand-heart", order=27)


def install(app: Flask) -> None:
    """Register the slice's routes, rights, navigation and parts of pages."""
    for action in ACTIONS:
        actions.register(action.name, action)
    panel_sources.register("recognition.thanks", _PART)
    person_panels.register("recognition.thanked", thanked_panel)
    belongings.register("thanks", _GIVEN)
    reportables.register(THANKS, _REPORTED)
    nav_items.register("recognition.year", _YEAR)
    app.register_blueprint(blueprint)
