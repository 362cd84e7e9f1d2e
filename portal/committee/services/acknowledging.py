"""What comes in is acknowledged at once, with the days that are promised."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.committee.events import InitiativeAcknowledged
from portal.committee.models import Clock
from portal.core.journal import record
from portal.people.queries import committee_is_named


def acknowledge(session: Session, clock: Clock, *, now: datetime) -> None:
    """Tell the author that it has arrived. Nothing is promised where there is nobody who could answer."""
    if clock.answer_by is None or not committee_is_named(session):
        return
    promise = InitiativeAcknowledged(
        initiative_id=clock.initiative_id,
        answer_by=clock.answer_by.isoformat(),
        decide_by=clock.decide_by.isoformat(),
    )
    record(session, promise, None, at=now)
