"""Meetings that are planned and that run, and what the database has of them."""

from datetime import datetime

from sqlalchemy import select

from portal.committee.models import Meeting, MeetingItem
from portal.committee.queries.meetings import agenda
from portal.committee.services.meetings_planning import plan_meeting
from portal.committee.services.meetings_running import begin, note_attendance
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction


def planned(actor: Actor, numbers: list[int], now: datetime, *, title: str = "", minutes: int = 5) -> int:
    with transaction() as session:
        made = plan_meeting(
            session, actor, held_on=i18n.today(now), title=title, numbers=numbers, minutes=minutes, now=now
        )
        return made.id


def running(actor: Actor, numbers: list[int], now: datetime) -> int:
    number = planned(actor, numbers, now)
    with transaction() as session:
        begin(session, number, actor, now=now)
    return number


def there(meeting_id: int, by: Actor, *came: Actor, now: datetime) -> None:
    """Somebody says who came, and by that who didn't."""
    with transaction() as session:
        note_attendance(session, meeting_id, by, {one.id for one in came}, now=now)


def fresh(meeting_id: int) -> Meeting:
    session = db.session()
    session.rollback()
    session.expire_all()
    return session.get_one(Meeting, meeting_id)


def order(meeting_id: int) -> list[tuple[int, int]]:
    """Numbers and minutes as the agenda has them."""
    fresh(meeting_id)
    return [(row.initiative_id, row.minutes) for row in agenda(db.session(), meeting_id)]


def item(meeting_id: int, number: int) -> MeetingItem:
    fresh(meeting_id)
    of_it = (MeetingItem.meeting_id == meeting_id, MeetingItem.initiative_id == number)
    return db.session.scalars(select(MeetingItem).where(*of_it)).one()
