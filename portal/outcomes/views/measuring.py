"""Looking what an initiative gave, and confirming what came out: one page, which asks each person for their part."""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import RenderedText, render
from portal.core.numbers import number_path
from portal.core.web.flashes import say
from portal.guard.views.asking import whole_and_known
from portal.initiatives.models import DONE_TYPES, MIN_REASON_LETTERS, Initiative, StatusType
from portal.initiatives.queries import get_visible, statuses
from portal.outcomes.charting import draw_around
from portal.outcomes.forms.outcomes import MeasureForm
from portal.outcomes.metric_presenting import tell
from portal.outcomes.models import OutcomePlan, PlanKind, Verdict
from portal.outcomes.outcome_policy import can_confirm, can_measure, can_plan_outcome
from portal.outcomes.panels import shown
from portal.outcomes.queries.comparing import around
from portal.outcomes.queries.detail import OutcomeDetail, outcome_detail
from portal.outcomes.queries.metrics import metrics
from portal.outcomes.queries.plans import confirmers, doers_of, plan_of
from portal.outcomes.services.measuring import add_measurement, confirm_outcome, stands_back
from portal.outcomes.verdicts import proposed_verdict, reached_share
from portal.outcomes.views.outcomes import blueprint
from portal.outcomes.wording import VERDICTS, share_words
from portal.people.access import current_actor, signed_in
from portal.people.queries import person_names
from portal.people.sending_limit import rate_limited

#: The name of the button that writes down what was measured and leaves the verdict to later.
ONLY_MEASURE = "only_measure"


@blueprint.get("/<item:number>/measure")
@signed_in
def measure(number: int) -> ResponseReturnValue:
    """What was expected, and the fields for what was found."""
    session, actor = db.session(), current_actor()
    initiative, plan = get_visible(session, number, actor), plan_of(session, number)
    _require_part(initiative, actor, plan)
    detail = outcome_detail(session, number)
    form = MeasureForm(formdata=None, **_filled(detail, initiative))
    return _page(form, initiative, actor, plan, detail)


@blueprint.post("/<item:number>/measure")
@signed_in
@rate_limited
def save_measurement(number: int) -> ResponseReturnValue:
    """Write down what was found; with a verdict, confirm it."""
    session, actor = db.session(), current_actor()
    initiative, plan = get_visible(session, number, actor), plan_of(session, number)
    _require_part(initiative, actor, plan)
    form = MeasureForm()
    if initiative.status_type is StatusType.MEASURED and "verdict" in request.form:
        return _page(_too_late(form, plan), initiative, actor, plan, outcome_detail(session, number), kept=True), 409
    confirms = _confirms(initiative, actor, plan)
    _ask(form, plan, confirms=confirms)
    if ONLY_MEASURE in request.form and confirms:
        del form.verdict
        confirms = False
    texts = [name for name in ("words", "lesson") if name in form]
    if whole_and_known(form, *texts):
        words, lesson = render(form.words.data or ""), render(form.lesson.data or "") if confirms else render("")
        try:
            with transaction() as writing:
                _save(writing, get_visible(writing, number, actor), actor, form, words, lesson, confirms=confirms)
        except (Invalid, Conflict) as error:
            form.refuse(error)
        else:
            say(_said(initiative, confirms=confirms))
            return redirect(f"/initiatives/{number_path(number)}", 303)
    session = db.session()
    row, present = get_visible(session, number, actor), plan_of(session, number)
    return _page(form, row, actor, present, outcome_detail(session, number), kept=True), 422


def _require_part(initiative: Initiative, actor: Actor, plan: OutcomePlan | None) -> None:
    begun = initiative.status_type in DONE_TYPES
    mine = can_measure(actor, initiative, plan) or can_confirm(actor, initiative, plan)
    require(mine, None if begun else _l("It isn't done yet, so there is nothing to measure."))


def _confirms(initiative: Initiative, actor: Actor, plan: OutcomePlan | None) -> bool:
    return can_confirm(actor, initiative, plan) and actor.id not in doers_of(db.session(), initiative, plan)


def _left_to(initiative: Initiative, actor: Actor, plan: OutcomePlan | None) -> dict[str, Any]:
    """Why this reader doesn't confirm it, and the names of those who may."""
    session = db.session()
    doers = doers_of(session, initiative, plan)
    names = person_names(session, confirmers(session, initiative, doers))
    return {
        "why": stands_back(actor, initiative, doers),
        "names": ", ".join(sorted(names.values(), key=i18n.sort_key)),
    }


