"""The page of one learner for whoever helps: reading answers, the green pen, meetings, another mentor."""

from collections.abc import Callable

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import SelectField
from wtforms.validators import InputRequired

from portal.committee.queries.settings import promised
from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.errors import Conflict, DomainError, Invalid, require
from portal.core.forms import Form, Letters, LineField, TextField, id_or_none, options
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import RenderedText, render
from portal.core.web.flashes import say
from portal.onboarding.care import can_hand_over, can_help, can_talk
from portal.onboarding.learner_presenting import way_view
from portal.onboarding.mentor_presenting import TURNS, day_words, note_of
from portal.onboarding.models import MAX_NOTE_LETTERS
from portal.onboarding.models.learning import MAX_QUOTE_LETTERS
from portal.onboarding.queries.care import Learning, get_learning, possible_mentors
from portal.onboarding.queries.learner import way_of
from portal.onboarding.queries.mentoring import days_by, next_waiting
from portal.onboarding.queries.talk import greens, last_words
from portal.onboarding.services.mentoring import hand_over
from portal.onboarding.services.reading import (
    answer_of,
    confirm_meeting,
    mark_green,
    read_answer,
    settle_step,
    take_green_back,
)
from portal.onboarding.views.caring import blueprint
from portal.onboarding.views.talking import talk_form
from portal.people.access import current_actor, signed_in
from portal.people.sending_limit import rate_limited


class ReadForm(Form):
    """A word to an answer."""

    note = TextField(_l("A word to it"), [Letters(high=MAX_NOTE_LETTERS)])


class GreenForm(Form):
    """Words of an answer that are good, and why."""

    quote = LineField(_l("Words that are good"), [Letters(high=MAX_QUOTE_LETTERS)])
    note = TextField(_l("Why, if you like"), [Letters(high=MAX_NOTE_LETTERS)])


class MentorForm(Form):
    """Who helps from now on."""

    mentor = SelectField(_l("Mentor"), coerce=id_or_none, validators=[InputRequired(_l("Choose a mentor."))])


def helped(enrolment_id: int) -> Learning:
    """The learner of an address, for whoever helps them; Forbidden for the learner, NotFound for all others."""
    learning = get_learning(db.session(), enrolment_id, current_actor())
    require(can_help(current_actor(), learning))
    return learning


@blueprint.get("/learning/mentor/<int:enrolment_id>")
@signed_in
def learner(enrolment_id: int) -> ResponseReturnValue:
    """Where they are, what waits to be read, what was said."""
    return page(enrolment_id)


def page(
    enrolment_id: int, *, answer_id: int = 0, form: ReadForm | None = None, green: GreenForm | None = None
) -> ResponseReturnValue:
    """The page, with a form that was sent for one of the answers and refused."""
    session, actor = db.session(), current_actor()
    learning = helped(enrolment_id)
    days = days_by(promised(session).calendar)
    marks = greens(session, learning.id)
    view = way_view(learning, way_of(session, learning), marks, i18n.today(clock.now()), days, actor.id)
    refused = form is not None or green is not None
    answered = render_template(
        "onboarding/mentor/learner.html", learning=learning, view=view, turn=TURNS[view.going.turn],
        note=note_of(view.going, view.waits_since), day=day_words(view.going), path=f"/learning/mentor/{learning.id}",
        words=last_words(session, learning.id), talk=talk_form() if can_talk(actor, learning) else None,
        next=next_waiting(session, actor.id, but=learning.id), reader_id=actor.id, answer_id=answer_id,
        can_hand_over=can_hand_over(actor, learning),
        form=form or ReadForm(formdata=None), green=green or GreenForm(formdata=None),
    )  # fmt: skip
    return (answered, 422) if refused else answered


@blueprint.post("/learning/mentor/<int:enrolment_id>/answers/<int:answer_id>/read")
@signed_in
@rate_limited
def read(enrolment_id: int, answer_id: int) -> ResponseReturnValue:
    """Say that an answer is good, or what to look at again."""
    helped(enrolment_id)
    form, good = ReadForm(), request.form.get("good") == "1"
    if form.validate():
        note = render(form.note.data or "")
        try:
            _at_answer(enrolment_id, answer_id, read_answer, good=good, note=note)
        except Conflict as error:
            say(str(error.sentence), "info")
            return _back(enrolment_id)
        except Invalid as error:
            form.refuse(error)
        else:
            say(_("Read. Your learner sees your words beside the answer.") if note.source else _("Read."))
            return _back(enrolment_id)
    return page(enrolment_id, answer_id=answer_id, form=form)


