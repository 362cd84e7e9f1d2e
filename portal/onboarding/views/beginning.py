"""Beginning a track by oneself."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.errors import Invalid, require
from portal.core.forms import DayField, Form, Required
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.web.flashes import say
from portal.onboarding.following import can_begin
from portal.onboarding.models import Track
from portal.onboarding.queries.care import mentor_of
from portal.onboarding.queries.tracks import visible_track
from portal.onboarding.services.enrolling import enrol
from portal.onboarding.views.learning import blueprint
from portal.people.access import current_actor, signed_in

NOT_NOW = _l("Nobody begins this track by themselves. Ask your mentor or an editor to enrol you.")


class BeginForm(Form):
    """On which day somebody begins."""

    first_day = DayField(_l("Your first day"), [Required()])


@blueprint.get("/tracks/<int:track_id>/begin")
@signed_in
def begin_form(track_id: int) -> str:
    """What begins, with whom, from which day on."""
    track = visible_track(db.session(), track_id, current_actor())
    require(can_begin(current_actor(), track), NOT_NOW)
    return _page(track, BeginForm(formdata=None, first_day=i18n.today(clock.now())))


@blueprint.post("/tracks/<int:track_id>/begin")
@signed_in
def begin(track_id: int) -> ResponseReturnValue:
    """Begin it."""
    actor, form = current_actor(), BeginForm()
    require(can_begin(actor, visible_track(db.session(), track_id, actor)), NOT_NOW)
    if form.validate():
        assert form.first_day.data is not None  # noqa: S101 - required above
        try:
            with transaction() as session:
                track = visible_track(session, track_id, actor)
                made = enrol(session, actor.id, track, actor, first_day=form.first_day.data, now=clock.now())
        except Invalid as error:
            form.refuse(error)
        else:
            say(_("Welcome. Here is your first step."))
            return redirect(url_for(".today", track=made.id), 303)
    return _page(visible_track(db.session(), track_id, actor), form), 422


def _page(track: Track, form: BeginForm) -> str:
    mentor = mentor_of(db.session(), current_actor().id)
    return render_template("onboarding/begin.html", track=track, form=form, mentor=mentor)
