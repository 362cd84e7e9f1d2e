"""What the slice does with what happens to initiatives: it keeps the plans of their outcomes in step."""

from sqlalchemy.orm import Session

from portal.core.journal import JournalEntry, Subscription
from portal.initiatives.events import InitiativeMoved, InitiativeSubmitted
from portal.initiatives.models import Initiative, StatusType
from portal.outcomes.outcome_policy import BEGUN
from portal.outcomes.services.keeping import keep_plan


def moved(session: Session, event: InitiativeMoved, entry: JournalEntry) -> None:
    """The plan is locked, or says that there was none."""
    keep_plan(session, event.initiative_id, StatusType(event.to_type), at=entry.at)


def submitted(session: Session, event: InitiativeSubmitted, entry: JournalEntry) -> None:
    """What came out of a file may be at work or done already, and nobody had to say anything beforehand."""
    row = session.get_one(Initiative, event.initiative_id)
    if row.status_type in BEGUN:
        keep_plan(session, row.id, row.status_type, at=entry.at)


MOVED = Subscription((InitiativeMoved,), moved)
SUBMITTED = Subscription((InitiativeSubmitted,), submitted)
