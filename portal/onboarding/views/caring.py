"""Everyone in somebody's care on one page, and who begins a track by their hand."""

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import SelectField

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import DomainError, NotFound
from portal.core.forms import DayField, Form, Required, id_or_none, options
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.typed import whole_number
from portal.core.web.flashes import say
from portal.onboarding.getting_on import Turn
from portal.onboarding.mentor_presenting import MARKS, learner_row, usual_track
from portal.onboarding.models import Track
from portal.onboarding.policy import ENROL_OTHERS, can_mentor
from portal.onboarding.queries.care import open_tracks, people_to_enrol, possible_mentors
from portal.onboarding.queries.in_care import Weighed, in_care
from portal.onboarding.queries.mentoring import Learner, learners
from portal.onboarding.services.enrolling import enrol
from portal.people.access import current_actor, requires, signed_in
from portal.people.policy import may

blueprint = Blueprint("mentoring", __name__)
#: So many stand on a page.
PAGE_LEARNERS = 50
One = TypeVar("One", Learner, Weighed)


@blueprint.get("/learning/mentor")
@signed_in
def index() -> str:
    """Who needs attention first. ``show=finished``: those who have ended."""
    session, actor, finished = db.session(), current_actor(), request.args.get("show") == "finished"
    today = i18n.today(clock.now())
    found = in_care(session, actor.id, ended=finished, today=today)
    page, older = page_of(found, request.args.get("after"))
    shown = learners(session, [one.id for one in page], today=today, whose=actor.id)
    usual = usual_track(found)
    return render_template(
        "onboarding/mentor/index.html", rows=[learner_row(one, usual) for one in shown], finished=finished,
        usual=next((one.row for one in shown if one.row.track_id == usual), None),
        several=len({one.track_id for one in found}) > 1,
        counts=turn_counts(found), older=_address(finished, older), first=request.args.get("after") is None,
        marks=MARKS, can_enrol=may(actor, ENROL_OTHERS),
    )  # fmt: skip


def page_of(found: Sequence[One], after: str | None) -> tuple[Sequence[One], int | None]:
    """The learners after the one of that id, and the id after which the next page begins (None: there is none).

    All are weighed, because who needs attention first is known only then; an id that isn't there means the first page.
    """
    place = next((place for place, one in enumerate(found, 1) if str(one.id) == after), 0) if after else 0
    shown = found[place : place + PAGE_LEARNERS]
    return shown, shown[-1].id if place + PAGE_LEARNERS < len(found) else None


def turn_counts(found: Sequence[Learner | Weighed]) -> dict[str, int]:
    """How many need what."""
    counted = Counter(one.turn for one in found)
    return {turn.value: counted[turn] for turn in Turn}


def _address(finished: bool, after: int | None) -> str | None:
    return f"/learning/mentor?{'show=finished&' if finished else ''}after={after}" if after is not None else None


class EnrolForm(Form):
    """Who begins which track, when, and who helps."""

    person = SelectField(_l("Who learns"), coerce=id_or_none, validators=[Required()])
    track = SelectField(_l("Track"), coerce=id_or_none, validators=[Required()])
    first_day = DayField(_l("First day"), [Required()])
    mentor = SelectField(_l("Mentor"), coerce=id_or_none)

    def offer(self) -> None:
        """Set who and what there is to choose from."""
        session = db.session()
        self.person.choices = options(people_to_enrol(session), _l("Choose a person"))
        self.track.choices = options(open_tracks(session), _l("Choose a track"))
        self.mentor.choices = options(possible_mentors(session, but=0), _l("The mentor of their profile"))


@blueprint.get("/learning/mentor/enrol")
@requires(ENROL_OTHERS)
def choose() -> str:
    """The form; ``track``: the one from whose page somebody came."""
    actor = current_actor()
    mentor_id, track_id = actor.id if can_mentor(actor) else None, whole_number(request.args.get("track"))
    form = EnrolForm(formdata=None, first_day=i18n.today(clock.now()), mentor=mentor_id, track=track_id)
    return _form_page(form)


@blueprint.post("/learning/mentor/enrol")
@requires(ENROL_OTHERS)
def begin() -> ResponseReturnValue:
    """Let somebody begin a track."""
    actor, form = current_actor(), EnrolForm()
    form.offer()
    if form.validate():
        try:
            _enrol(form, actor)
        except DomainError as error:
            form.refuse(error)
        else:
            say(_("They are told, and find the track on their home page."))
            return redirect("/learning/mentor", 303)
    return _form_page(form), 422


def _enrol(form: EnrolForm, actor: Actor) -> None:
    with transaction() as session:
        wanted = select(Track).where(Track.id == form.track.data, Track.published_id.is_not(None))
        track = session.scalar(wanted)
        if track is None or form.first_day.data is None or form.person.data is None:
            raise NotFound
        enrol(
            session, form.person.data, track, actor, first_day=form.first_day.data, mentor_id=form.mentor.data,
            anew=True, now=clock.now(),
        )  # fmt: skip


def _form_page(form: EnrolForm) -> str:
    form.offer()
    return render_template("onboarding/mentor/enrol.html", form=form)
