"""The home page."""

from flask import Blueprint, render_template

from portal.core import clock, i18n
from portal.core.db import db
from portal.home.page import Home, greeting
from portal.home.queries import home_rows
from portal.initiatives.queries.reference import statuses, teams
from portal.notifications.lines import lines
from portal.notifications.queries import newest_unread
from portal.people.access import current_actor, signed_in

blueprint = Blueprint("home", __name__)

CHANGES = 6
#: Where the heads of the parts lead.
MORE = {
    "queue": "/initiatives?type=new",
    "mine": "/initiatives?mine=1",
    "done": "/initiatives?type=implemented&type=measured",
}


@blueprint.get("/")
@signed_in
def index() -> str:
    """What waits for this person, what is theirs, what changed, what was done."""
    session, actor, now = db.session(), current_actor(), clock.now()
    home = Home(home_rows(session, actor), statuses(session).by_id, teams(session), me=actor.id, now=now)
    return render_template(
        "home/index.html",
        today=i18n.today(now),
        greeting=greeting(now),
        waiting=home.waiting(actor),
        mine=home.mine(),
        done=home.done(),
        changes=lines(session, actor, newest_unread(session, actor, CHANGES), excerpts=False),
        more=MORE,
    )
