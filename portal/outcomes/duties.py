"""What somebody was asked to look at has to be looked at by somebody else when they leave."""

from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.i18n import lazy_gettext as _l
from portal.initiatives.models import Initiative, StatusType
from portal.outcomes.models import OutcomePlan
from portal.outcomes.services.planning import hand_over_measuring

_OPEN = (StatusType.ACCEPTED, StatusType.IN_PROGRESS, StatusType.IMPLEMENTED)


class Measuring:
    """The duty of a measurer: what is not measured yet."""

    label = _l("Outcomes to measure")

    def count(self, person_id: int) -> ScalarSelect[int]:
        """How many outcomes the person is to look at."""
        return select(func.count()).select_from(self._open(person_id).subquery()).scalar_subquery()

    def hand_over(self, session: Session, person_id: int, to_id: int, actor: Actor) -> None:
        """Ask somebody else to look at all of them."""
        now = clock.now()
        held = self._open(person_id).order_by(OutcomePlan.initiative_id).with_for_update(of=OutcomePlan)
        for plan in list(session.scalars(held)):
            hand_over_measuring(session, plan, to_id, actor, now=now)

    @staticmethod
    def _open(person_id: int) -> Any:
        return (
            select(OutcomePlan)
            .join(Initiative, Initiative.id == OutcomePlan.initiative_id)
            .where(OutcomePlan.measurer_id == person_id, Initiative.status_type.in_(_OPEN))
        )