@blueprint.post("/learning/mentor/<int:enrolment_id>/answers/<int:answer_id>/green")
@signed_in
@rate_limited
def green(enrolment_id: int, answer_id: int) -> ResponseReturnValue:
    """Mark words of an answer in green."""
    helped(enrolment_id)
    form = GreenForm()
    if form.validate():
        note = render(form.note.data or "")
        try:
            _at_answer(enrolment_id, answer_id, mark_green, quote=form.quote.data or "", note=note)
        except Invalid as error:
            form.refuse(error)
        else:
            return _back(enrolment_id, f"answer-{answer_id}")
    return page(enrolment_id, answer_id=answer_id, green=form)


def _at_answer(
    enrolment_id: int, answer_id: int, verb: Callable[..., object], **values: RenderedText | str | bool
) -> None:
    actor = current_actor()
    with transaction() as session:
        learning = get_learning(session, enrolment_id, actor)
        verb(session, learning, answer_of(session, learning, answer_id), actor, **values, now=clock.now())


@blueprint.post("/learning/mentor/<int:enrolment_id>/greens/<int:note_id>/remove")
@signed_in
def remove_green(enrolment_id: int, note_id: int) -> ResponseReturnValue:
    """Take back one's own mark."""
    actor = current_actor()
    with transaction() as session:
        learning = get_learning(session, enrolment_id, actor)
        require(can_help(actor, learning))
        take_green_back(session, learning, actor, note_id)
    return _back(enrolment_id)


@blueprint.post("/learning/mentor/<int:enrolment_id>/steps/<key>/settle")
@signed_in
def settle(enrolment_id: int, key: str) -> ResponseReturnValue:
    """Say of a meeting or a first case that it is done, or isn't yet."""
    actor = current_actor()
    with transaction() as session:
        learning, done = get_learning(session, enrolment_id, actor), request.form.get("done") == "1"
        settle_step(session, learning, key, actor, done=done, now=clock.now())
    return _back(enrolment_id)


@blueprint.post("/learning/mentor/<int:enrolment_id>/steps/<key>/met")
@signed_in
def met(enrolment_id: int, key: str) -> ResponseReturnValue:
    """Say that the two have met; nobody has to wait until the learner says so."""
    actor = current_actor()
    try:
        with transaction() as session:
            learning = get_learning(session, enrolment_id, actor)
            confirm_meeting(session, learning, key, actor, now=clock.now())
    except Conflict as error:
        say(str(error.sentence), "info")
    else:
        say(_("Noted. Your learner is told."))
    return _back(enrolment_id, f"way-{key}")


@blueprint.get("/learning/mentor/<int:enrolment_id>/hand-over")
@signed_in
def choose_mentor(enrolment_id: int) -> ResponseReturnValue:
    """Who helps from now on."""
    learning = _to_hand_over(enrolment_id)
    return _mentor_page(learning, MentorForm(formdata=None))


@blueprint.post("/learning/mentor/<int:enrolment_id>/hand-over")
@signed_in
def give(enrolment_id: int) -> ResponseReturnValue:
    """Hand over; whoever has done so sees nothing of it any more, unless they keep the track."""
    learning, form = _to_hand_over(enrolment_id), MentorForm()
    _offer(form, learning)
    if form.validate():
        try:
            with transaction() as session:
                held = get_learning(session, enrolment_id, current_actor())
                hand_over(session, held, current_actor(), mentor_id=form.mentor.data or 0, now=clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            say(_("Handed over. The new mentor and your learner are told."))
            return redirect("/learning/mentor", 303)
    return _mentor_page(learning, form), 422


def _to_hand_over(enrolment_id: int) -> Learning:
    learning = helped(enrolment_id)
    require(can_hand_over(current_actor(), learning))
    return learning


def _offer(form: MentorForm, learning: Learning) -> None:
    """Everybody but the mentor they have: nothing would be handed over to them."""
    mentors = possible_mentors(db.session(), but=learning.person_id)
    others = [(number, name) for number, name in mentors if number != learning.mentor_id]
    form.mentor.choices = options(others, _l("Choose a mentor"))


def _mentor_page(learning: Learning, form: MentorForm) -> str:
    _offer(form, learning)
    return render_template("onboarding/mentor/hand_over.html", form=form, learning=learning)


def _back(enrolment_id: int, place: str = "") -> ResponseReturnValue:
    return redirect(f"/learning/mentor/{enrolment_id}{f'#{place}' if place else ''}", 303)
