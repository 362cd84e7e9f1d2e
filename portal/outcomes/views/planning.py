"""Saying by what it will be seen whether an initiative worked; with the button of the page the work begins."""

from datetime import date, timedelta
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import gettext as _
from portal.core.markdown import plain_text
from portal.core.numbers import number_path
from portal.core.typed import whole_number
from portal.core.web.flashes import say
from portal.guard.views.asking import whole_and_known
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.policy import can_move
from portal.initiatives.queries import KnownStatus, get_visible, statuses
from portal.outcomes.forms.outcomes import OutcomePlanForm
from portal.outcomes.models import OutcomePlan, PlanKind
from portal.outcomes.models.outcomes import MAX_SIGN_LETTERS
from portal.outcomes.outcome_policy import BEGUN, can_plan_outcome, is_judge, stands
from portal.outcomes.queries.metrics import KnownMetric, metrics
from portal.outcomes.queries.plans import plan_of
from portal.outcomes.services.planning import begin_work, plan_outcome
from portal.outcomes.views.outcomes import blueprint
from portal.people.access import current_actor, signed_in
from portal.people.sending_limit import rate_limited

#: When the author said nothing: so long after the day on which it is to be ready, or after today.
DAYS_AFTER_READY, DAYS_AFTER_TODAY = 30, 90
#: The name of the button that saves and leaves the initiative where it is.
ONLY_SAVE = "only_save"


@blueprint.get("/<item:number>/plan")
@signed_in
def plan(number: int) -> ResponseReturnValue:
    """The form, as it stands or as the author hoped."""
    session, actor = db.session(), current_actor()
    initiative = get_visible(session, number, actor)
    present = plan_of(session, number)
    require(can_plan_outcome(actor, initiative, present))
    form = OutcomePlanForm(formdata=None, **_filled(session, initiative, actor, present))
    return _page(form, initiative, actor, present, present.version if present else 0)


@blueprint.post("/<item:number>/plan")
@signed_in
@rate_limited
def save_plan(number: int) -> ResponseReturnValue:
    """Save it, and begin the work with it unless it was only to be saved."""
    session, actor = db.session(), current_actor()
    initiative, present = get_visible(session, number, actor), plan_of(session, number)
    require(can_plan_outcome(actor, initiative, present))
    form = OutcomePlanForm()
    begins = _prepare(form, initiative, actor, present)
    if ONLY_SAVE in request.form:
        begins = []
    opened = whole_number(request.form.get("opened", "")) or 0
    if whole_and_known(form, "sign", "metric_name", *(("reason",) if "reason" in form else ())):
        try:
            with transaction() as writing:
                _save(writing, get_visible(writing, number, actor), actor, form, begins, opened)
        except (Invalid, Conflict) as error:
            form.refuse(error)
            opened = _version_now(number)
        else:
            say(_("The work has begun. The author and everyone who follows will be told.") if begins else _("Saved."))
            return redirect(f"/initiatives/{number_path(number)}", 303)
    session = db.session()
    return _page(form, get_visible(session, number, actor), actor, plan_of(session, number), opened, kept=True), 422


def _save(
    session: Session, initiative: Initiative, actor: Actor, form: OutcomePlanForm, begins: list[KnownStatus] | None,
    opened: int,
) -> None:  # fmt: skip
    now = clock.now()
    if begins:
        chosen = form.to.data if "to" in form else begins[0].id
        to = next(status for status in begins if status.id == chosen)
        begin_work(session, initiative, actor, to, form.planned, opened=opened, now=now)
        return
    reason = (form.reason.data or "") if "reason" in form else ""
    plan_outcome(session, initiative, actor, form.planned, reason=reason, opened=opened, now=now)


def _version_now(number: int) -> int:
    present = plan_of(db.session(), number)
    return present.version if present else 0


def _prepare(
    form: OutcomePlanForm, initiative: Initiative, actor: Actor, present: OutcomePlan | None
) -> list[KnownStatus]:
    """Offer what there is to choose from; the statuses as which the work may begin with this form."""
    known = metrics(db.session())
    offered = [*known.open]
    if present is not None and present.metric_id is not None and known.by_id[present.metric_id] not in offered:
        offered.append(known.by_id[present.metric_id])
    form.offer(offered, measurer_id=present.measurer_id if present else None)
    begins = _beginnings(initiative, actor)
    form.begin_as([(status.id, status.label) for status in begins])
    if not stands(present):
        form.without_reason()
    return begins


def _beginnings(initiative: Initiative, actor: Actor) -> list[KnownStatus]:
    """The statuses of work that this person may give it now; the default one first."""
    accepted = initiative.status_type is StatusType.ACCEPTED
    if not accepted or not can_move(actor, initiative, StatusType.IN_PROGRESS):
        return []
    usable = [one for one in statuses(db.session()).open if one.type is StatusType.IN_PROGRESS]
    return sorted(usable, key=lambda one: not one.is_default)


def _filled(session: Session, initiative: Initiative, actor: Actor, present: OutcomePlan | None) -> dict[str, Any]:
    """What stands; before that, what the author hoped for."""
    if present is not None and present.kind is not PlanKind.UNRECORDED:
        return {
            "kind": present.kind.value, "metric": present.metric_id, "metric_name": present.metric_name,
            "unit": present.unit, "baseline": present.baseline, "target": present.target, "sign": present.sign,
            "benefit": present.benefit.value if present.benefit else "", "check_on": present.check_on,
            "measurer": present.measurer_id,
        }  # fmt: skip
    metric = _meant(session, initiative)
    return {
        "kind": (PlanKind.METRIC if initiative.metric_name else PlanKind.SIGN).value,
        "metric": metric.id if metric else None,
        "metric_name": "" if metric else initiative.metric_name,
        "unit": "" if metric else initiative.metric_unit,
        "baseline": initiative.metric_baseline,
        "target": initiative.metric_target,
        "sign": "" if initiative.metric_name else plain_text(initiative.outcome_html, MAX_SIGN_LETTERS),
        "check_on": _check_day(initiative),
        "measurer": actor.id if is_judge(actor, initiative) else None,  # not whoever does the work
    }


def _meant(session: Session, initiative: Initiative) -> KnownMetric | None:
    """The company's metric that the author named, in whatever language."""
    named = initiative.metric_name.strip().casefold()
    if not named:
        return None
    return next(
        (
            metric
            for metric in metrics(session).open
            if named in {metric.key, *(name.casefold() for name in metric.names.values())}
        ),
        None,
    )


def _check_day(initiative: Initiative) -> date:
    today = i18n.today(clock.now())
    if initiative.metric_due_on is not None and initiative.metric_due_on > today:
        return initiative.metric_due_on
    if initiative.due_on is not None and initiative.due_on >= today:
        return initiative.due_on + timedelta(days=DAYS_AFTER_READY)
    return today + timedelta(days=DAYS_AFTER_TODAY)


def _page(
    form: OutcomePlanForm, initiative: Initiative, actor: Actor, present: OutcomePlan | None, opened: int,
    *, kept: bool = False,
) -> str:  # fmt: skip
    begins = _beginnings(initiative, actor) if kept else _prepare(form, initiative, actor, present)
    return render_template(
        "outcomes/plan.html",
        form=form,
        title=initiative.title,
        number=initiative.id,
        opened=opened,
        begins=bool(begins),
        locked=stands(present),
        late=not stands(present) and initiative.status_type in BEGUN,
        hoped=plain_text(initiative.outcome_html),
        action=f"/outcomes/{number_path(initiative.id)}/plan",
    )