def _save(
    session: Session, initiative: Initiative, actor: Actor, form: MeasureForm, words: RenderedText,
    lesson: RenderedText, *, confirms: bool,
) -> None:  # fmt: skip
    value, day, now = form.number, form.measured_on.data, clock.now()
    if not confirms:
        add_measurement(session, initiative, actor, value=value, measured_on=day, words=words.source, now=now)
        return
    to = statuses(session).default(StatusType.MEASURED)
    confirm_outcome(
        session, initiative, actor, to, verdict=Verdict(form.verdict.data), value=value, measured_on=day,
        words=words, lesson=lesson, now=now,
    )  # fmt: skip


def _said(initiative: Initiative, *, confirms: bool) -> str:
    if confirms:
        return _("Confirmed. The author and everyone who follows will be told.")
    if initiative.status_type is StatusType.MEASURED:
        return _("Saved. It stands beside what was confirmed.")
    return _("Saved. Somebody of the committee who didn't do the work confirms it.")


def _ask(form: MeasureForm, plan: OutcomePlan | None, *, confirms: bool) -> None:
    kind = plan.kind if plan else PlanKind.UNRECORDED
    only = Verdict.UNKNOWN if kind is PlanKind.UNRECORDED else None
    form.ask(number=kind is PlanKind.METRIC, verdict=confirms, unit=_unit(plan), only=only)


def _unit(plan: OutcomePlan | None) -> str:
    metric = metrics(db.session()).by_id.get(plan.metric_id or 0) if plan else None
    return metric.unit if metric else plan.unit if plan else ""


def _too_late(form: MeasureForm, plan: OutcomePlan | None) -> MeasureForm:
    """Somebody has confirmed it since the form was opened: the lesson joins the words, so that nothing is lost."""
    form.words.data = "\n\n".join(text for text in (form.words.data, form.lesson.data) if text)
    _ask(form, plan, confirms=False)
    form.refuse(Conflict(_("Somebody has confirmed it meanwhile. What you found can still be kept beside it.")))
    return form


def _filled(detail: OutcomeDetail | None, initiative: Initiative) -> dict[str, Any]:
    """What was found last, and what the numbers say of it."""
    today = i18n.today(clock.now())
    look = detail.look if detail else None
    if detail is None or look is None or initiative.status_type is StatusType.MEASURED:
        return {"measured_on": today}
    outcome = detail.outcome
    proposed = proposed_verdict(outcome.baseline, outcome.target, look.value)
    return {
        "value": look.value,
        "measured_on": look.on,
        "words": look.words,
        "verdict": proposed.value if proposed else None,
    }


def _page(
    form: MeasureForm, initiative: Initiative, actor: Actor, plan: OutcomePlan | None, detail: OutcomeDetail | None,
    *, kept: bool = False,
) -> str:  # fmt: skip
    confirms = _confirms(initiative, actor, plan)
    if not kept:
        _ask(form, plan, confirms=confirms)
    outcome, again = detail.outcome if detail else None, initiative.status_type is StatusType.MEASURED
    return render_template(
        "outcomes/measure.html",
        form=form,
        title=initiative.title,
        number=initiative.id,
        confirms=confirms,
        left_to=None if confirms or again else _left_to(initiative, actor, plan),
        again=again,
        measures=can_measure(actor, initiative, plan),
        can_plan=can_plan_outcome(actor, initiative, plan),
        panel=shown(detail) if detail else None,
        **_compared(db.session(), initiative, actor, detail),
        numbers={"baseline": outcome.baseline, "target": outcome.target} if outcome else {},
        verdicts=VERDICTS,
        says=_says(form, detail),
        min_letters=MIN_REASON_LETTERS,
        action=f"/outcomes/{number_path(initiative.id)}/measure",
    )


def _compared(
    session: Session, initiative: Initiative, actor: Actor, detail: OutcomeDetail | None
) -> dict[str, Any]:  # fmt: skip
    """The line of the company's metric around the day on which it was done, and what can be said of it."""
    metric = metrics(session).by_id.get(detail.outcome.metric_id or 0) if detail else None
    if detail is None or metric is None or initiative.implemented_at is None:
        return {"drawing": None, "told": None}
    acted_on, today = i18n.today(initiative.implemented_at), i18n.today(clock.now())
    found = around(session, actor, metric, acted_on, initiative_id=initiative.id, today=today)
    drawing = draw_around(found, current=initiative.id, target=detail.outcome.target)
    return {"drawing": drawing, "told": tell(found) if drawing else None}


def _says(form: MeasureForm, detail: OutcomeDetail | None) -> str:
    """What the numbers say of what stands in the field."""
    outcome, value = detail.outcome if detail else None, form.number
    if outcome is None or value is None:
        return ""
    proposed = proposed_verdict(outcome.baseline, outcome.target, value)
    if proposed is None:
        return ""
    share = share_words(reached_share(outcome.baseline, outcome.target, value))
    return _("The numbers say: %(verdict)s. %(share)s", verdict=str(VERDICTS[proposed]), share=share)
