"""Administration of teams and areas: the same pages for both."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, NotFound
from portal.core.i18n import gettext as _
from portal.people.access import current_actor, requires
from portal.people.directory import colleagues, members
from portal.people.forms.administration import AreaForm, TeamForm
from portal.people.models import Area, Team
from portal.people.policy import MANAGE_PEOPLE
from portal.people.queries import areas, open_teams, team_names, teams
from portal.people.services.places import add_place, change_place, close_place, reopen_place
from portal.people.views.blueprint import administration

#: By the word in the address.
KINDS: dict[str, type[Team] | type[Area]] = {"teams": Team, "areas": Area}


@administration.get("/places")
@requires(MANAGE_PEOPLE)
def places() -> str:
    session = db.session()
    every = teams(session)
    return render_template(
        "people/administration/places.html",
        teams=every,
        areas=areas(session),
        team_names=team_names(session),
        members=members(session),
        leads=colleagues(session, *(team.lead_id for team in every)),
    )


@administration.get("/<any(teams, areas):kind>/new")
@requires(MANAGE_PEOPLE)
def new_place(kind: str) -> str:
    return _page(_form(kind), None, kind)


@administration.post("/<any(teams, areas):kind>/new")
@requires(MANAGE_PEOPLE)
def add_new_place(kind: str) -> str | Response | tuple[str, int]:
    form = _form(kind)
    try:
        if form.validate():
            with transaction() as writing:
                add_place(writing, current_actor(), KINDS[kind](**form.fields()), now=clock.now())
            return _done()
    except Invalid as refusal:
        form.refuse(refusal)
    return _page(form, None, kind), 422


@administration.get("/<any(teams, areas):kind>/<int:place_id>")
@requires(MANAGE_PEOPLE)
def edit_place(kind: str, place_id: int) -> str:
    place = _load(kind, place_id)
    return _page(_form(kind, place), place, kind)


@administration.post("/<any(teams, areas):kind>/<int:place_id>")
@requires(MANAGE_PEOPLE)
def save_place(kind: str, place_id: int) -> str | Response | tuple[str, int]:
    form, place = _form(kind), _load(kind, place_id)
    status = 422
    try:
        if form.validate():
            with transaction() as writing:
                place, now = _load(kind, place_id), clock.now()
                change_place(writing, current_actor(), place, form.fields(), version=form.version.data, now=now)
            return _done()
    except Invalid as refusal:
        form.refuse(refusal)
    except Conflict as conflict:
        place, status = _load(kind, place_id), conflict.status
        form.show_theirs(_form(kind, place))
    return _page(form, place, kind), status


@administration.post("/<any(teams, areas):kind>/<int:place_id>/close")
@requires(MANAGE_PEOPLE)
def close(kind: str, place_id: int) -> Response:
    try:
        with transaction() as writing:
            close_place(writing, current_actor(), _load(kind, place_id), now=clock.now())
    except Invalid as refusal:
        flash(str(refusal.sentence), "error")
        return redirect(url_for(".edit_place", kind=kind, place_id=place_id))
    return _done()


@administration.post("/<any(teams, areas):kind>/<int:place_id>/reopen")
@requires(MANAGE_PEOPLE)
def reopen(kind: str, place_id: int) -> Response:
    with transaction() as writing:
        reopen_place(writing, current_actor(), _load(kind, place_id), now=clock.now())
    return _done()


def _load(kind: str, place_id: int) -> Any:
    place = db.session.get(KINDS[kind], place_id) if place_id < 2**63 else None
    if place is None:
        raise NotFound
    return place


def _form(kind: str, place: Any = None) -> TeamForm | AreaForm:
    """The form as it was sent, or as ``place`` stands."""
    if kind == "teams":
        return TeamForm.standing(place) if place else TeamForm()
    form = AreaForm.standing(place) if place else AreaForm()
    return form.offer_teams(open_teams(db.session()))


def _page(form: TeamForm | AreaForm, place: Team | Area | None, kind: str) -> str:
    return render_template("people/administration/place.html", form=form, place=place, kind=kind)


def _done() -> Response:
    flash(_("Saved."), "success")
    return redirect(url_for("administration.places"))
