"""What the calendar brings to keepers: the day on which an item is to be looked at again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.journal import JournalEntry, record
from portal.knowledge.events import CheckDue, CheckOverdue
from portal.knowledge.models import ItemState, KnowledgeItem
from portal.people.models import Person

#: So long after the day the editors hear of it; of what nobody keeps, on the day itself.
ESCALATED_AFTER_DAYS = 14
#: A day that passed longer ago was told of then, or stands on the page of what is to be checked.
LOOKED_BACK_DAYS = 30


def tell_of_due_checks(session: Session, now: datetime) -> None:
    """Record each day that has come once for the keeper, and once for the editors: a new day is told of again."""
    today = i18n.today(now)
    rows = _due(session, today)
    told = _told(session, rows)
    for row in rows:
        due_on = row.check_again_on.isoformat()
        for event in (CheckDue, CheckOverdue):
            if _is_time(event, row, today) and (event.name, row.id, due_on) not in told:
                record(session, event(item_kind=row.kind, subject_id=row.id, due_on=due_on), None, at=now)


def _is_time(event: type[CheckDue | CheckOverdue], row: Any, today: date) -> bool:
    days, nobody = (today - row.check_again_on).days, bool(row.nobody)
    if event is CheckDue:
        return not nobody and days <= LOOKED_BACK_DAYS
    return nobody or bool(days >= ESCALATED_AFTER_DAYS)


def _due(session: Session, today: date) -> Sequence[Any]:
    nobody = or_(KnowledgeItem.keeper_id.is_(None), Person.deactivated_at.is_not(None))
    since = today - timedelta(days=LOOKED_BACK_DAYS + ESCALATED_AFTER_DAYS)
    return session.execute(
        select(KnowledgeItem.id, KnowledgeItem.kind, KnowledgeItem.check_again_on, nobody.label("nobody"))
        .outerjoin(Person, Person.id == KnowledgeItem.keeper_id)
        .where(KnowledgeItem.state == ItemState.PUBLISHED, KnowledgeItem.check_again_on.between(since, today))
        .order_by(KnowledgeItem.id)
    ).all()


def _told(session: Session, rows: Sequence[Any]) -> set[tuple[str, int, str]]:
    """Which of their days have been told of: name, item, day."""
    told = session.execute(
        select(JournalEntry.name, JournalEntry.item_id, JournalEntry.data).where(
            JournalEntry.item_kind.in_({row.kind for row in rows}),
            JournalEntry.item_id.in_([row.id for row in rows]),
            JournalEntry.name.in_([CheckDue.name, CheckOverdue.name]),
        )
    )
    return {(name, item_id, data["due_on"]) for name, item_id, data in told}
