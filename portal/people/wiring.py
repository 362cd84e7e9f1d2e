"""How this slice joins the portal."""

from flask import Flask

from portal.core.work import periodic_jobs
from portal.people import frame, pictures, views
from portal.people.access import check_every_route
from portal.people.policy import ACTIONS, actions

__all__ = ["check_every_route", "install"]


def install(app: Flask) -> None:
    """Register the slice's routes, rights, navigation and jobs."""
    for action in ACTIONS:
        actions.register(action.name, action)
    frame.install(app)
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.register_blueprint(pictures.blueprint)
    periodic_jobs.register("people.sweep_pictures", pictures.SWEEP)
