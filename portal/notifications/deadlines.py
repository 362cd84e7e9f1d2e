"""What the calendar brings: owners are told three days before the day they agreed to, and when it has passed."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.journal import JournalEntry, record
from portal.initiatives.models import Initiative, StatusType
from portal.notifications.events import DueSoon, Overdue

#: So many days before its day the owner is told.
TELLING_DAYS = 3
#: A day that passed longer ago was told of then, or is nobody's news any more.
LOOKED_BACK_DAYS = 30


def tell_of_due_days(session: Session, now: datetime) -> None:
    """Record each near or passed day once: a day that is moved is told of again."""
    today = i18n.today(now)
    rows = session.execute(
        select(Initiative.id, Initiative.due_on)
        .where(
            Initiative.status_type.in_([StatusType.ACCEPTED, StatusType.IN_PROGRESS]),
            Initiative.owner_id.is_not(None),
            Initiative.due_on.between(today - timedelta(days=LOOKED_BACK_DAYS), today + timedelta(days=TELLING_DAYS)),
        )
        .order_by(Initiative.id)
    ).all()
    events = [_event(initiative_id, due_on, today) for initiative_id, due_on in rows if due_on is not None]
    told = _told(session, [event.initiative_id for event in events])
    for event in events:
        if (event.name, event.initiative_id, event.due_on) not in told:
            record(session, event, None, at=now)


def _event(initiative_id: int, due_on: date, today: date) -> DueSoon | Overdue:
    kind = Overdue if due_on < today else DueSoon
    return kind(initiative_id=initiative_id, due_on=due_on.isoformat())


def _told(session: Session, ids: list[int]) -> set[tuple[str, int, str]]:
    """Which days have been told of: name, initiative, day."""
    rows = session.execute(
        select(JournalEntry.name, JournalEntry.item_id, JournalEntry.data).where(
            JournalEntry.item_kind == DueSoon.item_kind,
            JournalEntry.item_id.in_(ids),
            JournalEntry.name.in_([DueSoon.name, Overdue.name]),
        )
    )
    return {(name, item_id, data["due_on"]) for name, item_id, data in rows}
