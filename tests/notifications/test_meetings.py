"""Meetings in the inbox: the committee hears once of each change that concerns its calendars."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.committee.events import MeetingCalledOff, MeetingMoved, MeetingPlanned
from portal.committee.services.meetings_planning import call_off, change_agenda, plan_meeting
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.journal import Event, JournalEntry
from portal.notifications.topics import Topic
from portal.people.models import Role
from tests import factories as people
from tests.conftest import Clients
from tests.initiatives import factories
from tests.notifications.factories import away, lines_of, told

ENGLISH = {"Accept-Language": "en"}
DAY = timedelta(days=1)


@pytest.fixture
def iryna(care_team: object) -> Actor:
    """Another member of the committee."""
    return people.person("Ірина Зеленська", None, Role.COMMITTEE)


def plan(by: Actor, number: int, now: datetime) -> int:
    with transaction() as session:
        day = i18n.today(now) + DAY
        return plan_meeting(session, by, held_on=day, title="", numbers=[number], minutes=5, now=now).id


def change(meeting_id: int, by: Actor, day: date, number: int, minutes: int, *, version: int, now: datetime) -> None:
    with transaction() as session:
        change_agenda(
            session, meeting_id, by, version=version, held_on=day, title="", boxes=[(number, minutes)], now=now
        )  # fmt: skip


def entries(kind: type[Event]) -> list[int]:
    """What happened of that kind, oldest first."""
    db.session.rollback()
    return list(
        db.session.scalars(select(JournalEntry.id).where(JournalEntry.name == kind.name).order_by(JournalEntry.id))
    )


def test_the_rest_of_the_committee_is_told_once_of_each_change_of_the_day(
    olena: Actor, hanna: Actor, iryna: Actor, now: datetime
) -> None:
    number = factories.initiative(olena).id
    meeting_id = plan(hanna, number, now)
    day = i18n.today(now) + DAY
    change(meeting_id, hanna, day, number, 10, version=1, now=now)  # other minutes are nobody's news
    change(meeting_id, hanna, day + DAY, number, 10, version=2, now=now)
    with transaction() as session:
        call_off(session, meeting_id, hanna, now=now)

    heard = {iryna.id: Topic.QUEUE}
    assert [told(one) for one in entries(MeetingPlanned)] == [heard]
    assert [told(one) for one in entries(MeetingMoved)] == [heard]
    assert [told(one) for one in entries(MeetingCalledOff)] == [heard]


def test_a_meeting_that_is_sent_twice_is_planned_and_told_once(
    olena: Actor, hanna: Actor, iryna: Actor, now: datetime
) -> None:
    number = factories.initiative(olena).id
    assert plan(hanna, number, now) == plan(hanna, number, now)
    assert len(entries(MeetingPlanned)) == 1


def test_who_stands_in_for_a_member_is_not_called_to_the_meeting(
    olena: Actor, dmytro: Actor, hanna: Actor, iryna: Actor, now: datetime
) -> None:
    away(iryna, dmytro)
    plan(hanna, factories.initiative(olena).id, now)
    [planned] = entries(MeetingPlanned)
    assert dmytro.id not in told(planned)


def test_a_line_leads_to_the_meeting_and_says_when_it_is_called_off(
    client: Clients, olena: Actor, hanna: Actor, iryna: Actor, now: datetime
) -> None:
    meeting_id = plan(hanna, factories.initiative(olena).id, now)
    browser = client(iryna)
    inbox = browser.get("/inbox", headers=ENGLISH).text
    assert "plans a meeting on" in inbox
    assert "1 thing to decide" in inbox
    line = lines_of(iryna)[-1]
    assert browser.get(f"/inbox/{line.id}/open").location == f"/meetings/{meeting_id}"
    with transaction() as session:
        call_off(session, meeting_id, hanna, now=now)
    gone = browser.get(f"/meetings/{meeting_id}", headers=ENGLISH)
    assert gone.status_code == 404
    assert "called off" in gone.text
