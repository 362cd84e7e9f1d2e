"""Closing an account: who takes over what."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import ValidationError

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.core.forms import Form
from portal.core.i18n import gettext as _
from portal.core.text import clean_line
from portal.people.access import current_actor, requires
from portal.people.forms import find_person, people_choices
from portal.people.models import Person
from portal.people.policy import MANAGE_PEOPLE
from portal.people.services.leaving import HeldDuty, deactivate, duties_held
from portal.people.views.administration import load
from portal.people.views.blueprint import administration

#: The field of who takes over everything that isn't given to somebody by itself.
EVERYTHING = "everything"


@administration.get("/people/<int:person_id>/close")
@requires(MANAGE_PEOPLE)
def ask_to_close(person_id: int) -> str:
    person = load(person_id)
    return _page(person, duties_held(db.session(), person.id), {})


@administration.post("/people/<int:person_id>/close")
@requires(MANAGE_PEOPLE)
def close_person(person_id: int) -> Response | tuple[str, int]:
    held = duties_held(db.session(), load(person_id).id)
    takers, faults = _takers(held)
    if not faults and Form().validate():
        try:
            with transaction() as writing:
                deactivate(writing, current_actor(), load(person_id), takers, now=clock.now())
            flash(_("The account is closed and its duties are handed over."), "success")
            return redirect(url_for("administration.edit_person", person_id=person_id))
        except Invalid as refusal:
            faults = {refusal.field or EVERYTHING: str(refusal.sentence)}
    return _page(load(person_id), held, faults), 422


def _takers(held: list[HeldDuty]) -> tuple[dict[str, int], dict[str, str]]:
    """Who takes over each kind of duty, by the registry's name, and what was wrong by field."""
    found: dict[str, int] = {}
    faults: dict[str, str] = {}
    for name in (EVERYTHING, *(duty.name for duty in held)):
        typed = clean_line(request.form.get(name))
        try:
            if typed:
                found[name] = find_person(db.session(), typed)
        except ValidationError as error:
            faults[name] = str(error)
    rest = found.pop(EVERYTHING, None)
    return {duty.name: taker for duty in held if (taker := found.get(duty.name, rest)) is not None}, faults


def _page(person: Person, held: list[HeldDuty], faults: dict[str, str]) -> str:
    return render_template(
        "people/administration/close.html",
        person=person,
        held=held,
        faults=faults,
        typed=request.form,
        names=people_choices(db.session()) if held else [],
        everything=EVERYTHING,
    )
