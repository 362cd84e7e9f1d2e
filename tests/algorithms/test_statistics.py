"""Walks tell of the text: enough of them, the latest, and never whose they are."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy.orm import Session

from portal.algorithms.queries import statistics
from portal.algorithms.queries.statistics import ENOUGH_WALKS, figures
from portal.algorithms.services.misfits import note_misfit
from portal.algorithms.services.using import note_use
from portal.algorithms.views.statistics import duration
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.knowledge.models import ItemState, KnowledgeItem
from tests.algorithms import factories
from tests.algorithms.factories import AND_BACK, AT_ANY_TIME, TO_VISIT
from tests.conftest import Clients

#: Adds walks along a path: (step, seconds, how), ...
Walking = Callable[..., None]


@pytest.fixture
def glasses(olena: Actor, earlier: datetime) -> KnowledgeItem:
    return factories.algorithm(olena, now=earlier)


@pytest.fixture
def walking(glasses: KnowledgeItem, earlier: datetime) -> Walking:
    return partial(factories.walked, glasses.id, at=earlier)


def test_visits_ways_exits_and_ways_back_are_counted(
    session: Session, glasses: KnowledgeItem, walking: Walking, now: datetime
) -> None:
    walking(TO_VISIT, 3, finish="visit")
    walking(AND_BACK, 2)
    walking(AT_ANY_TIME, 1, finish="handed-over")
    told = figures(session, glasses.id, 1, now)
    assert (told.walks, told.finished, told.tell) == (6, 4, True)
    assert {key: told.step(key).visits for key in ("listen", "adaptation", "fitting", "visit", "call-back")} == {
        "listen": 6, "adaptation": 2, "fitting": 5, "visit": 3, "call-back": 0,
    }  # fmt: skip
    assert (told.step("adaptation").back, told.step("fitting").left, told.step("listen").left) == (2, 2, 0)
    assert told.step("listen").median_seconds == 30  # of 40, 40, 40, 20, 30, 20, 30, 8
    assert told.way("listen", 2) == 5
    assert told.way("listen", 1) == 2
    assert told.way(None, 2) == 1
    assert dict(told.ends) == {"visit": 3, "handed-over": 1}
    shares = told.shares()
    assert shares is not None
    assert shares["walks"] == 6
    assert shares["counts"]["listen>2"] == 5
    assert shares["counts"][">2"] == 1


def test_a_walk_that_began_where_a_search_led_counts_but_is_no_whole_conversation(
    session: Session, glasses: KnowledgeItem, walking: Walking, now: datetime
) -> None:
    walking(TO_VISIT, 3, finish="visit")
    whole = figures(session, glasses.id, 1, now).median_seconds
    walking([("fitting", 1, "found"), ("visit", 1, "answer")], 4, finish="visit")
    told = figures(session, glasses.id, 1, now)
    assert (told.walks, told.finished, told.step("fitting").visits, told.step("listen").visits) == (7, 7, 7, 3)
    assert told.median_seconds == whole


def test_two_answers_to_one_step_are_told_apart(
    session: Session, client: Clients, olena: Actor, dmytro: Actor, earlier: datetime, now: datetime
) -> None:
    source = "# Візит\n## Спитати {#ask}\n> «Зручно?»\n- Так → Усе\n- Добре → Усе\n## Кінець: Усе {#all}\n"
    number = factories.algorithm(olena, source=source).id
    for answer, times in ((1, 3), (2, 2)):
        factories.walked(number, [("ask", 4, "start"), ("all", 5, "answer", answer)], times, at=earlier, finish="all")
    told = figures(session, number, 1, now)
    assert (told.way("ask", 1), told.way("ask", 2), told.step("all").visits) == (3, 2, 5)
    page = client(dmytro).get(f"/algorithms/{number}/map").text
    assert "60\u00a0%" in page
    assert "40\u00a0%" in page


def test_a_walk_that_does_not_say_its_answers_counts_for_its_steps_alone(
    session: Session, walking: Walking, glasses: KnowledgeItem, now: datetime
) -> None:
    walking([("listen", 4, "start"), ("fitting", 5, "answer")], 5)
    told = figures(session, glasses.id, 1, now)
    assert (told.step("fitting").visits, dict(told.ways)) == (5, {})


def test_nothing_is_shown_of_too_few(
    session: Session, client: Clients, glasses: KnowledgeItem, walking: Walking, dmytro: Actor, now: datetime
) -> None:
    walking(TO_VISIT, ENOUGH_WALKS - 1, finish="visit")
    told = figures(session, glasses.id, 1, now)
    assert not told.tell
    assert told.shares() is None
    assert "figures-table" not in client(dmytro).get(f"/algorithms/{glasses.id}/statistics").text
    walking(TO_VISIT, finish="visit")
    assert "figures-table" in client(dmytro).get(f"/algorithms/{glasses.id}/statistics").text


def test_a_walk_that_may_still_go_on_is_not_counted_as_left(
    session: Session, glasses: KnowledgeItem, walking: Walking, now: datetime
) -> None:
    walking(AND_BACK, 2, at=now)
    walking(TO_VISIT, 5, finish="visit", at=now)
    assert figures(session, glasses.id, 1, now).walks == 5
    assert figures(session, glasses.id, 1, now + timedelta(hours=3)).walks == 7


def test_only_the_latest_walks_of_the_version_are_counted(
    session: Session, glasses: KnowledgeItem, walking: Walking, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics, "MOST_WALKS", 6)
    walking(TO_VISIT, 6, finish="visit")
    walking(AT_ANY_TIME, 5, finish="handed-over")
    walking(TO_VISIT, 9, finish="visit", revision=2)
    told = figures(session, glasses.id, 1, now)
    assert dict(told.ends) == {"visit": 1, "handed-over": 5}


def test_what_did_not_fit_is_counted_with_its_step(
    session: Session, glasses: KnowledgeItem, dmytro: Actor, now: datetime
) -> None:
    with transaction() as writing:
        item = writing.get_one(KnowledgeItem, glasses.id)
        note_misfit(writing, item, dmytro, key="k" * 20, number=1, step="fitting", step_title="Підігнати", now=now)
    assert figures(session, glasses.id, 1, now).step("fitting").misfits == 1
    assert figures(session, glasses.id, 2, now).step("fitting").misfits == 0


def test_the_page_shows_the_version_that_tells_something(
    client: Clients, glasses: KnowledgeItem, walking: Walking, olena: Actor, dmytro: Actor
) -> None:
    walking(TO_VISIT, 7, finish="visit")
    factories.changed(glasses.id, olena, factories.GLASSES.replace("14 днів", "20 днів"))
    browser = client(dmytro)
    assert "20 днів" not in browser.get(f"/algorithms/{glasses.id}/statistics").text
    walking(TO_VISIT, 5, finish="visit", revision=2)
    page = browser.get(f"/algorithms/{glasses.id}/statistics").text
    assert 'href="?version=2" aria-current="true"' in page
    assert 'href="?version=1"' in page
    assert "Дмитро" not in page.partition("<main")[2]
    assert browser.get(f"/algorithms/{glasses.id}/statistics?version=9").status_code == 404


def test_statistics_of_what_is_hidden_are_hidden(client: Clients, olena: Actor, dmytro: Actor) -> None:
    made = factories.algorithm(olena, ItemState.DRAFT)
    assert client(dmytro).get(f"/algorithms/{made.id}/statistics").status_code == 404


@pytest.mark.usefixtures("app")
def test_durations_are_short_words() -> None:
    assert [duration(seconds) for seconds in (0, 45, 60, 80)] == ["0 с", "45 с", "1 хв", "1 хв 20 с"]


def test_the_document_says_how_it_is_used(
    client: Clients, glasses: KnowledgeItem, walking: Walking, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    walking(TO_VISIT, 3, finish="visit")
    with transaction() as session:
        item = session.get_one(KnowledgeItem, glasses.id)
        note_misfit(session, item, dmytro, key="k" * 20, number=1, step="fitting", step_title="Підігнати", now=now)
        note_use(session, item, dmytro, number=1, now=now)
    factories.changed(glasses.id, olena, factories.GLASSES.replace("14 днів", "20 днів"))
    keeper, reader = (client(one).get(f"/algorithms/{glasses.id}").text for one in (olena, dmytro))
    assert "3 рази" in keeper
    assert "3 рази" in reader
    assert "1 чекає на вас" in keeper
    assert "1 ще не бачила зміни" in keeper
    assert f'href="/algorithms/{glasses.id}/misfits"' not in reader
    assert f'href="/algorithms/{glasses.id}/misfits/new"' in reader
