"""Campaigns are told to everybody once when they begin and once when it is said what came of them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, Stage
from portal.campaigns.services.answering import put_in
from portal.campaigns.services.running import KeptCampaigns, watch_calendar
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.journal import JournalEntry
from portal.notifications.models import Notification
from portal.notifications.services import choose_topics
from portal.notifications.topics import Topic
from tests.campaigns import factories
from tests.conftest import Clients
from tests.initiatives import factories as initiatives


@pytest.fixture
def everybody(olena: Actor, dmytro: Actor, hanna: Actor, lidiia: Actor) -> dict[int, str]:
    return {olena.id: "olena", dmytro.id: "dmytro", hanna.id: "hanna", lidiia.id: "lidiia"}


def told(session: Session, name: str, people: dict[int, str]) -> list[tuple[str, str]]:
    rows = session.execute(
        select(Notification.person_id, Notification.topic)
        .join(JournalEntry, JournalEntry.id == Notification.entry_id)
        .where(JournalEntry.name == name)
    )
    return sorted((people[row.person_id], row.topic) for row in rows)


def off(person: Actor, topic: Topic) -> None:
    with transaction() as session:
        choose_topics(session, person, set(Topic) - {topic})


def test_everybody_who_wants_is_asked_once(
    session: Session, everybody: dict[int, str], hanna: Actor, dmytro: Actor, now: datetime
) -> None:
    off(dmytro, Topic.CAMPAIGNS)
    factories.campaign(hanna, Stage.PLANNED, now=now)
    for hours in (48, 49, 50):
        with transaction() as writing:
            watch_calendar(writing, now + timedelta(hours=hours))
    asked = [("hanna", "campaigns"), ("lidiia", "campaigns"), ("olena", "campaigns")]
    assert told(session, "campaigns.started", everybody) == asked


def test_keeper_is_told_when_it_is_over_and_the_committee_where_nobody_keeps_it(
    session: Session, everybody: dict[int, str], hanna: Actor, lidiia: Actor, now: datetime
) -> None:
    factories.campaign(lidiia, now=now, keeper_id=lidiia.id)
    factories.campaign(lidiia, now=now)
    for days in (22, 23):
        with transaction() as writing:
            watch_calendar(writing, now + timedelta(days=days))
    assert told(session, "campaigns.closed", everybody) == [("hanna", "queue"), ("lidiia", "duties")]


def test_those_who_answered_hear_what_came_of_it_whatever_they_chose(
    session: Session, everybody: dict[int, str], olena: Actor, dmytro: Actor, hanna: Actor, now: datetime
) -> None:
    made = factories.campaign(hanna, now=now)
    for author in (olena, dmytro):
        off(author, Topic.CAMPAIGNS)
    answer = initiatives.initiative(olena)
    with transaction() as writing:
        put_in(writing, writing.get_one(Campaign, made.id), writing.merge(answer), hanna, now=now)
        writing.get_one(Campaign, made.id).closed_at = now
    factories.tell(made.id, hanna, now=now)
    assert told(session, "campaigns.results_told", everybody) == [("lidiia", "campaigns"), ("olena", "mine")]


def test_whoever_takes_over_is_told(
    session: Session, everybody: dict[int, str], hanna: Actor, lidiia: Actor, now: datetime
) -> None:
    factories.campaign(hanna, now=now, keeper_id=hanna.id)
    with transaction() as writing:
        KeptCampaigns().hand_over(writing, hanna.id, lidiia.id, hanna)
    assert told(session, "campaigns.entrusted", everybody) == [("lidiia", "duties")]


def test_a_line_names_the_question_and_leads_to_it(
    client: Clients, session: Session, olena: Actor, hanna: Actor, now: datetime
) -> None:
    made = factories.campaign(hanna, now=now)
    assert factories.QUESTION in client(olena).get("/inbox").text
    line = session.scalars(select(Notification.id).where(Notification.person_id == olena.id)).one()
    assert client(olena).get(f"/inbox/{line}/open").location == f"/campaigns/{made.id}"
