"""Colleagues: the directory, a person's page, and names for a text that mentions somebody."""

from urllib.parse import urlencode

from flask import jsonify, render_template, request
from werkzeug.wrappers import Response

from portal.core import clock, i18n
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.panels import PersonPanel, person_panels
from portal.core.text import clean_line
from portal.core.typed import whole_number
from portal.core.web.templating import path_to
from portal.people import directory as lists
from portal.people.access import current_actor, signed_in
from portal.people.models import Person
from portal.people.policy import can_manage_people
from portal.people.queries import open_teams, stand_ins_for, team_names
from portal.people.views.blueprint import people

MAX_BEGINNING = 60


@people.get("/people")
@signed_in
def directory() -> str:
    session, beginning, team_id = db.session(), clean_line(request.args.get("q"))[:MAX_BEGINNING], _team_chosen()
    page = lists.directory_page(
        session,
        beginning=beginning,
        team_id=team_id,
        day=i18n.today(clock.now()),
        cursor=request.args.get("cursor"),
    )
    return render_template(
        "people/directory.html",
        page=page,
        beginning=beginning,
        team_id=team_id,
        teams=open_teams(session),
        team_names=team_names(session),
        **pager_hrefs("people.directory", page, q=beginning, team=team_id),
    )


@people.get("/people/<int:person_id>")
@signed_in
def person(person_id: int) -> str:
    session = db.session()
    found = session.get(Person, person_id) if person_id < 2**63 else None
    if found is None:
        raise NotFound
    team, day = lists.team_of(session, found.team_id), i18n.today(clock.now())
    away = bool(found.away_from and found.away_from <= day and (found.away_until is None or found.away_until >= day))
    stand_in_id = stand_ins_for(session, [person_id], day).get(person_id) if away else None
    named = lists.colleagues(session, found.mentor_id, stand_in_id, team.lead_id if team else None)
    return render_template(
        "people/person.html",
        person=found,
        team=team,
        lead=named.get(team.lead_id or 0) if team and team.lead_id != person_id else None,
        mentor=named.get(found.mentor_id or 0),
        away=away,
        stand_in=named.get(stand_in_id or 0),
        may_manage=can_manage_people(current_actor()),
        mine=person_id == current_actor().id,
        panels=[] if found.erased_at else _panels(person_id),
    )


def _panels(person_id: int) -> list[PersonPanel]:
    """What other slices show of the person to whoever looks."""
    shown = [panel(db.session(), person_id, current_actor()) for panel in person_panels]
    return [panel for panel in shown if panel is not None]


@people.get("/people/suggest")
@signed_in
def suggest() -> Response:
    return jsonify(lists.suggestions(db.session(), clean_line(request.args.get("q"))[:MAX_BEGINNING]))


def _team_chosen() -> int | None:
    """The team of the filter, when it is one."""
    chosen = whole_number(request.args.get("team"))
    return chosen if any(team.id == chosen for team in open_teams(db.session())) else None


def pager_hrefs(endpoint: str, page: object, **filters: object) -> dict[str, str | None]:
    """Addresses of the neighbouring pages with the same filters."""
    kept = {name: value for name, value in filters.items() if value}
    cursors = {"newer": getattr(page, "newer", None), "older": getattr(page, "older", None)}
    return {
        name: f"{path_to(endpoint)}?{urlencode({**kept, 'cursor': cursor})}" if cursor else None
        for name, cursor in cursors.items()
    }
