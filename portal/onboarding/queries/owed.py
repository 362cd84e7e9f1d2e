"""What an enrolment keeps of how somebody gets on, as selects beside a statement on enrolments."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, select

from portal.onboarding.models import Enrolment, StepAnswer, StepProgress, TrackStep
from portal.onboarding.queries.learning import PASSED

_MINE = StepProgress.enrolment_id == Enrolment.id
_NEEDED = and_(TrackStep.version_id == Enrolment.version_id, TrackStep.required)
_PASSED = exists().where(_MINE, StepProgress.step_key == TrackStep.key, StepProgress.state.in_(sorted(PASSED)))
#: A step of the version followed that is left to the learner: what waits for somebody else isn't.
_LEFT = and_(_NEEDED, ~_PASSED.correlate(Enrolment, TrackStep))

_BEGAN: Any = (
    select(func.max(func.coalesce(StepProgress.done_at, StepProgress.began_at)))
    .where(_MINE)
    .correlate(Enrolment)
    .scalar_subquery()
)
_ANSWERED: Any = (
    select(func.max(StepAnswer.at)).where(StepAnswer.enrolment_id == Enrolment.id).correlate(Enrolment)
).scalar_subquery()

MOVED_AT: ColumnElement[Any] = case((_ANSWERED > _BEGAN, _ANSWERED), else_=func.coalesce(_BEGAN, _ANSWERED))
OWES_DAY: ColumnElement[Any] = select(func.min(TrackStep.due_day)).where(_LEFT).correlate(Enrolment).scalar_subquery()
OWES_UNDATED: ColumnElement[bool] = and_(
    exists().where(_LEFT).correlate(Enrolment),
    ~exists().where(_NEEDED, TrackStep.due_day.is_not(None)).correlate(Enrolment),
)

#: By the names of the columns.
KEPT: dict[str, ColumnElement[Any]] = {"moved_at": MOVED_AT, "owes_day": OWES_DAY, "owes_undated": OWES_UNDATED}
