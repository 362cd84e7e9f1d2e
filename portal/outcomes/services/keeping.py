"""Keeping the plan of an outcome in step with the moves of its initiative."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.initiatives.models import Initiative, StatusType
from portal.outcomes.models import OutcomePlan, PlanKind
from portal.outcomes.outcome_policy import BEGUN
from portal.outcomes.queries.plans import plan_of


def keep_plan(session: Session, number: int, to: StatusType, *, at: datetime) -> OutcomePlan | None:
    """Lock the plan when the work begins, and remember who was responsible when it was done.

    From then on everything has a plan, be it one that says that nobody wrote any.
    """
    if to not in BEGUN:
        return None
    plan = plan_of(session, number)
    if plan is None:
        plan = OutcomePlan(initiative_id=number, kind=PlanKind.UNRECORDED)
        session.add(plan)
    plan.locked_at = plan.locked_at or at
    if to is StatusType.IMPLEMENTED and plan.implementer_id is None:
        plan.implementer_id = session.get_one(Initiative, number).owner_id
    elif to is StatusType.IN_PROGRESS:
        plan.implementer_id = None
    return plan
