"""Administration of people: list, accounts, leaving, forgotten passwords."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, DomainError, Invalid, NotFound
from portal.core.i18n import gettext as _
from portal.core.text import clean_line
from portal.people.access import current_actor, requires
from portal.people.directory import Filters, accounts_page, reset_requests
from portal.people.forms.administration import ROLE_NAMES, ROLE_NOTES, PersonForm
from portal.people.models import Person, Role
from portal.people.policy import MANAGE_PEOPLE, can_erase
from portal.people.queries import open_teams, team_names, teams
from portal.people.services.accounts import LINK_HOURS, add_person, change_account, make_one_time_link
from portal.people.services.leaving import erase, reactivate
from portal.people.services.secrets import forget_help_request
from portal.people.views.blueprint import administration
from portal.people.views.directory import MAX_BEGINNING, pager_hrefs

STATES = ("open", "closed", "all")


@administration.get("/people")
@requires(MANAGE_PEOPLE)
def people_list() -> str:
    session, filters = db.session(), _filters()
    page = accounts_page(session, filters, request.args.get("cursor"))
    return render_template(
        "people/administration/people.html",
        page=page,
        filters=filters,
        teams=teams(session),
        team_names=team_names(session),
        role_names=ROLE_NAMES,
        requests=reset_requests(session),
        **pager_hrefs(
            "administration.people_list",
            page,
            q=filters.beginning,
            role=filters.role,
            team=filters.team_id,
            state=filters.state,
        ),
    )


def _filters() -> Filters:
    """What was asked for; what makes no sense is left out."""
    role, state = request.args.get("role", ""), request.args.get("state", "")
    return Filters(
        beginning=clean_line(request.args.get("q"))[:MAX_BEGINNING],
        role=Role(role) if role in ROLE_NOTES else None,
        team_id=next((team.id for team in teams(db.session()) if str(team.id) == request.args.get("team")), None),
        state=state if state in STATES else "open",
    )


@administration.get("/people/new")
@requires(MANAGE_PEOPLE)
def new_person() -> str:
    return _person_page(PersonForm().offer_teams(open_teams(db.session())), None)


@administration.post("/people/new")
@requires(MANAGE_PEOPLE)
def add_new_person() -> str | tuple[str, int]:
    form, actor, now = PersonForm().offer_teams(open_teams(db.session())), current_actor(), clock.now()
    if not form.validate():
        return _person_page(form, None), 422
    try:
        with transaction() as writing:
            person = add_person(writing, actor, now=now, roles=form.chosen_roles(), **form.fields())
            token = make_one_time_link(writing, actor, person, now=now)
    except Invalid as refusal:
        form.refuse(refusal)
        return _person_page(form, None), 422
    return _link_page(person, token)


@administration.get("/people/<int:person_id>")
@requires(MANAGE_PEOPLE)
def edit_person(person_id: int) -> str:
    person = load(person_id)
    return _person_page(_standing(person), person)


@administration.post("/people/<int:person_id>")
@requires(MANAGE_PEOPLE)
def save_person(person_id: int) -> str | Response | tuple[str, int]:
    person, actor, now = load(person_id), current_actor(), clock.now()
    form = PersonForm().offer_teams(_teams_for(person))
    try:
        if form.validate():
            with transaction() as writing:
                person = load(person_id)
                change_account(
                    writing, actor, person, form.fields(), form.chosen_roles(), version=form.version.data, now=now
                )
            flash(_("Saved."), "success")
            return redirect(url_for("administration.edit_person", person_id=person_id))
    except Invalid as refusal:
        form.refuse(refusal)
    except Conflict as conflict:
        form.show_theirs(_standing(load(person_id)))
        return _person_page(form, load(person_id)), conflict.status
    return _person_page(form, load(person_id)), 422


def _standing(person: Person) -> PersonForm:
    """The form as the account stands."""
    plain = ("name", "email", "job", "team_id", "started_on", "version")
    data = {name: getattr(person, name) for name in plain}
    data |= {
        "language": person.language or "",
        "mentor": person.mentor_id,
        "roles": [row.role.value for row in person.roles],
    }
    return PersonForm(formdata=None, data=data).offer_teams(_teams_for(person))


def load(person_id: int) -> Person:
    """The account, or NotFound; an erased one has nothing to administer."""
    person = db.session.get(Person, person_id) if person_id < 2**63 else None
    if person is None or person.erased_at is not None:
        raise NotFound
    return person


def _teams_for(person: Person) -> list[object]:
    """Open teams, and the closed one that the person may still be in."""
    return [team for team in teams(db.session()) if not team.closed or team.id == person.team_id]


def _person_page(form: PersonForm, person: Person | None) -> str:
    erasable = person is not None and can_erase(
        current_actor(), person_id=person.id, active=person.deactivated_at is None
    )
    return render_template(
        "people/administration/person.html", form=form, person=person, role_notes=ROLE_NOTES, erasable=erasable
    )


@administration.post("/people/<int:person_id>/link")
@requires(MANAGE_PEOPLE)
def make_link(person_id: int) -> str:
    with transaction() as writing:
        person = load(person_id)
        token = make_one_time_link(writing, current_actor(), person, now=clock.now())
        forget_help_request(writing, person.id)
    return _link_page(person, token)


def _link_page(person: Person, token: str) -> str:
    """The only time that the link is shown, with the address under which this administrator reaches the portal."""
    address = url_for("people.one_time_link", token=token, _external=True)
    return render_template("people/administration/link.html", person=person, address=address, hours=LINK_HOURS)


@administration.post("/people/<int:person_id>/dismiss-request")
@requires(MANAGE_PEOPLE)
def dismiss_request(person_id: int) -> Response:
    with transaction() as writing:
        forget_help_request(writing, load(person_id).id)
    flash(_("The request is gone."), "success")
    return redirect(url_for("administration.people_list"))


@administration.post("/people/<int:person_id>/reopen")
@requires(MANAGE_PEOPLE)
def reopen_person(person_id: int) -> Response:
    with transaction() as writing:
        reactivate(writing, current_actor(), load(person_id), now=clock.now())
    flash(_("The account is open again. Make a one-time link if the password is forgotten."), "success")
    return redirect(url_for("administration.edit_person", person_id=person_id))


@administration.get("/people/<int:person_id>/erase")
@requires(MANAGE_PEOPLE)
def ask_to_erase(person_id: int) -> str:
    person = load(person_id)
    if not can_erase(current_actor(), person_id=person.id, active=person.deactivated_at is None):
        raise DomainError(_("Close the account first: then its duties go to somebody else."))
    return render_template("people/administration/erase.html", person=person)


@administration.post("/people/<int:person_id>/erase")
@requires(MANAGE_PEOPLE)
def erase_person(person_id: int) -> Response:
    with transaction() as writing:
        erase(writing, current_actor(), load(person_id), now=clock.now())
    flash(_("Everything personal is erased."), "success")
    return redirect(url_for("administration.people_list", state="closed"))
