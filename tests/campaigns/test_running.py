"""Campaigns begin, end and are told once each, by the calendar or by hand."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign, Stage
from portal.campaigns.queries.campaigns import asking
from portal.campaigns.services.making import discard, edit
from portal.campaigns.services.running import KeptCampaigns, watch_calendar
from portal.campaigns.services.telling import write_results
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.journal import JournalEntry
from portal.core.markdown import render
from tests.campaigns import factories


def names(session: Session, number: int) -> list[str]:
    rows = select(JournalEntry.name).where(JournalEntry.item_kind == "campaign", JournalEntry.item_id == number)
    return list(session.scalars(rows.order_by(JournalEntry.id)))


def watch(now: datetime) -> None:
    with transaction() as session:
        watch_calendar(session, now)


def test_begins_at_once_when_its_first_day_is_today(session: Session, hanna: Actor, now: datetime) -> None:
    made = factories.campaign(hanna, now=now)
    assert made.stage is Stage.RUNNING
    assert names(session, made.id) == ["campaigns.made", "campaigns.started"]
    assert [one.id for one in asking(session)] == [made.id]


def test_calendar_begins_and_ends_it_once(session: Session, hanna: Actor, now: datetime) -> None:
    made = factories.campaign(hanna, Stage.PLANNED, now=now)
    watch(now)
    assert factories.fresh(made.id).stage is Stage.PLANNED
    for days in (2, 2, 21, 22, 23):
        watch(now + timedelta(days=days))
    assert factories.fresh(made.id).stage is Stage.OVER
    assert names(session, made.id) == ["campaigns.made", "campaigns.started", "campaigns.closed"]


def test_last_day_belongs_to_it(hanna: Actor, now: datetime) -> None:
    made = factories.campaign(hanna, now=now)
    watch(now + timedelta(days=21))
    assert factories.fresh(made.id).stage is Stage.RUNNING
    watch(now + timedelta(days=22))
    assert factories.fresh(made.id).stage is Stage.OVER


def test_what_slept_through_its_days_begins_and_ends(session: Session, hanna: Actor, now: datetime) -> None:
    made = factories.campaign(hanna, Stage.PLANNED, now=now)
    watch(now + timedelta(days=60))
    assert names(session, made.id)[1:] == ["campaigns.started", "campaigns.closed"]


def test_later_last_day_opens_it_again(session: Session, hanna: Actor, now: datetime) -> None:
    made = factories.campaign(hanna, Stage.OVER, now=now)
    with transaction() as writing:
        row = writing.get_one(Campaign, made.id)
        later = factories.plan(now, ends_on=i18n.today(now) + timedelta(days=30))
        edit(writing, row, hanna, later, version=row.version, now=now)
    assert factories.fresh(made.id).stage is Stage.RUNNING
    assert names(session, made.id)[-2:] == ["campaigns.edited", "campaigns.reopened"]


def test_nothing_is_thrown_away_after_it_was_asked(hanna: Actor, now: datetime) -> None:
    planned = factories.campaign(hanna, Stage.PLANNED, now=now)
    with transaction() as session:
        discard(session, session.get_one(Campaign, planned.id), hanna, now=now)
    watch(now + timedelta(days=3))
    assert factories.fresh(planned.id).started_at is None
    running = factories.campaign(hanna, now=now)
    with pytest.raises(Forbidden), transaction() as session:
        discard(session, session.get_one(Campaign, running.id), hanna, now=now)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": factories.day("2020-01-01")}, "ends_on"),
        ({"starts_on": factories.day("2020-01-01")}, "starts_on"),
        ({"ends_on": factories.day("2120-01-01")}, "ends_on"),
        ({"question": "Що?"}, "question"),
        ({"keeper_id": 4711}, "keeper_id"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    hanna: Actor, now: datetime, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        factories.campaign(hanna, now=now, **changes)
    assert refused.value.field == field


def test_employees_ask_nobody(olena: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden):
        factories.campaign(olena, now=now)


def test_two_edits_at_once_are_a_conflict(hanna: Actor, now: datetime) -> None:
    made = factories.campaign(hanna, now=now)
    number, opened = made.id, made.version

    def ask(question: str) -> None:
        with transaction() as session:
            row, other = session.get_one(Campaign, number), factories.plan(now, question=question)
            edit(session, row, hanna, other, version=opened, now=now)

    ask("Чого бракує на касі?")
    with pytest.raises(Conflict):
        ask("Чого бракує на сайті?")
    assert factories.fresh(number).question == "Чого бракує на касі?"


def test_results_are_told_once_and_can_be_put_right(session: Session, hanna: Actor, now: datetime) -> None:
    made = factories.campaign(hanna, Stage.OVER, now=now)
    with pytest.raises(Invalid), transaction() as writing:
        row = writing.get_one(Campaign, made.id)
        write_results(writing, row, hanna, render("Дякуємо"), tell=True, version=row.version, now=now)
    factories.tell(made.id, hanna, now=now)
    right = render("Дев'ять із десяти. Уточнено: вісім із десяти.")
    with transaction() as writing:
        row = writing.get_one(Campaign, made.id)
        write_results(writing, row, hanna, right, tell=True, version=row.version, now=now)
    assert factories.fresh(made.id).results == right.source
    assert names(session, made.id).count("campaigns.results_told") == 1
    assert asking(session) == ()


def test_results_come_after_the_end(hanna: Actor, now: datetime) -> None:
    made = factories.campaign(hanna, now=now)
    with pytest.raises(Forbidden):
        factories.tell(made.id, hanna, now=now)


def test_somebody_else_sees_to_it_when_its_keeper_leaves(
    session: Session, hanna: Actor, lidiia: Actor, now: datetime
) -> None:
    made = factories.campaign(hanna, now=now, keeper_id=hanna.id)
    told = factories.campaign(hanna, Stage.TOLD, now=now, keeper_id=hanna.id)
    duty = KeptCampaigns()
    assert session.scalar(select(duty.count(hanna.id))) == 1
    with transaction() as writing:
        duty.hand_over(writing, hanna.id, lidiia.id, lidiia)
    assert factories.fresh(made.id).keeper_id == lidiia.id
    assert factories.fresh(told.id).keeper_id == hanna.id
