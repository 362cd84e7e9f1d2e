"""Proposing another way to solve it, and changing one's own."""

import secrets
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.drafts import Draft
from portal.core.errors import Conflict, Forbidden, Invalid, require
from portal.core.forms import saved_words
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import render
from portal.core.numbers import number_path
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.core.web.settling import settle_draft
from portal.guard.views.asking import whole_and_known
from portal.initiatives.models import Initiative, Solution
from portal.initiatives.policy import PROPOSE, can_change_solution, can_propose_solution
from portal.initiatives.queries import get_visible
from portal.initiatives.queries.solutions import get_solution, solution_edit_key, solution_key, unsent_solution
from portal.initiatives.services.solutions import CHOSEN, SETTLED, edit_solution, propose_solution
from portal.initiatives.views import blueprint
from portal.initiatives.views.solutions.forms import SolutionForm
from portal.people.access import current_actor, requires
from portal.people.sending_limit import rate_limited


@blueprint.get("/<item:number>/solutions/new")
@requires(PROPOSE)
def write_solution(number: int) -> ResponseReturnValue:
    """An empty form, or what one had begun."""
    actor = current_actor()
    initiative = get_visible(db.session(), number, actor)
    require(can_propose_solution(actor, initiative), SETTLED)
    kept = unsent_solution(db.session(), solution_key(number, actor), actor)
    form = SolutionForm(MultiDict(kept.fields if kept else {}))
    form.submission_key.data = secrets.token_urlsafe(16)
    return _new_page(form, initiative, actor, kept)


@blueprint.post("/<item:number>/solutions/new")
@requires(PROPOSE)
@rate_limited
@holds(_l("Sent again, it becomes another solution under this problem."), "body", along=("submission_key",))
def send_solution(number: int) -> ResponseReturnValue:
    """Put it beside the others. Sending the form twice leaves one."""
    actor, form = current_actor(), SolutionForm()
    if whole_and_known(form, "body"):
        text, key = render(form.body.data or ""), form.submission_key.data or secrets.token_urlsafe(16)
        try:
            with transaction() as session:
                initiative = get_visible(session, number, actor)
                made = propose_solution(session, initiative, actor, text, submission_key=key, now=clock.now())
        except Invalid as error:
            form.refuse(error)
        else:
            settle_draft(solution_key(number, actor))
            say(_("Thank you! Your solution stands beside the others; colleagues can support it."))
            return redirect(place_of_solution(made))
    return _new_page(form, get_visible(db.session(), number, actor), actor), 422


@blueprint.get("/solutions/<int:solution_id>/edit")
@requires(PROPOSE)
def change_solution(solution_id: int) -> ResponseReturnValue:
    """The form with the words as they stand, or as one has left them."""
    actor = current_actor()
    solution, initiative = _mine(solution_id, actor)
    kept = unsent_solution(db.session(), solution_edit_key(solution_id, actor), actor)
    standing = {"body": solution.body, "version": solution.version}
    return _edit_page(SolutionForm(MultiDict(kept.fields if kept else standing)), solution, initiative, actor, kept)


@blueprint.post("/solutions/<int:solution_id>/edit")
@requires(PROPOSE)
@rate_limited
@holds(_l("Sent again, it becomes the new text of your solution."), "body", along=("version",))
def save_solution(solution_id: int) -> ResponseReturnValue:
    """Keep other words; both texts are shown when they were changed meanwhile."""
    actor, form, status = current_actor(), SolutionForm(), 422
    _mine(solution_id, actor)
    if whole_and_known(form, "body"):
        text, version = render(form.body.data or ""), form.version.data or 0
        try:
            with transaction() as session:
                solution, initiative = get_solution(session, solution_id, actor, lock=True)
                edit_solution(session, solution, initiative, actor, text, version=version, now=clock.now())
        except Invalid as error:
            form.refuse(error)
        except Conflict:
            status = 409
        else:
            settle_draft(solution_edit_key(solution_id, actor))
            say(_("Saved."))
            return redirect(place_of_solution(solution))
    solution, initiative = _mine(solution_id, actor)
    if status == 409:
        form.show_theirs(SolutionForm(formdata=None, data={"body": solution.body, "version": solution.version}))
    return _edit_page(form, solution, initiative, actor), status


def place_of_solution(solution: Solution) -> str:
    """Where it stands on the page of its initiative."""
    return f"/initiatives/{number_path(solution.initiative_id)}#solution-{solution.id}"


def _mine(solution_id: int, actor: Actor) -> tuple[Solution, Initiative]:
    solution, initiative = get_solution(db.session(), solution_id, actor)
    if solution.chosen_at is not None and solution.author_id == actor.id:
        raise Forbidden(CHOSEN)
    require(can_change_solution(actor, initiative, solution))
    return solution, initiative


def _new_page(form: SolutionForm, initiative: Initiative, actor: Actor, kept: Draft | None = None) -> str:
    base = f"/initiatives/{number_path(initiative.id)}"
    return _page(
        form, initiative, kept, back_href=base, action=f"{base}/solutions/new", draft_action=f"{base}/solutions/draft",
        copy_key=solution_key(initiative.id, actor),
    )  # fmt: skip


def _edit_page(
    form: SolutionForm, solution: Solution, initiative: Initiative, actor: Actor, kept: Draft | None = None
) -> str:
    base = f"/initiatives/solutions/{solution.id}"
    return _page(
        form, initiative, kept, back_href=place_of_solution(solution), action=f"{base}/edit",
        draft_action=f"{base}/draft", copy_key=solution_edit_key(solution.id, actor), editing=True,
    )  # fmt: skip


def _page(form: SolutionForm, initiative: Initiative, kept: Draft | None, **values: Any) -> str:
    return render_template(
        "initiatives/solutions/form.html",
        form=form,
        initiative=initiative,
        saved_at=saved_words(kept.updated_at) if kept else None,
        saved_epoch=int(kept.updated_at.timestamp()) if kept else 0,
        answers=request.method == "POST",
        **values,
    )
