"""A practice dialogue of a track that says something else now comes back like a text does."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.notifications.models import Notification
from portal.onboarding.models import Enrolment, StepKind, StepProgress, StepState
from portal.onboarding.queries.changes import changes_count, changes_for
from portal.practice.models import Dialogue, DialogueVersion
from portal.practice.queries import get_dialogue
from portal.practice.services.playing import begin, move
from portal.practice.services.publishing import close, publish
from portal.practice.services.writing import put
from tests import factories
from tests.conftest import Clients
from tests.knowledge import factories as knowledge
from tests.onboarding import mentoring_factories as make
from tests.practice.factories import dialogue, practised
from tests.statements import MOST_A_PAGE, counted

KEY = "talk"


@pytest.fixture
def talk(marta: Actor, now: datetime) -> int:
    """A published dialogue."""
    practised(marta)
    return dialogue(marta, now - timedelta(days=3))


@pytest.fixture
def learning(newcomer: Actor, mentor: Actor, marta: Actor, talk: int, now: datetime) -> Enrolment:
    """Somebody who has played it on a track, and so finished."""
    step = {"key": KEY, "kind": StepKind.PRACTISE, "title": "Поговоріть", "item_kind": "dialogue", "item_id": talk}
    row = make.enrol(newcomer, make.track(marta, [step]), mentor)
    play(talk, newcomer, now - timedelta(days=2))
    return row


def play(number: int, actor: Actor, now: datetime) -> None:
    """To its end, along the best replies."""
    with transaction() as session:
        practice = begin(session, get_dialogue(session, number, actor), actor, anew=True, now=now)
        for at in range(3):
            move(session, practice, actor, at=at, number=1, now=now)
        assert practice.finished_at is not None


def changed(
    number: int, editor: Actor, now: datetime, new: str = "Nothing swims any more.", *, major: bool = True
) -> None:
    """Published in a newer version."""
    with transaction() as session:
        row = session.get_one(Dialogue, number)
        source = re.sub(
            r'> "[^"]*swim[^"]*I can\'t work like this!"|> "Changed:[^"]*"', f'> "Changed: {new}"', row.source
        )
        assert source != row.source
        put(session, row, source, version=None, now=now)
        publish(session, row, editor, version=None, note="Softer words", major=major, now=now)


def test_a_changed_dialogue_comes_back_with_its_difference(
    client: Clients, session: Session, newcomer: Actor, marta: Actor, learning: Enrolment, talk: int, now: datetime
) -> None:
    session.rollback()
    done = session.get_one(StepProgress, (learning.id, KEY))
    assert (done.state, done.item_revision) == (StepState.DONE, 1)
    browser = client(newcomer)
    assert "change-block" not in browser.get("/learning/changes").text
    changed(talk, marta, now)
    assert "/learning/changes" in browser.get("/learning").text
    browser.get("/learning/changes")  # fills what is remembered
    with counted() as statements:
        page = browser.get("/learning/changes").text
    assert len(statements) <= MOST_A_PAGE
    assert "Softer words" in page
    assert re.search(r"<ins>.*Changed", page)
    assert re.search(r"<del>.*Everything", page)
    assert f'href="/practice/{talk}?from=/learning/changes"' in page


def test_who_played_it_is_told_once_and_led_to_what_changed(
    client: Clients, session: Session, newcomer: Actor, marta: Actor, learning: Enrolment, talk: int, now: datetime
) -> None:
    changed(talk, marta, now)
    session.rollback()
    assert make.told_at(session, "onboarding.read_item_changed") == {newcomer.id}
    line = session.scalars(select(func.max(Notification.id)).where(Notification.person_id == newcomer.id)).one()
    browser = client(newcomer)
    assert re.search(r"Змінилася розмова, яку ви тренували[^<]*Blurred since Tuesday", browser.get("/inbox").text)
    assert browser.get(f"/inbox/{line}/open").location == "/learning/changes"


def test_a_small_change_is_told_to_nobody_and_one_in_the_matter_brings_it_along(
    client: Clients, session: Session, newcomer: Actor, marta: Actor, learning: Enrolment, talk: int, now: datetime
) -> None:
    changed(talk, marta, now, "Nothing swims any mote.", major=False)
    session.rollback()
    assert changes_count(session, newcomer.id) == 0
    assert make.told_at(session, "onboarding.read_item_changed") == set()
    assert "/learning/changes" not in client(newcomer).get("/learning").text
    assert [row.matters for row in changes_for(session, newcomer.id)] == [False]
    changed(talk, marta, now, "Nothing swims any more.")
    changed(talk, marta, now, "Nothing swims any more!", major=False)
    session.rollback()
    assert changes_count(session, newcomer.id) == 1
    assert [row.matters for row in changes_for(session, newcomer.id)] == [True]
    assert make.told_at(session, "onboarding.read_item_changed") == {newcomer.id}


@pytest.mark.parametrize("major", [True, False])
def test_an_editor_says_whether_a_change_is_small(
    client: Clients, session: Session, newcomer: Actor, marta: Actor, learning: Enrolment, talk: int, now: datetime,
    *, major: bool,
) -> None:  # fmt: skip
    with transaction() as writing:
        row = writing.get_one(Dialogue, talk)
        put(writing, row, row.source.replace("I can't work like this!", "I can't work!"), version=None, now=now)
    browser = client(marta)
    page = browser.get(f"/practice/{talk}").text
    assert re.search(r'<input [^>]*checked[^>]* name="major"', page)
    version = re.search(r'name="version"[^>]* value="(\d+)"', page)
    assert version is not None
    data = {"version": version[1], "note": "Коротше"} | ({"major": "y"} if major else {})
    assert browser.post(f"/practice/{talk}/publish", data=data).status_code == 302
    session.rollback()
    said = select(DialogueVersion.major).where(DialogueVersion.dialogue_id == talk).order_by(DialogueVersion.number)
    assert session.scalars(said).all() == [True, major]
    assert changes_count(session, newcomer.id) == int(major)
    assert ("змінює те, як ми діємо" in browser.get(f"/practice/{talk}/versions").text) is major


def test_knowing_of_it_takes_it_off_and_an_older_page_does_not(
    client: Clients, session: Session, newcomer: Actor, marta: Actor, learning: Enrolment, talk: int, now: datetime
) -> None:
    changed(talk, marta, now)
    browser, path = client(newcomer), f"/learning/{learning.id}/changes/{KEY}/seen"
    browser.post(path, data={"number": "1"})
    assert "change-block" in browser.get("/learning/changes").text
    browser.post(path, data={"number": "2"})
    assert "change-block" not in browser.get("/learning/changes").text
    session.rollback()
    assert changes_count(session, newcomer.id) == 0


def test_playing_the_newer_version_takes_it_off(
    session: Session, newcomer: Actor, marta: Actor, learning: Enrolment, talk: int, now: datetime
) -> None:
    changed(talk, marta, now)
    session.rollback()
    assert changes_count(session, newcomer.id) == 1
    play(talk, newcomer, now)
    session.rollback()
    assert changes_count(session, newcomer.id) == 0


@pytest.mark.parametrize("who", ["mentor", "marta", "stranger"])
def test_nobody_says_so_for_somebody_else(
    client: Clients, request: pytest.FixtureRequest, session: Session, newcomer: Actor, marta: Actor,
    learning: Enrolment, talk: int, now: datetime, who: str,
) -> None:  # fmt: skip
    changed(talk, marta, now)
    browser = client(request.getfixturevalue(who))
    assert browser.post(f"/learning/{learning.id}/changes/{KEY}/seen", data={"number": "2"}).status_code == 404
    assert "change-block" not in browser.get("/learning/changes").text
    session.rollback()
    assert changes_count(session, newcomer.id) == 1


def test_who_began_after_the_change_or_left_hears_nothing(
    session: Session, marta: Actor, learning: Enrolment, newcomer: Actor, talk: int, now: datetime
) -> None:
    with transaction() as writing:
        row = writing.get_one(Enrolment, learning.id)
        row.finished_at, row.left_at = None, now
    changed(talk, marta, now)
    later = make.enrol(factories.person(), make.track(marta, [{"key": KEY, "kind": StepKind.PRACTISE, "title": "Крок",
                       "item_kind": "dialogue", "item_id": talk}]))  # fmt: skip
    make.progress(later, KEY, item_revision=2)
    session.rollback()
    assert [changes_count(session, who) for who in (newcomer.id, later.person_id)] == [0, 0]
    assert make.told_at(session, "onboarding.read_item_changed") == set()


def test_a_closed_dialogue_does_not_come_back(
    session: Session, newcomer: Actor, marta: Actor, learning: Enrolment, talk: int, now: datetime
) -> None:
    changed(talk, marta, now)
    with transaction() as writing:
        close(writing, writing.get_one(Dialogue, talk), marta, now=now)
    session.rollback()
    assert changes_for(session, newcomer.id) == []


def test_what_matters_stands_before_a_small_change(
    session: Session, newcomer: Actor, marta: Actor, learning: Enrolment, talk: int, now: datetime
) -> None:
    text = knowledge.item(marta, now=now - timedelta(days=3))
    step = {"key": "read", "kind": StepKind.READ, "title": "Читайте", "item_kind": "case", "item_id": text.id}
    make.progress(make.enrol(newcomer, make.track(marta, [step], title="Інший")), "read", item_revision=1)
    knowledge.changed(text.id, marta, major=True, title="Тепер про смереку")
    changed(talk, marta, now + timedelta(days=1), major=False)
    session.rollback()
    assert [row.kind for row in changes_for(session, newcomer.id)] == ["case", "dialogue"]


def test_a_text_and_a_dialogue_of_one_number_stand_side_by_side(
    client: Clients, session: Session, newcomer: Actor, marta: Actor, learning: Enrolment, talk: int, now: datetime
) -> None:
    text = knowledge.item(marta, now=now - timedelta(days=3))
    step = {"key": "read", "kind": StepKind.READ, "title": "Читайте", "item_kind": "case", "item_id": text.id}
    other = make.enrol(newcomer, make.track(marta, [step], title="Інший"))
    make.progress(other, "read", item_revision=1)
    changed(talk, marta, now)
    knowledge.changed(text.id, marta, major=True, title="Тепер про смереку")
    session.rollback()
    assert changes_count(session, newcomer.id) == 2
    page = client(newcomer).get("/learning/changes").text
    assert page.count("change-block") == 2
    assert "смереку" in page
    assert "Softer words" in page
