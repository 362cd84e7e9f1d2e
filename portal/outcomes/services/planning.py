"""Saying beforehand by what it will be seen whether an initiative worked, and beginning the work with it."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.extension import item_kinds
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.initiatives.item_kind import KIND
from portal.initiatives.models import Initiative, Transition
from portal.initiatives.queries import KnownStatus, locked
from portal.initiatives.services.moving import NO_REASON, move
from portal.outcomes.events.outcomes import MeasurerNamed, OutcomePlanChanged, OutcomePlanned
from portal.outcomes.models import OutcomePlan, PlanKind
from portal.outcomes.outcome_policy import BEGUN, can_plan_outcome, stands
from portal.outcomes.planned import MAX_REASON_LETTERS, PlannedOutcome
from portal.outcomes.queries.metrics import metrics
from portal.outcomes.queries.plans import plan_of
from portal.people.models import Person

MIN_REASON_LETTERS, MIN_SIGN_LETTERS = 10, 10
#: Nobody remembers what was agreed longer ago than that.
MAX_CHECK_DAYS = 3 * 365


def plan_outcome(
    session: Session,
    initiative: Initiative,
    actor: Actor,
    planned: PlannedOutcome,
    *,
    reason: str = "",
    opened: int | None = None,
    now: datetime,
) -> OutcomePlan:
    """Say, or say differently, by what it will be seen; once the work has begun a change asks for a ``reason``.

    ``opened``: the version that the form was opened with, 0 for none (None: whatever stands is replaced). Raises
    Conflict when somebody saved another plan meanwhile.
    """
    locked(session, initiative)
    plan = plan_of(session, initiative.id)
    require(can_plan_outcome(actor, initiative, plan))
    if plan is not None and _stands(plan) == planned.values:
        return plan
    if opened is not None and opened != (plan.version if plan else 0):
        raise Conflict(_l("Somebody changed this plan meanwhile. Your choice is kept; saving again replaces theirs."))
    _require_sound(session, initiative, plan, planned, now)
    if plan is not None and stands(plan):
        return _change(session, plan, actor, planned, reason.strip(), now)
    return _record(session, initiative, plan, actor, planned, now)


def begin_work(
    session: Session,
    initiative: Initiative,
    actor: Actor,
    to: KnownStatus,
    planned: PlannedOutcome,
    *,
    opened: int | None = None,
    now: datetime,
) -> Transition:
    """Save the plan and begin the work with it, both or neither."""
    plan_outcome(session, initiative, actor, planned, opened=opened, now=now)
    session.flush()  # the move asks whether there is a plan
    return move(session, initiative, actor, to, reason=NO_REASON, now=now)


def hand_over_measuring(session: Session, plan: OutcomePlan, to_id: int, actor: Actor, *, now: datetime) -> None:
    """Ask somebody else to look what it gave."""
    before, plan.measurer_id = plan.measurer_id, to_id
    _tell_measurer(session, plan, before, actor, now)


def _stands(plan: OutcomePlan) -> dict[str, Any]:
    names = PlannedOutcome(kind=PlanKind.SIGN, check_on=None, measurer_id=None).values
    return {name: getattr(plan, name) for name in names}


def _record(
    session: Session, initiative: Initiative, plan: OutcomePlan | None, actor: Actor, planned: PlannedOutcome,
    now: datetime,
) -> OutcomePlan:  # fmt: skip
    late = initiative.status_type in BEGUN
    before = plan.measurer_id if plan else None
    if plan is None:
        plan = OutcomePlan(initiative_id=initiative.id)
        session.add(plan)
    _put(plan, planned)
    plan.recorded_at = now
    initiative.last_activity_at = now
    session.flush()  # the handlers of the events read the row
    record(session, OutcomePlanned(initiative_id=plan.initiative_id, kind=planned.kind.value, late=late), actor, at=now)
    _tell_measurer(session, plan, before, actor, now)
    return plan


def _change(
    session: Session, plan: OutcomePlan, actor: Actor, planned: PlannedOutcome, reason: str, now: datetime
) -> OutcomePlan:
    if not MIN_REASON_LETTERS <= len(reason) <= MAX_REASON_LETTERS:
        raise Invalid(
            _l("The work has begun, so say in a sentence why this changes. Everyone will read it."), field="reason"
        )
    was, measurer_id = _stands(plan), plan.measurer_id
    changes = {name: (_plain(was[name]), _plain(value)) for name, value in planned.values.items() if was[name] != value}
    _put(plan, planned)
    plan.changes += 1
    session.flush()  # the handlers of the events read the row
    event = OutcomePlanChanged(initiative_id=plan.initiative_id, changes=changes, reason=reason)
    record(session, event, actor, at=now)
    _tell_measurer(session, plan, measurer_id, actor, now)
    return plan


def _put(plan: OutcomePlan, planned: PlannedOutcome) -> None:
    if plan.check_on != planned.check_on:  # another day is reminded of anew
        plan.day_told_at = plan.later_told_at = plan.overdue_told_at = None
    for name, value in planned.values.items():
        setattr(plan, name, value)


def _tell_measurer(session: Session, plan: OutcomePlan, before: int | None, actor: Actor, now: datetime) -> None:
    if plan.measurer_id is None or plan.measurer_id == before or plan.check_on is None:
        return
    event = MeasurerNamed(
        initiative_id=plan.initiative_id,
        measurer_id=plan.measurer_id,
        previous_measurer_id=before,
        check_on=plan.check_on.isoformat(),
    )
    record(session, event, actor, at=now)


def _plain(value: Any) -> str:
    """As the journal keeps it."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _require_sound(
    session: Session, initiative: Initiative, plan: OutcomePlan | None, planned: PlannedOutcome, now: datetime
) -> None:
    if planned.kind is PlanKind.METRIC:
        _require_numbers(session, plan, planned)
    elif len(planned.sign) < MIN_SIGN_LETTERS:
        raise Invalid(_l("Please say in a sentence what everybody will see when it has worked."), field="sign")
    _require_day(plan, planned.check_on, now)
    _require_measurer(session, initiative, plan, planned.measurer_id)


