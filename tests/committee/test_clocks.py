"""The clock of an initiative: begins, stands still, goes on, ends; and who is told when a day has passed."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal.committee.events import InitiativeAcknowledged, PromiseMissed
from portal.committee.models import Clock
from portal.committee.queries.settings import Promised, promised, versions
from portal.committee.services.configuring import set_promises
from portal.committee.services.keeping import keep_clock
from portal.core import clock as present
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Forbidden, Invalid
from portal.core.extension import ItemRef
from portal.core.journal import JournalEntry
from portal.discussion.services.moderation import hide
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.services.importing import ImportedInitiative, import_initiative
from portal.initiatives.services.moving import return_deferred
from portal.initiatives.services.withdrawing import hand_in_again, withdraw
from portal.people.models import Area, Role, Team
from tests import factories as people
from tests.committee.factories import clock, clocks, moved, watched, wrote
from tests.discussion.factories import said
from tests.initiatives import factories
from tests.notifications.factories import lines_of

#: A Monday, 11:00 in Kyiv. The company works from Monday to Friday.
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def entries(kind: type[PromiseMissed] | type[InitiativeAcknowledged]) -> list[JournalEntry]:
    db.session.rollback()
    return list(
        db.session.scalars(select(JournalEntry).where(JournalEntry.name == kind.name).order_by(JournalEntry.id))
    )


def names_of(actor: Actor) -> list[str]:
    return [line.entry.name for line in lines_of(actor)]


def test_what_is_handed_in_is_acknowledged_at_once_with_both_days(olena: Actor, hanna: Actor, dmytro: Actor) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    made = clock(number)
    assert (made.answer_by, made.decide_by) == (date(2026, 3, 4), date(2026, 3, 30))
    assert names_of(olena) == [InitiativeAcknowledged.name]
    assert entries(InitiativeAcknowledged)[0].data["answer_by"] == "2026-03-04"
    assert InitiativeAcknowledged.name not in names_of(dmytro)


def test_nothing_is_promised_where_nobody_is_in_the_committee(olena: Actor) -> None:
    factories.initiative(olena, now=MONDAY)
    assert names_of(olena) == []


def test_the_first_word_of_the_committee_is_an_answer_and_gives_the_turn_to_the_author(
    olena: Actor, hanna: Actor, dmytro: Actor
) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    wrote(number, dmytro, MONDAY + DAY / 4)
    assert (clock(number).answered_at, clock(number).paused_at) == (None, None)
    with present.standing_at(MONDAY + DAY):
        wrote(number, hanna, MONDAY + DAY)
    assert (clock(number).answered_at, clock(number).paused_at) == (MONDAY + DAY, MONDAY + DAY)


def test_thanks_of_the_committee_are_an_answer_and_leave_the_clock_running(olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    with present.standing_at(MONDAY + DAY):
        wrote(number, hanna, MONDAY + DAY, "Дякуємо! Дивимося.")
    going = clock(number)
    assert (going.answered_at, going.paused_at) == (MONDAY + DAY, None)
    wrote(number, hanna, MONDAY + 2 * DAY)
    wrote(number, hanna, MONDAY + 3 * DAY, "До речі, дякуємо за знімки.")
    assert clock(number).paused_at == MONDAY + 2 * DAY
    wrote(number, olena, MONDAY + 4 * DAY)
    wrote(number, hanna, MONDAY + 5 * DAY, "Дякуємо за відповідь!")
    assert clock(number).paused_at is None
    assert len(clock(number).pauses) == 1


def test_only_the_committee_asks_and_a_note_for_itself_asks_nobody(olena: Actor, hanna: Actor, dmytro: Actor) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    about = ItemRef("initiative", number)
    with pytest.raises(Forbidden):
        said(dmytro, "А скільки?", asks=True, item=about, now=MONDAY)
    said(hanna, "А скільки це коштує?", asks=True, internal=True, item=about, now=MONDAY)
    assert clock(number).paused_at is None


def test_the_clock_stands_still_until_the_author_answers(olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    wrote(number, hanna, MONDAY + DAY)  # Tuesday
    wrote(number, olena, MONDAY + 8 * DAY)  # Tuesday of the next week: five working days later
    going = clock(number)
    assert going.paused_at is None
    assert going.decide_by == date(2026, 4, 6)  # a week after the Monday that was promised
    assert [(pause.began_at, pause.ended_at) for pause in going.pauses] == [(MONDAY + DAY, MONDAY + 8 * DAY)]


def test_a_hidden_question_asks_nobody(olena: Actor, hanna: Actor, marta: Actor) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    asked = wrote(number, hanna, MONDAY)
    assert clock(number).paused_at is not None
    with transaction() as session:
        hide(session, asked.id, marta, reason="Написано не там, де треба.", now=MONDAY)
    assert clock(number).paused_at is None


def test_a_decision_ends_it(olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    moved(number, hanna, StatusType.IN_REVIEW, MONDAY + DAY)
    assert clock(number).answered_at == MONDAY + DAY
    moved(number, hanna, StatusType.ACCEPTED, MONDAY + 2 * DAY)
    ended = clock(number)
    assert (ended.ended_at, ended.outcome) == (MONDAY + 2 * DAY, "accepted")
    factories.agreed_beforehand(number)
    moved(number, hanna, StatusType.IN_PROGRESS, MONDAY + 3 * DAY)
    assert len(clocks(number)) == 1


def test_a_decision_while_the_author_is_asked_ends_the_pause_too(olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    wrote(number, hanna, MONDAY + DAY)
    moved(number, hanna, StatusType.DECLINED, MONDAY + 2 * DAY)
    ended = clock(number)
    assert (ended.paused_at, ended.pauses[0].ended_at) == (None, MONDAY + 2 * DAY)


def test_what_comes_back_is_to_be_decided_anew_and_needs_no_first_answer(olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    moved(number, hanna, StatusType.DEFERRED, MONDAY + DAY, until=MONDAY + 40 * DAY)
    back = MONDAY + 40 * DAY
    with transaction() as session:
        return_deferred(session, back)
    first, second = clocks(number)
    assert (first.outcome, first.answered_at) == ("deferred", MONDAY + DAY)
    assert (second.started_at, second.answer_by) == (back, None)
    assert second.decide_by == Promised().calendar.last_day(back.date(), 20)


def test_taking_it_back_for_a_moment_wins_no_time_for_the_committee(olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    with transaction() as session:
        withdraw(session, session.get_one(Initiative, number), olena, now=MONDAY + timedelta(hours=1))
    assert clock(number).outcome == "draft"
    with transaction() as session:
        hand_in_again(session, session.get_one(Initiative, number), olena, now=MONDAY + timedelta(hours=20))
    assert (clock(number).started_at, clock(number).answer_by) == (MONDAY, date(2026, 3, 4))
    assert names_of(olena) == [InitiativeAcknowledged.name]


def test_what_came_out_of_a_file_waits_since_it_is_here(olena: Actor, hanna: Actor) -> None:
    row = ImportedInitiative(external_id="f-1", texts=factories.texts(), created_at=MONDAY - 400 * DAY)
    with time_machine.travel(MONDAY, tick=False), transaction() as session:
        import_initiative(session, row, now=MONDAY)
    made = db.session.scalars(select(Clock)).one()
    assert (made.started_at, made.answer_by) == (MONDAY, date(2026, 3, 4))
    assert entries(InitiativeAcknowledged) == []


def test_what_has_no_clock_gets_one(olena: Actor, hanna: Actor) -> None:
    waiting, done = factories.initiative(olena, now=MONDAY).id, factories.initiative(olena, StatusType.ACCEPTED).id
    with transaction() as session:
        for row in session.scalars(select(Clock)):
            session.delete(row)
    watched(MONDAY + timedelta(hours=1))
    watched(MONDAY + timedelta(hours=2))
    assert [made.answer_by for made in clocks(waiting)] == [date(2026, 3, 4)]
    assert clocks(done) == []


def test_keeping_a_clock_twice_changes_nothing(olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    wrote(number, hanna, MONDAY + DAY)
    for _ in range(2):
        with transaction() as session:
            keep_clock(session, number, at=MONDAY + 5 * DAY)
    assert len(clocks(number)) == 1
    assert (clock(number).paused_at, len(clock(number).pauses)) == (MONDAY + DAY, 1)


# One level up.


@pytest.fixture
def lead(care_team: Team) -> Actor:
    """Who leads the team that owns the area."""
    person = people.person("Людмила Провідна", care_team)
    with transaction() as session:
        session.get_one(Team, care_team.id).lead_id = person.id
        people.reference_changed(session)
    return person


def test_a_missed_answer_is_told_one_level_up_once(
    olena: Actor, hanna: Actor, lidiia: Actor, lead: Actor, area: Area
) -> None:
    number = factories.initiative(olena, now=MONDAY, area_id=area.id).id
    watched(MONDAY + 2 * DAY + timedelta(hours=12))  # Wednesday, 23:00 in Kyiv: the last day
    assert entries(PromiseMissed) == []
    for hours in (14, 15, 40):
        watched(MONDAY + 2 * DAY + timedelta(hours=hours))
    (entry,) = entries(PromiseMissed)
    assert (entry.item_id, entry.data["promise"], entry.data["lead_id"]) == (number, "answer", lead.id)
    for told in (olena, hanna, lead):
        assert names_of(told).count(PromiseMissed.name) == 1
    assert PromiseMissed.name not in names_of(lidiia)


def test_a_missed_decision_is_told_too_and_by_itself(olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    moved(number, hanna, StatusType.IN_REVIEW, MONDAY + DAY)
    watched(MONDAY + 40 * DAY)
    assert [entry.data["promise"] for entry in entries(PromiseMissed)] == ["decision"]


def test_nothing_is_missed_while_the_author_is_asked(olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    wrote(number, hanna, MONDAY + DAY)
    watched(MONDAY + 100 * DAY)
    assert entries(PromiseMissed) == []


@pytest.mark.parametrize("whose", ["nobody", "author", "committee", "gone"])
def test_administrators_are_told_where_no_lead_could_help(
    olena: Actor, hanna: Actor, lidiia: Actor, care_team: Team, area: Area, now: datetime, whose: str
) -> None:
    leads = {"nobody": None, "author": olena.id, "committee": hanna.id, "gone": people.person("Той Пішов").id}
    with transaction() as session:
        session.get_one(Team, care_team.id).lead_id = leads[whose]
        if whose == "gone":
            gone = leads["gone"]
            session.get_one(people.Person, gone).deactivated_at = now
        people.reference_changed(session)
    factories.initiative(olena, now=MONDAY, area_id=area.id)
    watched(MONDAY + 4 * DAY)
    assert entries(PromiseMissed)[0].data["lead_id"] is None
    assert names_of(lidiia) == [PromiseMissed.name]


# What is promised.


def test_other_promises_count_anew_what_waits_and_keep_every_version(olena: Actor, hanna: Actor, now: datetime) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    answered = factories.initiative(olena, now=MONDAY).id
    moved(answered, hanna, StatusType.IN_REVIEW, MONDAY + DAY)
    wanted = Promised(answer_days=1, decision_days=5, country="PL", week=frozenset({0, 1, 2, 3}))
    with transaction() as session:
        assert set_promises(session, hanna, wanted, now=MONDAY)
    with transaction() as session:
        assert not set_promises(session, hanna, wanted, now=MONDAY)
        assert promised(session) == wanted
    assert (clock(number).answer_by, clock(number).decide_by) == (date(2026, 3, 3), date(2026, 3, 10))
    assert (clock(answered).answer_by, clock(answered).decide_by) == (date(2026, 3, 4), date(2026, 3, 10))
    (version,) = versions(db.session())
    assert (version.answer_days, version.by_id, version.week) == (1, hanna.id, "1234")
    changes = db.session.scalars(select(JournalEntry).where(JournalEntry.item_kind == "clock_settings")).one().data
    assert changes["changes"]["decision_days"] == ["20", "5"]


def test_a_later_day_takes_back_that_it_was_missed(olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    late = MONDAY + 4 * DAY
    watched(late)
    assert clock(number).answer_missed_at == late
    with transaction() as session:
        set_promises(session, hanna, Promised(answer_days=10), now=late)
    assert clock(number).answer_missed_at is None
    watched(late)
    assert len(entries(PromiseMissed)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        Promised(answer_days=0),
        Promised(answer_days=31, decision_days=40),
        Promised(answer_days=5, decision_days=4),
        Promised(decision_days=251),
        Promised(country="XX"),
        Promised(week=frozenset()),
        Promised(week=frozenset({7})),
        Promised(days_off=frozenset(date(2026, 1, 1) + n * DAY for n in range(201))),
    ],
)
def test_what_can_not_be_promised_is_refused(app: Flask, hanna: Actor, wrong: Promised) -> None:
    with pytest.raises(Invalid), transaction() as session:
        set_promises(session, hanna, wrong, now=MONDAY)


def test_promises_are_made_by_committee_and_administrators(olena: Actor, hanna: Actor, lidiia: Actor) -> None:
    for place, actor in enumerate((hanna, lidiia)):
        with transaction() as session:
            assert set_promises(session, actor, Promised(decision_days=30 + place), now=MONDAY)
    for actor in (olena, people.person("Редакторка", None, Role.EDITOR, Role.MENTOR)):
        with pytest.raises(Forbidden), transaction() as session:
            set_promises(session, actor, Promised(decision_days=90), now=MONDAY)


def test_only_one_clock_runs(olena: Actor, hanna: Actor) -> None:
    number = factories.initiative(olena, now=MONDAY).id
    watched(MONDAY)
    running = select(func.count()).where(Clock.initiative_id == number, Clock.ended_at.is_(None))
    assert db.session.scalar(running) == 1
