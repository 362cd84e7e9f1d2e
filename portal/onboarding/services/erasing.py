"""Forgetting how somebody learned who is erased."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.onboarding.models import CalendarAddress, Enrolment, LearningNote, StepAnswer, StepProgress


def erase_learning(session: Session, person_id: int, _name: str) -> None:
    """Answers, progress, conversations of their own tracks and their calendar's address go. What they wrote to others
    as a mentor stays, by 'a former colleague'."""
    own = select(Enrolment.id).where(Enrolment.person_id == person_id)
    for table in (LearningNote, StepAnswer, StepProgress):
        session.execute(delete(table).where(table.enrolment_id.in_(own)))
    session.execute(delete(Enrolment).where(Enrolment.person_id == person_id))
    session.execute(delete(CalendarAddress).where(CalendarAddress.person_id == person_id))
