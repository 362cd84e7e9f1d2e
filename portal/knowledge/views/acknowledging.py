"""Asking readers to say that they have read an item; saying so; who has."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, NotFound, require
from portal.core.forms import Form, options
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.typed import whole_number
from portal.core.web.coming import with_way_back
from portal.core.web.flashes import say
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import KnowledgeItem
from portal.knowledge.policy import can_ask_to_acknowledge
from portal.knowledge.queries import genres, get_visible
from portal.knowledge.queries.acknowledgements import (
    TeamReaders,
    read_lately,
    readers_by_team,
    readers_in,
    waiting_for,
)
from portal.knowledge.services.acknowledging import acknowledge, ask_to_acknowledge, asked_teams, stop_asking
from portal.knowledge.views.blueprint import blueprint
from portal.knowledge.views.my_tabs import TO_READ, my_tabs
from portal.people.access import current_actor, signed_in
from portal.people.queries import open_teams, team_names, teams

NOBODY, EVERYBODY, TEAMS = "nobody", "everybody", "teams"


class AskForm(Form):
    """Who is asked to read it."""

    scope = RadioField(
        _l("Who is asked to read it"),
        choices=[
            SelectChoice(NOBODY, _l("Nobody")),
            SelectChoice(EVERYBODY, _l("Everybody")),
            SelectChoice(TEAMS, _l("Only these teams")),
        ],
        default=NOBODY,
    )
    teams = SelectMultipleField(
        _l("Teams"),
        coerce=int,
        invalid_choice_message=lambda _count: _("Please choose teams from the list."),  # type: ignore[call-arg]  # newer than its type stubs
    )

    def offer(self, rows: Sequence[tuple[int, str]]) -> None:
        """Set the teams to choose from."""
        self.teams.choices = options(rows)


@blueprint.get("/to-read")
@signed_in
def to_read() -> ResponseReturnValue:
    """What waits to be read by whoever looks, and what they have read lately."""
    actor, session = current_actor(), db.session()
    waiting = waiting_for(session, actor)
    return render_template(
        "knowledge/to_read.html", waiting=waiting, lately=read_lately(session, actor),
        genres=genres(session).by_id, href=item_href, tabs=my_tabs(session, actor, TO_READ, to_read=len(waiting)),
    )  # fmt: skip


@blueprint.post("/<item:number>/acknowledge")
@signed_in
def say_read(number: int) -> ResponseReturnValue:
    """'I have read this': the revision ``number`` that was before the reader."""
    actor = current_actor()
    item = get_visible(db.session(), None, number, actor)
    try:
        with transaction() as session:
            item = get_visible(session, None, number, actor)
            acknowledge(session, item, actor, number=whole_number(request.form.get("number")) or 0, now=clock.now())
    except Conflict as error:
        say(str(error.sentence), "info")
        return redirect(with_way_back(f"{item_href(item.kind, number)}#reading"))
    say(_("Thank you. It is noted that you have read it."))
    then = request.form.get("then") == "list"
    return redirect(url_for(".to_read") if then else with_way_back(f"{item_href(item.kind, number)}#reading"))


@blueprint.get("/<item:number>/ask")
@signed_in
def choose_readers(number: int) -> ResponseReturnValue:
    """Who is asked to read it."""
    item = _asked_about(number, current_actor())
    chosen = asked_teams(db.session(), item)
    scope = (TEAMS if chosen else EVERYBODY) if item.must_acknowledge else NOBODY
    return _ask_page(_with_teams(AskForm(scope=scope, teams=sorted(chosen))), item)


@blueprint.post("/<item:number>/ask")
@signed_in
def ask_readers(number: int) -> ResponseReturnValue:
    """Ask everybody, some teams, or nobody any more."""
    actor = current_actor()
    item, form = _asked_about(number, actor), _with_teams(AskForm())
    if form.validate():
        try:
            _ask(number, actor, form)
        except Invalid as error:
            form.refuse(error)
        else:
            say(_("Saved.") if form.scope.data == NOBODY else _("Asked: everybody concerned is told once."))
            return redirect(f"{item_href(item.kind, number)}#reading")
    return _ask_page(form, item), 422


def _ask(number: int, actor: Actor, form: AskForm) -> None:
    chosen = form.teams.data or []
    if form.scope.data == TEAMS and not chosen:
        raise Invalid(_("Choose at least one team."), field="teams")
    with transaction() as session:
        item, now = get_visible(session, None, number, actor), clock.now()
        if form.scope.data == NOBODY:
            stop_asking(session, item, actor, now=now)
        else:
            ask_to_acknowledge(session, item, actor, chosen if form.scope.data == TEAMS else (), now=now)


def _asked_about(number: int, actor: Actor) -> KnowledgeItem:
    item = get_visible(db.session(), None, number, actor)
    require(can_ask_to_acknowledge(actor, item))
    return item


def _with_teams(form: AskForm) -> AskForm:
    form.offer([(team.id, team.name) for team in open_teams(db.session())])
    return form


def _ask_page(form: AskForm, item: KnowledgeItem) -> str:
    return render_template("knowledge/ask.html", form=form, item=item, href=item_href(item.kind, item.id))


@blueprint.get("/<item:number>/readers")
@signed_in
def readers(number: int) -> ResponseReturnValue:
    """Who has read it and who hasn't, team by team: for keeper and editors; a lead sees the team's own."""
    actor, session = current_actor(), db.session()
    item = get_visible(session, None, number, actor)
    shown = _teams_for(actor, item, readers_by_team(session, item.id))
    # 0: people in no team; None: no team is opened.
    chosen = (shown[0].team_id or 0) if len(shown) == 1 else whole_number(request.args.get("team"))
    names = None
    if chosen is not None:
        if (chosen or None) not in {row.team_id for row in shown}:
            raise NotFound
        names = readers_in(session, item.id, chosen or None, i18n.today(clock.now()))
    return render_template(
        "knowledge/readers.html", item=item, href=item_href(item.kind, number), rows=shown, names=names, chosen=chosen,
        team_names=team_names(session), can_ask=can_ask_to_acknowledge(actor, item),
    )  # fmt: skip


def _teams_for(actor: Actor, item: KnowledgeItem, rows: list[TeamReaders]) -> list[TeamReaders]:
    """What this person may know: all of it, or their own team's; Forbidden for everyone else."""
    named = team_names(db.session())
    rows = sorted(rows, key=lambda row: (row.team_id is None, i18n.sort_key(named.get(row.team_id or 0, ""))))
    if can_ask_to_acknowledge(actor, item):
        return rows
    led = {team.id for team in teams(db.session()) if team.lead_id == actor.id}
    require(bool(led) and item.must_acknowledge)
    return [row for row in rows if row.team_id in led]
