"""What people do with an initiative: explain their support, plan, restrict, take back."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.guard.views.asking import whole_and_known
from portal.initiatives.forms import PlanForm, RestrictForm, SupportForm
from portal.initiatives.models import Initiative, Visibility
from portal.initiatives.policy import PLAN, RESTRICT, SUPPORT, can_plan, can_restrict
from portal.initiatives.queries import areas, get_visible, teams
from portal.initiatives.queries.detail import detail
from portal.initiatives.services.planning import open_again, plan, present_plan, restrict
from portal.initiatives.services.supporting import support
from portal.initiatives.services.withdrawing import discard, hand_in_again, keep_after_all, withdraw
from portal.initiatives.views import blueprint, show
from portal.people.access import current_actor, requires, signed_in


@blueprint.post("/<item:number>/support/details")
@requires(SUPPORT)
@holds(_l("Sent again, it becomes your support with this example."), "evidence", along=("frequency", "reach"))
def explain_support(number: int) -> ResponseReturnValue:
    """Say how often one meets it and how many customers it touches; that supports it too."""
    actor, form = current_actor(), SupportForm()
    if whole_and_known(form, "evidence"):
        with transaction() as session:
            support(session, get_visible(session, number, actor), actor, **form.details, now=clock.now())
        say(_("Thank you: the committee sees how often this happens."))
        return redirect(url_for(".show", number=number, _anchor="my-voice"))
    return show.page(number, support_form=form), 422


@blueprint.get("/<item:number>/plan")
@requires(PLAN)
def arrange(number: int) -> ResponseReturnValue:
    """Who is responsible, until when, where it belongs."""
    initiative = _plannable(number)
    tags = ", ".join(tag.name for tag in initiative.tags)
    form = PlanForm(owner=initiative.owner_id, due_on=initiative.due_on, area=initiative.area_id, tags=tags)
    return _plan_page(_with_choices(form, initiative), initiative)


@blueprint.post("/<item:number>/plan")
@requires(PLAN)
def save_plan(number: int) -> ResponseReturnValue:
    """Keep the plan."""
    actor, initiative = current_actor(), _plannable(number)
    form, conflict = _with_choices(PlanForm(), initiative), None
    if form.validate():
        try:
            with transaction() as session:
                plan(
                    session, get_visible(session, number, actor), actor, owner_id=form.owner.person_id,
                    due_on=form.due_on.data, area_id=form.area.data, tags=form.tags.names,
                    opened=request.form.get("opened", ""), now=clock.now(),
                )  # fmt: skip
        except Invalid as error:
            form.refuse(error)
        except Conflict as error:
            form.refuse(error)
            conflict = error
        else:
            say(_("Saved."))
            return redirect(url_for(".show", number=number))
    return _plan_page(form, _plannable(number), conflict), 409 if conflict else 422


@blueprint.get("/<item:number>/restrict")
@requires(RESTRICT)
def choose_readers(number: int) -> ResponseReturnValue:
    """To whom it is open."""
    found = detail(db.session(), number, current_actor())
    require(can_restrict(current_actor(), found.initiative))
    scope = "teams" if found.initiative.visibility is Visibility.TEAMS else "everyone"
    return _restrict_page(_with_teams(RestrictForm(scope=scope, teams=found.team_ids)), found.initiative)


@blueprint.post("/<item:number>/restrict")
@requires(RESTRICT)
def save_readers(number: int) -> ResponseReturnValue:
    """Restrict it to some teams, or open it to everyone."""
    actor, form = current_actor(), _with_teams(RestrictForm())
    if form.validate():
        try:
            with transaction() as session:
                initiative = get_visible(session, number, actor)
                if form.scope.data == "teams":
                    restrict(session, initiative, actor, team_ids=form.teams.data or [], now=clock.now())
                else:
                    open_again(session, initiative, actor, now=clock.now())
        except Invalid as error:
            form.refuse(error)
        else:
            say(_("Saved."))
            return redirect(url_for(".show", number=number))
    return _restrict_page(form, get_visible(db.session(), number, actor)), 422


@blueprint.post("/<item:number>/withdraw")
@signed_in
def take_back(number: int) -> ResponseReturnValue:
    """Take one's own back; it can be handed in again."""
    with transaction() as session:
        withdraw(session, get_visible(session, number, current_actor()), current_actor(), now=clock.now())
    say(_("Taken back: only you see it now."), undo=(url_for(".bring_again", number=number), _("Undo")))
    return redirect(url_for(".show", number=number))


@blueprint.post("/<item:number>/hand-in")
@signed_in
def bring_again(number: int) -> ResponseReturnValue:
    """Hand a withdrawn one in again."""
    with transaction() as session:
        hand_in_again(session, get_visible(session, number, current_actor()), current_actor(), now=clock.now())
    say(_("Handed in again: everyone sees it."))
    return redirect(url_for(".show", number=number))


@blueprint.post("/<item:number>/discard")
@signed_in
def throw_away(number: int) -> ResponseReturnValue:
    """Throw a withdrawn one away."""
    with transaction() as session:
        discard(session, get_visible(session, number, current_actor()), current_actor(), now=clock.now())
    say(_("Discarded: nobody sees it any more."), undo=(url_for(".keep", number=number), _("Undo")))
    return redirect(url_for(".index", mine=1))


@blueprint.post("/<item:number>/keep")
@signed_in
def keep(number: int) -> ResponseReturnValue:
    """Have back what one has thrown away."""
    with transaction() as session:
        keep_after_all(session, number, current_actor(), now=clock.now())
    return redirect(url_for(".show", number=number))


def _plannable(number: int) -> Initiative:
    initiative = get_visible(db.session(), number, current_actor())
    require(can_plan(current_actor(), initiative))
    return initiative


def _with_choices(form: PlanForm, initiative: Initiative) -> PlanForm:
    known = [
        (id_, area.name) for id_, area in areas(db.session()).items() if not area.closed or id_ == initiative.area_id
    ]
    form.offer(known, owner_id=initiative.owner_id)
    return form


def _plan_page(form: PlanForm, initiative: Initiative, conflict: Conflict | None = None) -> str:
    """The form; after a conflict saving again is meant to replace what stands."""
    typed = request.form.get("opened") if request.method == "POST" and conflict is None else None
    return render_template(
        "initiatives/plan.html",
        form=form,
        title=initiative.title,
        number=initiative.id,
        opened=present_plan(initiative).mark if typed is None else typed,
        theirs=conflict.theirs if conflict else {},
    )


def _with_teams(form: RestrictForm) -> RestrictForm:
    form.offer([(id_, team.name) for id_, team in teams(db.session()).items() if not team.closed])
    return form


def _restrict_page(form: RestrictForm, initiative: Initiative) -> str:
    return render_template("initiatives/restrict.html", form=form, title=initiative.title, number=initiative.id)
