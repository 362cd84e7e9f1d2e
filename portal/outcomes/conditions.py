"""What has to be said before an initiative goes to work, and with its coming to measured."""

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import number_path
from portal.initiatives.joining import Missing
from portal.initiatives.models import Initiative, StatusType
from portal.outcomes.queries.plans import is_being_confirmed, is_planned


def plan_path(number: int) -> str:
    """Where it is said by what it will be seen whether it worked."""
    return f"/outcomes/{number_path(number)}/plan"


def measure_path(number: int) -> str:
    """Where it is said what it gave."""
    return f"/outcomes/{number_path(number)}/measure"


def outcome_missing(session: Session, initiative: Initiative, to: StatusType, _actor: Actor) -> Missing | None:
    """A plan before the work, a verdict with the measuring."""
    begins = to is StatusType.IN_PROGRESS and initiative.status_type is StatusType.ACCEPTED
    if begins and not is_planned(session, initiative.id):
        return Missing(
            text=_l("Before the work begins, say how we will know that it worked."),
            href=plan_path(initiative.id),
            label=_l("Say how we will know"),
            at_once=True,
        )
    if to is StatusType.MEASURED and not is_being_confirmed(session, initiative.id):
        return Missing(
            text=_l("What it gave is said with its number, a verdict and a lesson."),
            href=measure_path(initiative.id),
            label=_l("Say what it gave"),
            at_once=True,
        )
    return None
