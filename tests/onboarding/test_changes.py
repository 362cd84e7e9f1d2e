"""What was read on a track and changed since comes back with its difference, until the reader says that they know."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.knowledge.models import Acknowledgement, KnowledgeItem
from portal.knowledge.services.acknowledging import ask_to_acknowledge
from portal.notifications.models import Notification
from portal.onboarding.models import Enrolment, StepAnswer, StepKind, StepProgress, StepState
from portal.onboarding.queries.changes import changes_count, changes_for
from tests import factories
from tests.conftest import Clients
from tests.knowledge import factories as knowledge
from tests.onboarding import mentoring_factories as make


@pytest.fixture
def earlier(now: datetime) -> datetime:
    return now - timedelta(days=3)


@pytest.fixture
def article(marta: Actor, earlier: datetime) -> int:
    """A published text, in the revision that learners read."""
    return knowledge.item(marta, now=earlier).id


@pytest.fixture
def learning(newcomer: Actor, mentor: Actor, marta: Actor, article: int, earlier: datetime) -> Enrolment:
    """Somebody who has read it and finished."""
    step = {"key": make.READ, "kind": StepKind.READ, "title": "Прочитайте", "item_kind": "case", "item_id": article}
    row = make.enrol(newcomer, make.track(marta, [step]), mentor, finished_at=earlier)
    make.progress(row, make.READ, at=earlier, item_revision=1)
    return row


def test_what_was_read_comes_back_with_the_words_that_changed(
    client: Clients, session: Session, newcomer: Actor, marta: Actor, learning: Enrolment, article: int
) -> None:
    browser = client(newcomer)
    assert "change-block" not in browser.get("/learning/changes").text
    knowledge.changed(article, marta, major=True, title="Тепер про смереку")
    page = browser.get("/learning/changes").text
    assert "<ins>" in page
    assert "смереку" in page
    assert make.told_at(session, "onboarding.read_item_changed") == {newcomer.id}
    line = session.scalars(select(Notification.id).where(Notification.person_id == newcomer.id)).one()
    assert browser.get(f"/inbox/{line}/open").location == "/learning/changes"


@pytest.mark.parametrize("questions", ["", "? Що першим?\n(x) Слухаємо\n( ) Говоримо", "? Як було у вас?\n___"])
def test_what_was_published_while_the_page_was_open_comes_back(
    client: Clients, session: Session, newcomer: Actor, mentor: Actor, marta: Actor, article: int, questions: str
) -> None:
    step = {"key": make.READ, "kind": StepKind.READ, "title": "Прочитайте", "item_kind": "case", "item_id": article}
    row = make.enrol(newcomer, make.track(marta, [{**step, "questions": questions}]), mentor)
    browser, path = client(newcomer), f"/learning/{row.id}/steps/{make.READ}"
    page = browser.get(path).text
    knowledge.changed(article, marta, major=True, title="Тепер про смереку")

    shown = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    words = dict(re.findall(r'name="(q-[^"]+)" value="([^"]*)"', page)[:1])
    free = dict.fromkeys(re.findall(r'<textarea[^>]* name="(q-[^"]+)"', page), "Було добре.")
    browser.post(f"{path}/{'answers' if questions else 'done'}", data=shown | words | free)
    for answer in session.scalars(select(StepAnswer.id).where(StepAnswer.right.is_(None))).all():
        client(mentor).post(f"/learning/mentor/{row.id}/answers/{answer}/read", data={"good": "1"})

    session.expire_all()
    done = session.get_one(StepProgress, (row.id, make.READ))
    assert (done.state, done.item_revision) == (StepState.DONE, 1)
    assert "смереку" in browser.get("/learning/changes").text


def test_knowing_of_it_takes_it_off(
    client: Clients, session: Session, newcomer: Actor, marta: Actor, learning: Enrolment, article: int
) -> None:
    knowledge.changed(article, marta, major=True, title="Тепер про смереку")
    browser, path = client(newcomer), f"/learning/{learning.id}/changes/{make.READ}/seen"
    assert browser.post(path, data={"number": "1"}).status_code == 303  # an older page: it has changed once more
    assert "смереку" in browser.get("/learning/changes").text
    assert browser.post(path, data={"number": "2"}).status_code == 303
    assert "change-block" not in browser.get("/learning/changes").text
    row = session.get_one(StepProgress, (learning.id, make.READ), populate_existing=True)
    assert row.item_revision == 2


def test_a_small_change_comes_back_and_is_no_news(
    client: Clients, session: Session, newcomer: Actor, marta: Actor, learning: Enrolment, article: int
) -> None:
    knowledge.changed(article, marta, major=False, title="Тепер про смереку")
    assert "смереку" in client(newcomer).get("/learning/changes").text
    assert make.told_at(session, "onboarding.read_item_changed") == set()


def test_letters_corrected_after_a_change_that_is_known_are_no_news(
    client: Clients, session: Session, newcomer: Actor, marta: Actor, learning: Enrolment, article: int
) -> None:
    knowledge.changed(article, marta, major=True, title="Тепер про смереку")
    assert changes_count(session, newcomer.id) == 1
    client(newcomer).post(f"/learning/{learning.id}/changes/{make.READ}/seen", data={"number": "2"})
    knowledge.changed(article, marta, major=False, title="Тепер про смереки")
    session.rollback()
    assert [row.matters for row in changes_for(session, newcomer.id)] == [False]
    assert changes_count(session, newcomer.id) == 0
    knowledge.changed(article, marta, major=True, title="Тепер про ялицю")
    knowledge.changed(article, marta, major=False, title="Тепер про ялиці")
    session.rollback()
    assert changes_count(session, newcomer.id) == 1


def test_where_readers_are_asked_it_counts_as_read(
    client: Clients, session: Session, newcomer: Actor, marta: Actor, learning: Enrolment, article: int, now: datetime
) -> None:
    with transaction() as writing:
        ask_to_acknowledge(writing, writing.get_one(KnowledgeItem, article), marta, now=now)
    knowledge.changed(article, marta, major=True, title="Тепер про смереку")
    client(newcomer).post(f"/learning/{learning.id}/changes/{make.READ}/seen", data={"number": "2"})
    mine = select(Acknowledgement.revision_number).where(Acknowledgement.person_id == newcomer.id)
    assert session.scalars(mine).all() == [2]
    # Asked to read it anew, they hear of it once: not a second time because of the track.
    assert make.told_at(session, "onboarding.read_item_changed") == set()


@pytest.mark.parametrize("who", ["mentor", "marta", "stranger"])
def test_nobody_says_so_for_somebody_else(
    client: Clients,
    session: Session,
    request: pytest.FixtureRequest,
    marta: Actor,
    learning: Enrolment,
    article: int,
    who: str,
) -> None:
    knowledge.changed(article, marta, major=True, title="Тепер про смереку")
    browser = client(request.getfixturevalue(who))
    assert browser.post(f"/learning/{learning.id}/changes/{make.READ}/seen", data={"number": "2"}).status_code == 404
    assert session.get_one(StepProgress, (learning.id, make.READ)).item_revision == 1


def test_who_left_the_track_is_not_asked(
    client: Clients, session: Session, newcomer: Actor, marta: Actor, learning: Enrolment, article: int, now: datetime
) -> None:
    step = {"key": make.READ, "kind": StepKind.READ, "title": "Те саме", "item_kind": "case", "item_id": article}
    other = make.track(marta, [step])
    left = make.enrol(factories.person(), other, left_at=now)
    make.progress(left, make.READ, item_revision=1)
    knowledge.changed(article, marta, major=True, title="Тепер про смереку")
    assert make.told_at(session, "onboarding.read_item_changed") == {newcomer.id}
