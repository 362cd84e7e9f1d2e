"""What somebody learns: today, the whole way, leaving a track and taking it up again."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.cards.queries import due_today
from portal.committee.queries.settings import promised
from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.errors import Conflict
from portal.core.i18n import gettext as _
from portal.core.typed import whole_number
from portal.core.web.flashes import say
from portal.onboarding.following import goes_on
from portal.onboarding.models import Enrolment
from portal.onboarding.queries.changes import changes_count
from portal.onboarding.queries.learning import (
    enrolment_row,
    enrolments_of,
    locked_enrolment,
    open_to_begin,
    steps_of,
)
from portal.onboarding.services.progress import come_back, leave, move_to_version
from portal.onboarding.today import Way, way_of
from portal.people.access import current_actor, signed_in

blueprint = Blueprint("learning", __name__)


@blueprint.get("/learning")
@signed_in
def today() -> str:
    """What to do in the next twenty minutes; for whoever learns nothing, what they might."""
    session, actor, now = db.session(), current_actor(), clock.now()
    mine = enrolments_of(session, actor.id)
    going = [row for row in mine if goes_on(row)]
    chosen = whole_number(request.args.get("track"))
    row = next((one for one in going if one.id == chosen), going[0] if going else None)
    beside = {"cards": due_today(session, actor.id, now), "changes": changes_count(session, actor.id)}
    if row is None:
        offered = open_to_begin(session, actor.id, language=i18n.language())
        return render_template("onboarding/nothing.html", finished=mine, offered=offered, **beside)
    finished = [one for one in mine if not goes_on(one)]
    return render_template("onboarding/today.html", row=row, way=way_to(row), going=going, finished=finished, **beside)


@blueprint.get("/learning/<int:enrolment_id>")
@signed_in
def whole(enrolment_id: int) -> str:
    """The whole way, section by section."""
    row = enrolment_row(db.session(), enrolment_id, current_actor())
    return render_template("onboarding/way.html", row=row, way=way_to(row), goes_on=goes_on(row))


def way_to(row: Any) -> Way:
    """Somebody's way as it stands today."""
    session = db.session()
    steps = steps_of(session, row.id, row.version_id)
    return way_of(row, steps, i18n.today(clock.now()), promised(session).calendar)


@blueprint.post("/learning/<int:enrolment_id>/leave")
@signed_in
def stop(enrolment_id: int) -> ResponseReturnValue:
    """Follow the track no longer; it can be taken up again."""
    actor = current_actor()
    with transaction() as session:
        leave(session, _mine(session, enrolment_id), actor, now=clock.now())
    undo = (url_for(".take_up", enrolment_id=enrolment_id), _("Undo"))
    say(_("You have left the track. What you did is kept."), undo=undo)
    return redirect(url_for(".today"), 303)


@blueprint.post("/learning/<int:enrolment_id>/come-back")
@signed_in
def take_up(enrolment_id: int) -> ResponseReturnValue:
    """Go on where it was left."""
    try:
        with transaction() as session:
            come_back(session, _mine(session, enrolment_id), current_actor(), now=clock.now())
    except Conflict as error:
        say(str(error.sentence), "info")
        return redirect(url_for(".today"), 303)
    say(_("Welcome back. You go on where you stopped."))
    return redirect(url_for(".today", track=enrolment_id), 303)


@blueprint.post("/learning/<int:enrolment_id>/move")
@signed_in
def move(enrolment_id: int) -> ResponseReturnValue:
    """Go on in the version that stands now, with all that was done."""
    with transaction() as session:
        moved = _mine(session, enrolment_id)
        over = not goes_on(moved)
        move_to_version(session, moved, current_actor(), now=clock.now())
    if over:  # a page of earlier
        return redirect(url_for(".whole", enrolment_id=enrolment_id), 303)
    if moved.finished_at is not None:
        say(_("Here is the new version; all that it asks for you have done already."))
        return redirect(url_for(".whole", enrolment_id=enrolment_id), 303)
    say(_("You go on in the new version. What you had done counts."))
    return redirect(url_for(".today", track=enrolment_id), 303)


def _mine(session: Any, enrolment_id: int) -> Enrolment:
    return locked_enrolment(session, enrolment_id, current_actor())
