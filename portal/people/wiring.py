"""How this slice joins the portal."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import ColumnElement, ScalarSelect, func, literal, select

from portal.core.actor import Actor
from portal.core.drafts import sweep_drafts
from portal.core.extension import NavItem, duties, nav_counts, nav_items
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import subscriptions
from portal.core.work import PeriodicJob, periodic_jobs
from portal.people import frame, pictures, views
from portal.people.access import check_every_route
from portal.people.handlers import COMMITTEE
from portal.people.models import ResetRequest
from portal.people.policy import ACTIONS, MANAGE_PEOPLE, actions, may
from portal.people.services.guessing import sweep_attempts
from portal.people.services.leaving import OWN_DUTIES
from portal.people.services.sessions import sweep_sessions

__all__ = ["check_every_route", "install"]

NAVIGATION = {
    "people.directory": NavItem(
        group="main", label=_l("Colleagues"), endpoint="people.directory", icon="users", order=90
    ),
    "people.me": NavItem(group="phone", label=_l("Me"), endpoint="me.profile", icon="user-round", order=95, phone=True),
    "people.manage": NavItem(
        group="administration",
        label=_l("People"),
        endpoint="administration.people_list",
        icon="users",
        order=10,
        action=MANAGE_PEOPLE.name,
        count="people.requests",
    ),
    "people.places": NavItem(
        group="administration",
        label=_l("Teams and areas"),
        endpoint="administration.places",
        icon="building-2",
        order=20,
        action=MANAGE_PEOPLE.name,
    ),
}


def install(app: Flask) -> None:
    """Register the slice's routes, rights, navigation, duties and jobs."""
    for action in ACTIONS:
        actions.register(action.name, action)
    for name, item in NAVIGATION.items():
        nav_items.register(name, item)
    for name, duty in OWN_DUTIES.items():
        duties.register(name, duty)
    subscriptions.register("people.committee", COMMITTEE)
    nav_counts.register("people.requests", _waiting_requests)
    periodic_jobs.register("people.sweep_sessions", PeriodicJob(timedelta(hours=6), sweep_sessions))
    periodic_jobs.register("people.sweep_attempts", PeriodicJob(timedelta(hours=1), sweep_attempts))
    periodic_jobs.register("people.sweep_drafts", PeriodicJob(timedelta(hours=6), sweep_drafts))
    frame.install(app)
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.register_blueprint(pictures.blueprint)
    periodic_jobs.register("people.sweep_pictures", pictures.SWEEP)


def _waiting_requests(actor: Actor) -> ScalarSelect[int] | ColumnElement[int]:
    """How many people wait for a new password; nothing for whoever can't help them."""
    if not may(actor, MANAGE_PEOPLE):
        return literal(0)
    return select(func.count()).select_from(ResetRequest).scalar_subquery()