def _require_numbers(session: Session, plan: OutcomePlan | None, planned: PlannedOutcome) -> None:
    metric = metrics(session).by_id.get(planned.metric_id or 0)
    retired = metric is not None and metric.retired_at is not None and (plan is None or plan.metric_id != metric.id)
    if planned.metric_id is not None and (metric is None or retired):
        raise Invalid(_l("This metric isn't in use any more. Choose another one."), field="metric")
    if planned.metric_id is None and not planned.metric_name:
        raise Invalid(_l("Choose a metric, or name what is measured."), field="metric_name")
    for field in ("baseline", "target"):
        value = getattr(planned, field)
        if value is None:
            raise Invalid(_l("Please write a number, for example 12 or 7,6."), field=field)
        low, high = (metric.scale_min, metric.scale_max) if metric else (None, None)
        if (low is not None and value < low) or (high is not None and value > high):
            raise Invalid(_l("This metric has no such value on its scale."), field=field)
    if planned.baseline == planned.target:
        raise Invalid(_l("Nothing would change: the target is what there is now."), field="target")


def _require_day(plan: OutcomePlan | None, day: date | None, now: datetime) -> None:
    if day is None:
        raise Invalid(_l("Please choose the day on which you look what it gave."), field="check_on")
    if plan is not None and plan.check_on == day:
        return
    today = i18n.today(now)
    if not today < day <= today + timedelta(days=MAX_CHECK_DAYS):
        raise Invalid(_l("Please choose a day after today and within three years."), field="check_on")


def _require_measurer(
    session: Session, initiative: Initiative, plan: OutcomePlan | None, person_id: int | None
) -> None:
    if person_id is None:
        raise Invalid(_l("Please name who looks what it gave."), field="measurer")
    if plan is not None and plan.measurer_id == person_id:
        return
    person = session.get(Person, person_id)
    if person is None or person.deactivated_at is not None:
        raise Invalid(_l("This person doesn't work here any more. Choose somebody else."), field="measurer")
    if person_id not in item_kinds[KIND].readers(session, initiative.id, [person_id]):
        raise Invalid(_l("This initiative isn't open to them. Choose somebody else."), field="measurer")
