"""Who begins a track by somebody else's hand: chosen among all tracks, or from the page of one."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import DomainError, NotFound, require
from portal.core.forms import DayField, Form, Required, id_or_none, options
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.web.flashes import say
from portal.onboarding.following import can_enrol_others, can_put_on
from portal.onboarding.models import Track
from portal.onboarding.policy import ENROL_OTHERS, can_mentor
from portal.onboarding.queries.care import open_tracks, people_to_enrol, possible_mentors
from portal.onboarding.queries.tracks import get_track, visible_track
from portal.onboarding.services.enrolling import enrol
from portal.onboarding.views.caring import blueprint
from portal.people.access import current_actor, requires, signed_in


class OnTrackForm(Form):
    """Who begins a track, when, and who helps."""

    person = SelectField(_l("Who learns"), coerce=id_or_none, validators=[Required()])
    first_day = DayField(_l("First day"), [Required()])
    mentor = SelectField(_l("Mentor"), coerce=id_or_none)

    def offer(self) -> None:
        """Set who and what there is to choose from."""
        session = db.session()
        self.person.choices = options(people_to_enrol(session), _l("Choose a person"))
        self.mentor.choices = options(possible_mentors(session, but=0), _l("The mentor of their profile"))


class EnrolForm(OnTrackForm):
    """The same, and which track."""

    track = SelectField(_l("Track"), coerce=id_or_none, validators=[Required()])

    def offer(self) -> None:
        """Set who and what there is to choose from."""
        super().offer()
        self.track.choices = options(open_tracks(db.session()), _l("Choose a track"))


@blueprint.get("/learning/mentor/enrol")
@requires(ENROL_OTHERS)
def choose() -> str:
    """The form of those who may put people on every track."""
    return _page(EnrolForm(formdata=None, **_usual(current_actor())))


@blueprint.post("/learning/mentor/enrol")
@requires(ENROL_OTHERS)
def begin() -> ResponseReturnValue:
    """Let somebody begin a track."""
    form = EnrolForm()
    form.offer()
    if form.validate() and _let_begin(form, form.track.data):
        return redirect("/learning/mentor", 303)
    return _page(form), 422


@blueprint.get("/tracks/<int:number>/enrol")
@signed_in
def choose_for(number: int) -> str:
    """The form of one track: mentors and editors come to it from its page, and so does whoever keeps it."""
    track = _track(number)
    require(can_put_on(current_actor(), track))
    return _page(OnTrackForm(formdata=None, **_usual(current_actor())), track)


@blueprint.post("/tracks/<int:number>/enrol")
@signed_in
def begin_it(number: int) -> ResponseReturnValue:
    """Let somebody begin that track."""
    track, form = _track(number), OnTrackForm()
    form.offer()
    if form.validate() and _let_begin(form, number):
        return redirect(f"/tracks/{number}", 303)
    return _page(form, track), 422


def _track(number: int) -> Track:
    """The track of that number if it is the reader's to put people on; one that was closed meanwhile says so itself."""
    actor = current_actor()
    track = visible_track(db.session(), number, actor)
    require(can_enrol_others(actor, track))
    return track


def _usual(actor: Actor) -> dict[str, object]:
    return {"first_day": i18n.today(clock.now()), "mentor": actor.id if can_mentor(actor) else None}


def _let_begin(form: OnTrackForm, track_id: int | None) -> bool:
    """Whether they have begun; else the form says why not."""
    try:
        _enrol(form, track_id, current_actor())
    except DomainError as error:
        form.refuse(error)
        return False
    say(_("They are told, and find the track on their home page."))
    return True


def _enrol(form: OnTrackForm, track_id: int | None, actor: Actor) -> None:
    with transaction() as session:
        if track_id is None or form.first_day.data is None or form.person.data is None:
            raise NotFound
        track = get_track(session, track_id, edits=False)
        enrol(
            session, form.person.data, track, actor, first_day=form.first_day.data, mentor_id=form.mentor.data,
            anew=True, now=clock.now(),
        )  # fmt: skip


def _page(form: OnTrackForm, track: Track | None = None) -> str:
    form.offer()
    return render_template("onboarding/mentor/enrol.html", form=form, track=track)
