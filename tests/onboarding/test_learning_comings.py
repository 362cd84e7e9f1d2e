"""What happens elsewhere and concerns a track: people come, read, practise and write; days come and go."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Invalid
from portal.core.journal import JournalEntry
from portal.knowledge.models import Acknowledgement
from portal.knowledge.services.acknowledging import acknowledge, ask_to_acknowledge
from portal.onboarding.models import (
    CalendarAddress,
    Enrolment,
    LearningNote,
    StepAnswer,
    StepKind,
    StepProgress,
    StepState,
)
from portal.onboarding.services.reminding import remind
from portal.people.models import Person
from portal.people.services.accounts import add_person, change_person
from portal.people.services.leaving import deactivate, erase
from portal.practice.finishing import after_finish
from tests.conftest import Clients
from tests.contracts.test_hostile_input import HOSTILE
from tests.knowledge import factories as knowledge
from tests.onboarding import mentoring_factories as factories
from tests.onboarding.test_learning import do
from tests.onboarding.test_learning_pages import ALL_KINDS, fields

#: A Wednesday at nine, by the clock of Kyiv.
WEDNESDAY = datetime(2026, 9, 9, 6, 0, tzinfo=UTC)
DUE = [
    {"key": "a", "kind": StepKind.READ, "title": "Учора", "due_day": 2},
    {"key": "b", "kind": StepKind.READ, "title": "Сьогодні", "due_day": 3},
    {"key": "c", "kind": StepKind.READ, "title": "Потім", "due_day": 6},
]


@pytest.fixture(autouse=True)
def in_ukrainian() -> Iterator[None]:
    with i18n.speaking("uk"):
        yield


def new_person(actor: Actor, started_on: date | None, now: datetime, **values: str) -> Person:
    with transaction() as session:
        return add_person(
            session, actor, name="Новенька Людина", email="nova@example.test", started_on=started_on, now=now, **values
        )


def reminded(session: Session, now: datetime) -> list[tuple[str, str | None]]:
    """What was told so far, as pairs: the day, the working day before it."""
    with transaction() as writing:
        remind(writing, now)
    session.rollback()
    rows = session.scalars(
        select(JournalEntry.data).where(JournalEntry.name == "onboarding.steps_due").order_by(JournalEntry.id)
    )
    return [(data["day"], data["day_before"]) for data in rows]


def on_track(session: Session) -> list[tuple[date, int | None]]:
    session.rollback()
    rows = session.execute(select(Enrolment.first_day, Enrolment.enrolled_by_id).order_by(Enrolment.id))
    return [(row.first_day, row.enrolled_by_id) for row in rows]


@pytest.mark.parametrize("days", [-3, 0, 5])
def test_whoever_is_new_begins_the_track_for_new_people(session: Session, lidiia: Actor, now: datetime, days: int):
    factories.track(for_newcomers=True)
    first = i18n.today(now) + timedelta(days=days)

    new_person(lidiia, first, now)

    assert on_track(session) == [(first, None)]


@pytest.mark.parametrize("days", [None, -400, 500])
def test_whoever_is_not_new_begins_nothing(session: Session, lidiia: Actor, now: datetime, days: int | None):
    factories.track(for_newcomers=True)

    new_person(lidiia, None if days is None else i18n.today(now) + timedelta(days=days), now)

    assert on_track(session) == []


def test_no_track_is_begun_where_none_is_for_new_people(session: Session, lidiia: Actor, now: datetime):
    factories.track()

    new_person(lidiia, i18n.today(now), now)

    assert on_track(session) == []


def test_another_first_day_moves_the_plan_until_something_is_begun(session: Session, lidiia: Actor, now: datetime):
    factories.track(for_newcomers=True)
    today = i18n.today(now)
    person = new_person(lidiia, today + timedelta(days=3), now)

    def moved(to: date) -> None:
        with transaction() as writing:
            change_person(writing, lidiia, writing.get_one(Person, person.id), {"started_on": to}, now=now)

    moved(today + timedelta(days=5))
    assert on_track(session) == [(today + timedelta(days=5), None)]
    factories.progress(session.scalars(select(Enrolment)).one(), "read-about-us", StepState.OPEN)
    moved(today + timedelta(days=7))

    assert on_track(session) == [(today + timedelta(days=5), None)]


def test_a_learner_is_reminded_once_a_day_of_what_is_due(session: Session, newcomer: Actor):
    factories.enrol(newcomer, factories.track(steps=DUE), first_day=date(2026, 9, 7))

    wednesday, thursday = ("2026-09-09", "2026-09-08"), ("2026-09-10", "2026-09-09")
    assert reminded(session, WEDNESDAY) == [wednesday]
    assert reminded(session, WEDNESDAY + timedelta(hours=5)) == [wednesday]
    # On Thursday it was yesterday's; on Friday nothing is new.
    assert reminded(session, WEDNESDAY + timedelta(days=1)) == [wednesday, thursday]
    assert reminded(session, WEDNESDAY + timedelta(days=2)) == [wednesday, thursday]


def test_a_reminder_names_its_days_also_after_days_of_rest(
    session: Session, client: Clients, newcomer: Actor, now: datetime
):
    step = {"key": "a", "kind": StepKind.READ, "title": "У п’ятницю", "due_day": 1}
    friday = date(2026, 9, 4)
    factories.enrol(newcomer, factories.track(steps=[step]), first_day=friday)

    assert reminded(session, WEDNESDAY - timedelta(days=5)) == [("2026-09-04", None)]
    assert reminded(session, WEDNESDAY - timedelta(days=2)) == [("2026-09-04", None), ("2026-09-07", "2026-09-04")]

    inbox = client(newcomer).get("/inbox").text
    assert "на 7 вересня" in inbox
    assert "з 4 вересня" in inbox


def test_nobody_is_reminded_at_night_on_days_of_rest_and_of_what_is_done(
    session: Session, newcomer: Actor, now: datetime
):
    row = factories.enrol(newcomer, factories.track(steps=DUE), first_day=date(2026, 9, 7))
    assert reminded(session, WEDNESDAY - timedelta(hours=3)) == []
    assert reminded(session, WEDNESDAY + timedelta(days=3)) == []
    do(row, "a", newcomer, now)
    do(row, "b", newcomer, now)

    assert reminded(session, WEDNESDAY) == []


def test_what_is_acknowledged_on_its_own_page_is_done_on_the_track(
    session: Session, newcomer: Actor, marta: Actor, now: datetime
):
    article = knowledge.item(marta, kind="article")
    step = {"key": "know", "kind": StepKind.ACKNOWLEDGE, "title": "До відома", "item_kind": "article"}
    row = factories.enrol(newcomer, factories.track(steps=[{**step, "item_id": article.id}]))

    with transaction() as writing:
        item = writing.merge(knowledge.fresh(article.id))
        ask_to_acknowledge(writing, item, marta, now=now)
        acknowledge(writing, item, newcomer, number=1, now=now)

    session.expire_all()
    done = session.get_one(StepProgress, (row.id, "know"))
    assert (done.state, done.item_revision) == (StepState.DONE, 1)


def test_an_item_that_asks_is_acknowledged_only_in_the_text_that_was_read(
    session: Session, newcomer: Actor, marta: Actor, now: datetime
):
    article = knowledge.item(marta, kind="article")
    step = {"key": "know", "kind": StepKind.ACKNOWLEDGE, "title": "До відома", "item_kind": "article"}
    row = factories.enrol(newcomer, factories.track(steps=[{**step, "item_id": article.id}]))
    with transaction() as writing:
        ask_to_acknowledge(writing, writing.merge(knowledge.fresh(article.id)), marta, now=now)

    with pytest.raises(Invalid):
        do(row, "know", newcomer, now)

    session.expire_all()
    assert session.get(StepProgress, (row.id, "know")) is None
    assert do(row, "know", newcomer, now, revision=1).state is StepState.DONE
    said = select(Acknowledgement.revision_number).where(Acknowledgement.person_id == newcomer.id)
    assert session.scalars(said).all() == [1]


def test_a_conversation_that_is_played_is_done_on_the_track(session: Session, newcomer: Actor, now: datetime):
    step = {"key": "talk", "kind": StepKind.PRACTISE, "title": "Розмова", "item_kind": "dialogue", "item_id": 7}
    row = factories.enrol(newcomer, factories.track(steps=[step]))

    for dialogue_id in (8, 7):
        with transaction() as writing:
            for follow in after_finish:
                follow(writing, newcomer.id, dialogue_id, now)

    session.expire_all()
    assert session.get_one(Enrolment, row.id).finished_at == now


def test_a_case_that_is_handed_in_waits_for_the_mentor(session: Session, newcomer: Actor, mentor: Actor):
    step = {"key": "write", "kind": StepKind.WRITE, "title": "Випадок"}
    row = factories.enrol(newcomer, factories.track(steps=[step]), mentor)

    knowledge.item(newcomer)

    session.expire_all()
    assert session.get_one(StepProgress, (row.id, "write")).state is StepState.WAITING


def test_whoever_is_erased_leaves_nothing_of_how_they_learned(
    session: Session, client: Clients, newcomer: Actor, mentor: Actor, lidiia: Actor, now: datetime
):
    row = factories.enrol(newcomer, factories.track(steps=DUE), mentor)
    do(row, "a", newcomer, now)
    factories.answer(row)
    factories.note(row, newcomer)
    client(newcomer).post("/learning/calendar/address")

    with transaction() as writing:
        person = writing.get_one(Person, newcomer.id)
        deactivate(writing, lidiia, person, {}, now=now)
        erase(writing, lidiia, person, now=now)

    for table in (Enrolment, StepProgress, StepAnswer, LearningNote, CalendarAddress):
        assert session.scalars(select(table)).all() == []


def test_the_number_of_an_erased_way_is_not_given_again(newcomer: Actor, dmytro: Actor, lidiia: Actor, now: datetime):
    track = factories.track()
    first = factories.enrol(newcomer, track)
    with transaction() as writing:
        person = writing.get_one(Person, newcomer.id)
        deactivate(writing, lidiia, person, {}, now=now)
        erase(writing, lidiia, person, now=now)

    assert factories.enrol(dmytro, track).id != first.id


@pytest.mark.parametrize("value", HOSTILE)
def test_whatever_is_sent_is_answered(client: Clients, newcomer: Actor, mentor: Actor, value: str | bytes):
    step = {"key": "check", "kind": StepKind.CHECK, "title": "Так", "questions": ALL_KINDS}
    row = factories.enrol(newcomer, factories.track(steps=[step]), mentor)
    browser, own = client(newcomer), f"/learning/{row.id}/steps/check"
    page = browser.get(own).text
    names = [*fields(page), *{name for name in _names(page) if name.startswith("q-")}]
    sent = dict.fromkeys(names, value)

    for path in (f"{own}/answers", f"{own}/draft", f"{own}/done", f"/tracks/{row.track_id}/begin"):
        assert browser.post(path, data={**sent, "first_day": value, "revision": value}).status_code < 500
    assert browser.get(own).status_code == 200
    assert browser.get("/learning", query_string={"track": value}).status_code < 500


def _names(page: str) -> set[str]:
    return {part.split('"')[0] for part in page.split('name="')[1:]}
