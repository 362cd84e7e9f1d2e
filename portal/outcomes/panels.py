"""The outcome on the page of its initiative: what is agreed, and above everything what came out."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path
from portal.initiatives.joining import Panel, Place
from portal.initiatives.models import Initiative, StatusType
from portal.outcomes import wording
from portal.outcomes.conditions import measure_path, plan_path
from portal.outcomes.figures import unit_words
from portal.outcomes.models import OutcomePlan, PlanKind, Verdict
from portal.outcomes.outcome_policy import can_confirm, can_make_standard, can_measure, can_plan_outcome
from portal.outcomes.queries.detail import OutcomeDetail, outcome_detail

SHEET = "css/outcome.css"
_BEGUN = frozenset({StatusType.IN_PROGRESS, StatusType.IMPLEMENTED})


class OutcomePart:
    """The part "outcomes.outcome"."""

    def there(self, number: Any) -> ColumnElement[bool]:
        """Whether anything was agreed, or the work was begun without."""
        return exists().where(OutcomePlan.initiative_id == number)

    def panels(
        self, session: Session, initiative: Initiative, actor: Actor, _now: datetime, *, there: bool
    ) -> tuple[Panel, ...]:
        """What came out stands above everything, what is agreed after the text."""
        detail = outcome_detail(session, initiative.id) if there else None
        plan = _plan(detail)
        menu = tuple(_menu(initiative, actor, plan))
        if detail is None:
            return (_menu_alone(menu),) if menu else ()
        if initiative.status_type is StatusType.MEASURED:
            values = shown(detail) | {"standard_action": _standard_action(initiative, actor, detail.outcome.verdict)}
            return (Panel(place=Place.LEAD, template="outcomes/_measured.html", values=values, sheet=SHEET, menu=menu),)
        values = shown(detail) | {"action": _action(initiative, actor, plan), "begun": initiative.status_type in _BEGUN}
        return (Panel(place=Place.STORY, template="outcomes/_agreed.html", values=values, sheet=SHEET, menu=menu),)


def shown(detail: OutcomeDetail) -> dict[str, Any]:
    """What the templates say of an outcome."""
    outcome = detail.outcome
    return {
        "outcome": outcome,
        "detail": detail,
        "recorded": outcome.kind is not PlanKind.UNRECORDED,
        "expected": wording.expected(outcome),
        "found": wording.found(outcome),
        "share": wording.share_words(outcome.share),
        "verdict": wording.VERDICTS[outcome.verdict] if outcome.verdict else None,
        "verdict_icon": wording.VERDICT_ICONS[outcome.verdict] if outcome.verdict else None,
        "icons": {verdict.value: name for verdict, name in wording.VERDICT_ICONS.items()},
        "unit": unit_words(outcome.unit),
        "way": wording.way(outcome.baseline, outcome.target, outcome.unit),
        "look": wording.look_words(detail.look.value, detail.look.on, outcome.unit) if detail.look else None,
    }


def _plan(detail: OutcomeDetail | None) -> OutcomePlan | None:
    """As much of the row as the rules ask for."""
    if detail is None:
        return None
    outcome = detail.outcome
    return OutcomePlan(
        initiative_id=outcome.initiative_id,
        kind=outcome.kind,
        locked_at=outcome.locked_at,
        measurer_id=outcome.measurer_id,
        implementer_id=detail.implementer_id,
    )


def _menu(initiative: Initiative, actor: Actor, plan: OutcomePlan | None) -> list[dict[str, Any]]:
    found = []
    if can_plan_outcome(actor, initiative, plan):
        label = _("How we will know")
        found.append({"label": label, "icon": "target", "href": plan_path(initiative.id)})
    if can_measure(actor, initiative, plan) and initiative.status_type is StatusType.MEASURED:
        found.append({"label": _("Look again what it gave"), "icon": "target", "href": measure_path(initiative.id)})
    return found


def _menu_alone(menu: tuple[dict[str, Any], ...]) -> Panel:
    return Panel(place=Place.STORY, template="outcomes/_agreed.html", values={"outcome": None}, menu=menu)


def _action(initiative: Initiative, actor: Actor, plan: OutcomePlan | None) -> tuple[str, str] | None:
    """The next step of this reader: words and address."""
    if initiative.status_type is StatusType.IMPLEMENTED:
        if can_confirm(actor, initiative, plan):
            return _("Say what it gave"), measure_path(initiative.id)
        if can_measure(actor, initiative, plan):
            return _("Write down what you measured"), measure_path(initiative.id)
    return None


def _standard_action(initiative: Initiative, actor: Actor, verdict: Verdict | None) -> str | None:
    """What worked is worth doing everywhere."""
    worked = verdict in {Verdict.REACHED, Verdict.PARTLY}
    return (
        f"/outcomes/{number_path(initiative.id)}/standard" if worked and can_make_standard(actor, initiative) else None
    )
