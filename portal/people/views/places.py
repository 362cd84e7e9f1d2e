"""Administration of teams and areas."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import DomainError, Invalid, NotFound
from portal.core.i18n import gettext as _
from portal.people.access import current_actor, requires
from portal.people.directory import colleagues, members
from portal.people.forms.administration import AreaForm, TeamForm
from portal.people.models import Area, Team
from portal.people.policy import MANAGE_PEOPLE
from portal.people.queries import areas, open_teams, team_names, teams
from portal.people.services import places as services
from portal.people.views.blueprint import administration


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
        teams_path=f"{administration.url_prefix}/teams",
        areas_path=f"{administration.url_prefix}/areas",
    )


@administration.get("/teams/new")
@requires(MANAGE_PEOPLE)
def new_team() -> str:
    return _page(TeamForm(), None, "team")


@administration.post("/teams/new")
@requires(MANAGE_PEOPLE)
def add_team() -> str | Response | tuple[str, int]:
    form = TeamForm()
    try:
        if form.validate():
            with transaction() as writing:
                name, lead_id = form.name.data or "", form.lead.person_id
                services.add_team(writing, current_actor(), name=name, lead_id=lead_id, now=clock.now())
            return _done()
    except Invalid as refusal:
        form.refuse(refusal)
    return _page(form, None, "team"), 422


@administration.get("/teams/<int:team_id>")
@requires(MANAGE_PEOPLE)
def edit_team(team_id: int) -> str:
    team = _load(Team, team_id)
    return _page(TeamForm(data={"name": team.name, "lead": team.lead_id}), team, "team")


@administration.post("/teams/<int:team_id>")
@requires(MANAGE_PEOPLE)
def save_team(team_id: int) -> str | Response | tuple[str, int]:
    form, team = TeamForm(), _load(Team, team_id)
    try:
        if form.validate():
            with transaction() as writing:
                name, lead_id = form.name.data or "", form.lead.person_id
                team = _load(Team, team_id)
                services.change_team(writing, current_actor(), team, name=name, lead_id=lead_id, now=clock.now())
            return _done()
    except Invalid as refusal:
        form.refuse(refusal)
    return _page(form, team, "team"), 422


@administration.post("/teams/<int:team_id>/close")
@requires(MANAGE_PEOPLE)
def close_team(team_id: int) -> Response:
    try:
        with transaction() as writing:
            services.close_team(writing, current_actor(), _load(Team, team_id), now=clock.now())
    except Invalid as refusal:
        return _refused(refusal, url_for("administration.edit_team", team_id=team_id))
    return _done()


@administration.post("/teams/<int:team_id>/reopen")
@requires(MANAGE_PEOPLE)
def reopen_team(team_id: int) -> Response:
    with transaction() as writing:
        services.reopen_team(writing, current_actor(), _load(Team, team_id), now=clock.now())
    return _done()


@administration.get("/areas/new")
@requires(MANAGE_PEOPLE)
def new_area() -> str:
    return _page(AreaForm().offer_teams(open_teams(db.session())), None, "area")


@administration.post("/areas/new")
@requires(MANAGE_PEOPLE)
def add_area() -> str | Response | tuple[str, int]:
    form = AreaForm().offer_teams(open_teams(db.session()))
    try:
        if form.validate():
            with transaction() as writing:
                name, team_id = form.name.data or "", form.team_id.data
                services.add_area(writing, current_actor(), name=name, team_id=team_id, now=clock.now())
            return _done()
    except Invalid as refusal:
        form.refuse(refusal)
    return _page(form, None, "area"), 422


@administration.get("/areas/<int:area_id>")
@requires(MANAGE_PEOPLE)
def edit_area(area_id: int) -> str:
    area = _load(Area, area_id)
    return _page(
        AreaForm(data={"name": area.name, "team_id": area.team_id}).offer_teams(open_teams(db.session())), area, "area"
    )


@administration.post("/areas/<int:area_id>")
@requires(MANAGE_PEOPLE)
def save_area(area_id: int) -> str | Response | tuple[str, int]:
    form, area = AreaForm().offer_teams(open_teams(db.session())), _load(Area, area_id)
    try:
        if form.validate():
            with transaction() as writing:
                name, team_id = form.name.data or "", form.team_id.data
                area = _load(Area, area_id)
                services.change_area(writing, current_actor(), area, name=name, team_id=team_id, now=clock.now())
            return _done()
    except Invalid as refusal:
        form.refuse(refusal)
    return _page(form, area, "area"), 422


@administration.post("/areas/<int:area_id>/close")
@requires(MANAGE_PEOPLE)
def close_area(area_id: int) -> Response:
    with transaction() as writing:
        services.close_area(writing, current_actor(), _load(Area, area_id), now=clock.now())
    return _done()


@administration.post("/areas/<int:area_id>/reopen")
@requires(MANAGE_PEOPLE)
def reopen_area(area_id: int) -> Response:
    with transaction() as writing:
        services.reopen_area(writing, current_actor(), _load(Area, area_id), now=clock.now())
    return _done()


def _load(kind: type[Any], row_id: int) -> Any:
    row = db.session.get(kind, row_id) if row_id < 2**63 else None
    if row is None:
        raise NotFound
    return row


def _page(form: TeamForm | AreaForm, place: Team | Area | None, kind: str) -> str:
    verb = "reopen" if place and place.closed_at else "close"
    which: dict[str, Any] = {f"{kind}_id": place.id} if place else {}
    action = url_for(f".{verb}_{kind}", **which) if place else None
    return render_template("people/administration/place.html", form=form, place=place, kind=kind, action=action)


def _done() -> Response:
    flash(_("Saved."), "success")
    return redirect(url_for("administration.places"))


def _refused(refusal: DomainError, back: str) -> Response:
    flash(str(refusal.sentence), "error")
    return redirect(back)
