"""Closing an account: who takes over what, then a page that says so, and only then it happens."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.core.i18n import gettext as _
from portal.people.access import current_actor, requires
from portal.people.forms.leaving import TakersForm
from portal.people.models import Person
from portal.people.policy import MANAGE_PEOPLE
from portal.people.queries import person_text
from portal.people.services.leaving import HeldDuty, deactivate, duties_held, takers
from portal.people.views.administration import load
from portal.people.views.blueprint import administration


@administration.get("/people/<int:person_id>/close")
@requires(MANAGE_PEOPLE)
def ask_to_close(person_id: int) -> str:
    person = load(person_id)
    return _takers_page(person, *_form(person))


@administration.post("/people/<int:person_id>/close")
@requires(MANAGE_PEOPLE)
def close_person(person_id: int) -> str | Response | tuple[str, int]:
    person = load(person_id)
    form, held = _form(person)
    try:
        if form.validate():
            hand_to = form.takers(duty.name for duty in held)
            if held and "confirmed" not in request.form:
                return _confirm_page(person, hand_to)
            with transaction() as writing:
                deactivate(writing, current_actor(), load(person_id), hand_to, now=clock.now())
            flash(_("The account is closed and its duties are handed over."), "success")
            return redirect(url_for("administration.edit_person", person_id=person_id))
    except Invalid as refusal:
        form.refuse(refusal)
    return _takers_page(load(person_id), form, held), 422


def _form(person: Person) -> tuple[TakersForm, list[HeldDuty]]:
    held = duties_held(db.session(), person.id)
    return TakersForm.for_duties({duty.name: duty.label for duty in held}), held


def _takers_page(person: Person, form: TakersForm, held: list[HeldDuty]) -> str:
    return render_template("people/administration/close.html", person=person, form=form, held=held)


def _confirm_page(person: Person, hand_to: dict[str, int]) -> str:
    session = db.session()
    given = [
        {"duty": duty, "taker": taker, "text": person_text(session, taker.id)}
        for duty, taker in takers(session, person, hand_to)
    ]
    return render_template("people/administration/close_confirm.html", person=person, given=given)
