"""Who says what an initiative is to change, who measures it, and who confirms what came out."""

from portal.core.actor import Actor
from portal.initiatives.models import DONE_TYPES, Initiative, StatusType
from portal.initiatives.policy import Mover, can_move, movers
from portal.knowledge.policy import can_write
from portal.outcomes.models import OutcomePlan, PlanKind

_T = StatusType
#: The work has begun or is done.
BEGUN = frozenset({_T.IN_PROGRESS, _T.IMPLEMENTED, _T.MEASURED})
#: Not done yet, so the plan may still be put differently.
_BEFORE_WORK = frozenset({_T.NEW, _T.IN_REVIEW, _T.ACCEPTED})
_AT_WORK = frozenset({_T.IN_PROGRESS, _T.IMPLEMENTED})


def stands(plan: OutcomePlan | None) -> bool:
    """Whether something was agreed and the work has begun with it: then a change needs a reason."""
    return plan is not None and plan.locked_at is not None and plan.kind is not PlanKind.UNRECORDED


def can_plan_outcome(actor: Actor, initiative: Initiative, plan: OutcomePlan | None) -> bool:
    """The committee and whoever is responsible; once the work has begun, the committee where it is not their own."""
    mine = movers(initiative, actor)
    if stands(plan) or initiative.status_type in _AT_WORK:
        return initiative.status_type in _AT_WORK | {_T.ACCEPTED} and is_judge(actor, initiative)
    return initiative.status_type in _BEFORE_WORK and bool(mine & {Mover.COMMITTEE, Mover.OWNER})


def is_judge(actor: Actor, initiative: Initiative) -> bool:
    """The committee where the initiative isn't their own, neither proposed by them nor done by them."""
    return Mover.COMMITTEE in movers(initiative, actor) and initiative.owner_id != actor.id


def can_measure(actor: Actor, initiative: Initiative, plan: OutcomePlan | None) -> bool:
    """Whoever was asked to, whoever is responsible, and the committee: once it is done, and again when it lasts."""
    if initiative.status_type not in DONE_TYPES:
        return False
    asked = plan is not None and plan.measurer_id == actor.id
    return asked or bool(movers(initiative, actor) & {Mover.COMMITTEE, Mover.OWNER})


def can_confirm(actor: Actor, initiative: Initiative, plan: OutcomePlan | None) -> bool:
    """The committee, but neither the author nor whoever was or is responsible for the work."""
    did_it = plan is not None and plan.implementer_id == actor.id
    return not did_it and can_move(actor, initiative, _T.MEASURED)


def can_make_standard(actor: Actor, initiative: Initiative) -> bool:
    """Everyone who writes in the knowledge base, of what has been measured."""
    return initiative.status_type is _T.MEASURED and can_write(actor)
