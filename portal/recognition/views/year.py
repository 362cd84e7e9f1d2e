"""The year: what we changed. The same for everybody, so that its address can be passed on."""

from datetime import date

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from portal.campaigns.queries.campaigns import told_between
from portal.core import clock, i18n
from portal.core.db import db
from portal.core.errors import NotFound
from portal.outcomes.queries.summary import outcomes_of
from portal.people.access import signed_in
from portal.people.queries import team_names
from portal.recognition import presenting
from portal.recognition.queries.thanks import said_between
from portal.recognition.queries.year import MOST_CHANGES, Year, changes_in, shares_in
from portal.recognition.views import blueprint

MOST_THANKS, MOST_CAMPAIGNS = 12, 12
FIRST_YEAR = 1990


@blueprint.get("")
@signed_in
def index() -> ResponseReturnValue:
    """The present year."""
    return redirect(f"/changes/{_present().year}")


@blueprint.get("/<int:number>")
@signed_in
def year(number: int) -> str:
    """What was measured, what was carried out, what we learnt, and who gave it."""
    if not FIRST_YEAR <= number <= _present().year:
        raise NotFound
    session, of = db.session(), Year(number)
    rows, names = changes_in(session, of), team_names(session)
    shares = shares_in(session, of)
    people, more_people = presenting.people(shares)
    teams, more_teams = presenting.teams(shares, names)
    return render_template(
        "recognition/year.html",
        year=number,
        years=presenting.years(number, shares.first_year, _present().year),
        changes=presenting.changes(rows, outcomes_of(session, [row.id for row in rows]), names),
        cut=len(rows) == MOST_CHANGES,
        shares=shares,
        people=people,
        more_people=more_people,
        teams=teams,
        more_teams=more_teams,
        thanks=said_between(session, of.since, of.until, MOST_THANKS),
        campaigns=told_between(session, of.since, of.until, MOST_CAMPAIGNS),
    )


def _present() -> date:
    return i18n.today(clock.now())
