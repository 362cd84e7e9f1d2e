"""The conversation between a learner and whoever helps: read and written by these alone."""

import secrets

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import Length, Optional

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.core.forms import Form, Letters, Required, TextField
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import render
from portal.core.text import clean_line
from portal.onboarding.care import can_talk
from portal.onboarding.models import MAX_NOTE_LETTERS
from portal.onboarding.queries.care import get_learning
from portal.onboarding.queries.talk import talk_page
from portal.onboarding.services.mentoring import notes_read, write_note
from portal.onboarding.views.caring import blueprint
from portal.people.access import current_actor, signed_in
from portal.people.sending_limit import rate_limited


def _one_line(text: str | None) -> str:
    return clean_line(text or "")


class TalkForm(Form):
    """What one says to the other side; ``step``: what it is about."""

    body = TextField(_l("Write a few words"), [Required(), Letters(high=MAX_NOTE_LETTERS)])
    step = HiddenField(filters=[_one_line], validators=[Optional(), Length(max=40)])
    submission_key = HiddenField(filters=[_one_line], validators=[Optional(), Length(max=64)])


def talk_form(step_key: str | None = None) -> TalkForm:
    """An empty one, with a key by which sending it twice leaves one note."""
    return TalkForm(formdata=None, step=step_key, submission_key=secrets.token_urlsafe(16))


@blueprint.get("/learning/<int:enrolment_id>/talk")
@signed_in
def talk(enrolment_id: int) -> str:
    """All of it, the newest first; what the other side wrote is read by that."""
    actor = current_actor()
    learning = get_learning(db.session(), enrolment_id, actor)
    if request.args.get("at") is None:
        with transaction() as session:
            notes_read(session, learning, actor, now=clock.now())
    return _page(enrolment_id, talk_form(request.args.get("step")))


@blueprint.post("/learning/<int:enrolment_id>/talk")
@signed_in
@rate_limited
def write(enrolment_id: int) -> ResponseReturnValue:
    """Say something."""
    actor, form = current_actor(), TalkForm()
    learning = get_learning(db.session(), enrolment_id, actor)
    if form.validate():
        body = render(form.body.data or "")
        try:
            with transaction() as session:
                write_note(
                    session, learning, actor, body=body, step_key=form.step.data or None,
                    submission_key=form.submission_key.data, now=clock.now(),
                )  # fmt: skip
        except Invalid as error:
            form.refuse(error)
        else:
            return redirect(_way_back(enrolment_id, learning.person_id == actor.id), 303)
    return _page(enrolment_id, form), 422


def _way_back(enrolment_id: int, own: bool) -> str:
    """Where it was written: on the page of a step, of the learner, or of the conversation."""
    return_to = request.form.get("place", "")
    if return_to == "learner" and not own:
        return f"/learning/mentor/{enrolment_id}#talk"
    if return_to == "step" and own:
        return f"/learning/{enrolment_id}/steps/{request.form.get('step', '')}#talk"
    return f"/learning/{enrolment_id}/talk"


def _page(enrolment_id: int, form: TalkForm) -> str:
    session, actor = db.session(), current_actor()
    learning = get_learning(session, enrolment_id, actor)
    page = talk_page(session, enrolment_id, request.args.get("at"))
    own = learning.person_id == actor.id
    return render_template(
        "onboarding/mentor/talk.html", learning=learning, page=page, own=own, reader_id=actor.id,
        talk=form if can_talk(actor, learning) else None,
        back="/learning" if own else f"/learning/mentor/{enrolment_id}",
    )  # fmt: skip
