"""The home page."""

from datetime import datetime

from flask import Blueprint, current_app, render_template, request
from sqlalchemy.orm import Session

from portal.config import Config
from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db
from portal.core.panels import HomePanel, home_panels
from portal.home.first_steps import Founding, Step, first_steps
from portal.home.page import Home, greeting
from portal.home.queries import home_rows
from portal.initiatives.queries.reference import statuses, teams
from portal.notifications.lines import lines
from portal.notifications.queries import newest_unread
from portal.people.access import current_actor, signed_in
from portal.people.policy import MANAGE_PEOPLE, may
from portal.people.queries import areas, committee_is_named, open_teams

blueprint = Blueprint("home", __name__)

CHANGES = 6
#: Where the heads of the parts lead.
MORE = {
    "queue": "/queue",
    "mine": "/initiatives?mine=1",
    "done": "/initiatives?type=implemented&type=measured",
}


@blueprint.get("/")
@signed_in
def index() -> str:
    """What waits for this person, what is theirs, what changed, what was done."""
    session, actor, now = db.session(), current_actor(), clock.now()
    today, heard = i18n.today(now), committee_is_named(session)
    rows = home_rows(session, actor, today)
    home = Home(rows, statuses(session).by_id, teams(session), me=actor.id, heard=heard, now=now)
    return render_template(
        "home/index.html",
        today=today,
        greeting=greeting(now),
        first_steps=_first_steps(home, heard=heard) if may(actor, MANAGE_PEOPLE) else [],
        waiting=home.waiting(actor),
        mine=home.mine(),
        done=home.done(),
        changes=lines(session, actor, newest_unread(session, actor, CHANGES), excerpts=False),
        more=MORE,
        panels=home.panels() + _panels(home, session, actor, now),
    )


def _panels(home: Home, session: Session, actor: Actor, now: datetime) -> list[HomePanel]:
    made = [make(session, actor, now) for name, make in home_panels.items() if home.wants(name)]
    return [panel for panel in made if panel is not None]


def _first_steps(home: Home, *, heard: bool) -> list[Step]:
    """For whoever sets the portal up."""
    config: Config = current_app.extensions["portal_config"]
    return first_steps(
        Founding(
            alone=home.alone,
            has_teams=bool(open_teams(db.session())),
            has_areas=any(not area.closed for area in areas(db.session())),
            has_committee=heard,
            address=config.base_url,
            here=request.host_url,
        )
    )
