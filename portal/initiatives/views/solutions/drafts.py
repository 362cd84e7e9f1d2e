"""A solution while it is being written: kept as one types, thrown away, had back."""

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.drafts import discard_draft, save_draft, take_back_draft
from portal.core.errors import require
from portal.core.forms import saved_words
from portal.core.i18n import gettext as _
from portal.core.text import clean_text
from portal.core.web.errors import wants_json
from portal.core.web.flashes import say
from portal.core.web.settling import settle_draft
from portal.initiatives.policy import PROPOSE, can_change_solution, can_propose_solution
from portal.initiatives.queries import get_visible
from portal.initiatives.queries.solutions import SOLUTION, get_solution, solution_edit_key, solution_key
from portal.initiatives.views import blueprint
from portal.people.access import current_actor, requires


@blueprint.post("/<item:number>/solutions/draft")
@requires(PROPOSE)
def keep_solution_draft(number: int) -> ResponseReturnValue:
    """Keep what is typed and not sent; asked by the script every moment, or by a button where there is no script."""
    actor = current_actor()
    with transaction() as session:
        require(can_propose_solution(actor, get_visible(session, number, actor)))
        _keep(session, actor, solution_key(number, actor), standing="")
    return _kept(url_for(".write_solution", number=number))


@blueprint.post("/<item:number>/solutions/draft/discard")
@requires(PROPOSE)
def throw_solution_draft_away(number: int) -> ResponseReturnValue:
    """Throw it away; for a day it can be had back."""
    actor = current_actor()
    key = solution_key(number, actor)
    with transaction() as session:
        get_visible(session, number, actor)
        _keep(session, actor, key, standing="")
        found = discard_draft(session, actor, SOLUTION, key, now=clock.now())
    settle_draft(key)
    if found:
        say(_("The draft is deleted."), undo=(url_for(".take_solution_draft_back", number=number), _("Undo")))
    return redirect(url_for(".show", number=number))


@blueprint.post("/<item:number>/solutions/draft/take-back")
@requires(PROPOSE)
def take_solution_draft_back(number: int) -> ResponseReturnValue:
    """Undo the throwing away."""
    actor = current_actor()
    with transaction() as session:
        take_back_draft(session, actor, SOLUTION, solution_key(number, actor))
    return redirect(url_for(".write_solution", number=number))


@blueprint.post("/solutions/<int:solution_id>/draft")
@requires(PROPOSE)
def keep_solution_changes(solution_id: int) -> ResponseReturnValue:
    """Keep what is typed over one's own solution."""
    actor = current_actor()
    with transaction() as session:
        solution, initiative = get_solution(session, solution_id, actor)
        require(can_change_solution(actor, initiative, solution))
        _keep(session, actor, solution_edit_key(solution_id, actor), standing=solution.body)
    return _kept(url_for(".change_solution", solution_id=solution_id))


@blueprint.post("/solutions/<int:solution_id>/draft/discard")
@requires(PROPOSE)
def throw_solution_changes_away(solution_id: int) -> ResponseReturnValue:
    """Leave the text as it stands; what was typed can be had back for a day."""
    actor = current_actor()
    key = solution_edit_key(solution_id, actor)
    with transaction() as session:
        solution, _initiative = get_solution(session, solution_id, actor)
        _keep(session, actor, key, standing=solution.body)
        found = discard_draft(session, actor, SOLUTION, key, now=clock.now())
    settle_draft(key)
    if found:
        undo = url_for(".take_solution_changes_back", solution_id=solution_id)
        say(_("The text stays as it was."), undo=(undo, _("Undo")))
    return redirect(url_for(".show", number=solution.initiative_id))


@blueprint.post("/solutions/<int:solution_id>/draft/take-back")
@requires(PROPOSE)
def take_solution_changes_back(solution_id: int) -> ResponseReturnValue:
    """Go on with the changes that were thrown away."""
    actor = current_actor()
    with transaction() as session:
        take_back_draft(session, actor, SOLUTION, solution_edit_key(solution_id, actor))
    return redirect(url_for(".change_solution", solution_id=solution_id))


def _keep(session: Session, actor: Actor, key: str, *, standing: str) -> None:
    """Keep the form of this request, unless it says nothing or what stands already."""
    body = clean_text(request.form.get("body"))
    if body and body != standing:
        fields = {"body": body, "version": request.form.get("version", "")}
        save_draft(session, actor, SOLUTION, key, fields, now=clock.now())
    elif "body" in request.form:
        discard_draft(session, actor, SOLUTION, key, now=clock.now())


def _kept(page: str) -> ResponseReturnValue:
    return jsonify(saved=saved_words(clock.now())) if wants_json() else redirect(page)
