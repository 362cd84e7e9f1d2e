"""Giving an initiative another status: each move has a form of its own, on a page or in the initiative's dialog."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, require
from portal.core.forms import Form
from portal.core.i18n import gettext as _
from portal.core.markdown import RenderedText, render
from portal.core.web.addresses import own_path
from portal.core.web.flashes import say
from portal.guard.views.asking import whole_and_known
from portal.initiatives.forms import MoveForm
from portal.initiatives.joining import Missing, missing
from portal.initiatives.models import MIN_REASON_LETTERS, Initiative, StatusType
from portal.initiatives.policy import can_plan, legal_moves
from portal.initiatives.queries import areas, get_visible, statuses
from portal.initiatives.services.moving import move
from portal.initiatives.services.planning import accept, present_plan
from portal.initiatives.verbs import Choice, asks_in_talk, choice, judges
from portal.initiatives.views import blueprint
from portal.people.access import current_actor, signed_in
from portal.people.sending_limit import rate_limited


@blueprint.get("/<item:number>/move")
@signed_in
def choose_move(number: int) -> ResponseReturnValue:
    """What may be done with it now; with ``to``, the form of that one move."""
    initiative = get_visible(db.session(), number, current_actor())
    offered = choices(initiative, current_actor())
    require(bool(offered))
    chosen = _chosen(offered, request.args.get("to"))
    lacking = _lacking(initiative, chosen)
    if lacking is not None and lacking.at_once:
        return _led_to(lacking.href)
    form = _form(initiative, chosen, filled=True) if chosen else None
    if form is not None:
        first = form.until or form.reason
        first.render_kw = {"autofocus": True}
    return _move_page(initiative, chosen, form)


@blueprint.post("/<item:number>/move")
@signed_in
@rate_limited
def decide(number: int) -> ResponseReturnValue:
    """Give it another status, with a reason where one is due; acceptance may name who does it, and until when."""
    actor = current_actor()
    initiative = get_visible(db.session(), number, actor)
    offered = choices(initiative, actor)
    require(bool(offered))
    chosen = _chosen(offered, request.form.get("to"))
    form = _form(initiative, chosen)
    if chosen is None:
        form.refuse(Invalid(_("Choose what happens next. If you had chosen, somebody was quicker.")))
    elif whole_and_known(form, "reason"):
        reason = render(form.reason.data or "")
        try:
            with transaction() as session:
                _carry_out(session, get_visible(session, number, actor), actor, chosen, form, reason)
        except (Invalid, Conflict) as error:
            form.refuse(error)
        else:
            say(_("Saved. The author and everyone who follows will be told."))
            return redirect(own_path(request.form.get("back"), url_for(".show", number=number)))
    return _move_page(get_visible(db.session(), number, actor), chosen, form), 422


def _lacking(initiative: Initiative, chosen: Choice | None) -> Missing | None:
    return missing(db.session(), initiative, chosen.status.type, current_actor()) if chosen else None


def _led_to(path: str) -> ResponseReturnValue:
    """The whole page goes there, not only the piece of it that a script asked for."""
    if request.headers.get("HX-Request") == "true":
        return "", 204, {"HX-Redirect": path}
    return redirect(path)


def refused(number: int, sent: Form) -> str:
    """The form of a move that was sent from elsewhere and refused: what was typed, and why not."""
    initiative = get_visible(db.session(), number, current_actor())
    chosen = _chosen(choices(initiative, current_actor()), request.form.get("to"))
    form = _form(initiative, chosen, filled=True)
    form.take_over(sent)
    return _move_page(initiative, chosen, form)


def decision(initiative: Initiative, actor: Actor) -> dict[str, Any]:
    """What the dialog offers this person now: nothing to most."""
    offered = choices(initiative, actor)
    in_committee = judges(initiative, actor)
    return {
        "number": initiative.id,
        "seen": initiative.status_id,
        "choices": offered,
        "judges": in_committee,
        "asks": in_committee and asks_in_talk(initiative, offered),
    }


def choices(initiative: Initiative, actor: Actor) -> list[Choice]:
    """The moves that this person may make now, in their words."""
    offered = legal_moves(initiative, actor, statuses(db.session()).open)
    return [choice(initiative, status, actor) for status in offered]


def _chosen(offered: list[Choice], to: str | None) -> Choice | None:
    return next((one for one in offered if str(one.status.id) == to), None)


def _form(initiative: Initiative, chosen: Choice | None, *, filled: bool = False) -> MoveForm:
    """The form of one move; ``filled`` with what stands, else as it was sent."""
    if filled:
        form = MoveForm(formdata=None, owner=initiative.owner_id, due_on=initiative.due_on, area=initiative.area_id)
    else:
        form = MoveForm()
    form.ask(chosen)
    known = [area for area in areas(db.session()).values() if not area.closed or area.id == initiative.area_id]
    form.offer([(area.id, area.name) for area in known], owner_id=initiative.owner_id)
    plans = chosen is not None and chosen.status.type is StatusType.ACCEPTED and can_plan(current_actor(), initiative)
    if not plans or not (filled or "opened" in request.form):
        form.leave_plan_out()
    return form


def _carry_out(
    session: Session, initiative: Initiative, actor: Actor, chosen: Choice, form: MoveForm, reason: RenderedText
) -> None:
    now, to = clock.now(), chosen.status
    if request.form.get("seen", str(initiative.status_id)) != str(initiative.status_id):
        raise Conflict(_("Somebody has moved it meanwhile. Please look where it stands now."))
    if form.plans:
        accept(
            session, initiative, actor, to, reason=reason, owner_id=form.owner.person_id, due_on=form.due_on.data,
            area_id=form.area.data, opened=request.form.get("opened"), now=now,
        )  # fmt: skip
    else:
        until = form.until.data if form.until else None
        move(session, initiative, actor, to, reason=reason, defer_until=until, now=now)


def _move_page(initiative: Initiative, chosen: Choice | None, form: MoveForm | None) -> str:
    return render_template(
        "initiatives/move.html",
        missing=_lacking(initiative, chosen),
        title=initiative.title,
        chosen=chosen,
        move_form=form,
        min_letters=MIN_REASON_LETTERS,
        opened=present_plan(initiative).mark,
        back=own_path(request.values.get("back"), ""),
        **decision(initiative, current_actor()),
    )
