"""How this slice joins the portal."""

from flask import Flask

from portal.core.extension import belongings
from portal.core.links import LinksOfItem
from portal.linking.policy import ACTIONS
from portal.linking.views import blueprint
from portal.people.policy import actions

_LINKS = LinksOfItem()


def install(app: Flask) -> None:
    """Register the slice's routes and rights, and let links go along when items are merged."""
    for action in ACTIONS:
        actions.register(action.name, action)
    belongings.register("links", _LINKS)
    app.register_blueprint(blueprint)
