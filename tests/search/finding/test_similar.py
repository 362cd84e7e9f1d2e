"""Much like a text: only what is likely, only what may be seen, in whatever language."""

import re
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.extension import look_alikes
from portal.initiatives.models import Initiative
from portal.initiatives.services.planning import restrict
from portal.knowledge.models import ItemState
from portal.knowledge.queries import genres
from portal.search.likeness import ANSWERS, LIKELY, MEANING, WORDS, likelihood, usual
from portal.search.look_alikes import KINDS
from portal.search.meaning.embedder import understood_by
from portal.search.similar import similar
from tests.conftest import Clients
from tests.initiatives import factories as initiatives
from tests.knowledge import factories as knowledge
from tests.search.asked import up_to_date
from tests.search.understanding import InACone

TITLE = "Кнопка виклику біля пандуса"
TEXT = {
    "title": TITLE,
    "problem": "Мама з візочком чекає надворі, поки хтось вийде й відчинить двері.",
    "solution": "Повісити кнопку виклику на висоті руки й табличку, скільки чекати.",
}
RETOLD = "Мами з візочками чекають надворі, поки відчинять двері. Повісити на висоті руки кнопку виклику з табличкою."


@pytest.fixture
def button(olena: Actor) -> Initiative:
    return initiatives.initiative(olena, **TEXT)


def likely(title: str, body: str, actor: Actor) -> list[str]:
    up_to_date()
    session = db.session()
    session.rollback()
    return [one.title for one in similar(session, title, body, "uk", actor, kinds=KINDS, limit=5)]


def test_a_twin_is_found_and_nothing_else(button: Initiative, olena: Actor, dmytro: Actor) -> None:
    initiatives.initiative(
        olena,
        title="Кава для нічної зміни",
        problem="Вночі кавовий автомат порожній.",
        solution="Наповнювати о восьмій.",
    )
    with understood_by(InACone()):
        assert likely("Виклик для мам із візочками", RETOLD, dmytro) == [TITLE]


def test_what_is_new_has_no_twin(button: Initiative, dmytro: Actor) -> None:
    assert likely("Розклад відпусток на рік", "Люди не знають, коли хто їде. Скласти спільний календар.", dmytro) == []


def test_words_alone_find_a_twin(button: Initiative, dmytro: Actor) -> None:
    with understood_by(None):
        assert likely("Виклик для мам із візочками", RETOLD, dmytro) == [TITLE]


def test_an_empty_text_is_like_nothing(button: Initiative, dmytro: Actor) -> None:
    assert likely("", " \n ", dmytro) == []


def test_what_is_hidden_is_no_twin(
    session: Session, button: Initiative, stranger: Actor, hanna: Actor, now: datetime
) -> None:
    assert likely(TITLE, RETOLD, stranger) == [TITLE]
    with transaction() as session:
        restrict(session, session.get_one(Initiative, button.id), hanna, team_ids=set(), now=now)
    assert likely(TITLE, RETOLD, stranger) == []


def test_both_words_and_meaning_count() -> None:
    likely = partial(likelihood, own=12.0, told=120.0, translated=False)
    assert likely(3.0, 0.87) > likely(3.0, 0.85) > likely(1.0, 0.85)
    assert likely(0.5, 0.85) < LIKELY < ANSWERS < likely(5.0, 0.9)
    assert likely(2.0, None) < LIKELY < ANSWERS < likely(6.0, None)
    assert 0.0 <= likely(-9.0, -2.0) < likely(99.0, 1.0) <= 1.0


def test_a_translation_needs_fewer_words_and_one_of_very_many_texts_more() -> None:
    likely = partial(likelihood, 3.0, 0.87, own=12.0, told=120.0)
    assert likely(translated=True) > likely(translated=False)
    assert likely(translated=False, among=10_000) < likely(translated=False, among=10)


def test_words_that_mean_the_same_say_more_than_the_same_words() -> None:
    likely = partial(likelihood, 3.0, 0.87, told=120.0, translated=False)
    assert likely(own=4.0) > likely(own=40.0)


def test_words_that_a_setting_shares_with_all_its_texts_say_less() -> None:
    strange, usual_here = usual([0.0] * 20, ["uk"] * 20, WORDS), usual([0.15] * 20, ["uk"] * 20, WORDS)
    assert strange.above(0.2, "uk") > usual_here.above(0.2, "uk")


def test_a_text_is_held_against_those_in_its_language() -> None:
    told = usual([0.3] * 20 + [0.05] * 20, ["uk"] * 20 + ["en"] * 20, WORDS)
    assert told.above(0.2, "en") > 0 > told.above(0.2, "uk")


def test_nothing_to_compare_with_leaves_what_is_usual() -> None:
    told = usual([], [], WORDS)
    assert told.above(WORDS.mean or 0.0, "uk") == 0
    assert usual([], [], MEANING).fair(0.8, "uk") == 0.8


def test_the_form_shows_twins_and_knowledge_that_answers(
    client: Clients, button: Initiative, olena: Actor, dmytro: Actor
) -> None:
    knowledge.item(
        olena, title=TITLE, situation=TEXT["problem"], action=TEXT["solution"], reaction=RETOLD, lesson=RETOLD
    )
    up_to_date()
    page = client(dmytro).post("/initiatives/look-alikes", data={"title": TITLE, "problem": RETOLD}).text
    assert page.count(TITLE) == 2
    assert page.count("support-instead") == 1


def test_the_form_of_a_case_shows_what_tells_of_the_same(
    client: Clients, button: Initiative, olena: Actor, dmytro: Actor
) -> None:
    story: dict[str, Any] = {
        "situation": TEXT["problem"],
        "action": TEXT["solution"],
        "reaction": RETOLD,
        "lesson": RETOLD,
    }
    told = knowledge.item(olena, title=TITLE, **story)
    knowledge.item(olena, ItemState.DRAFT, title=TITLE, **story)
    up_to_date()
    browser = client(dmytro)
    address = re.search(r'data-look-alikes="([^"]+)" data-form="writing" data-text="(\w+)"', _form_of_a_case(browser))
    assert address is not None
    page = browser.post(address[1], data={"title": TITLE, address[2]: RETOLD}).text

    assert [f"/cases/{told.id}"] == re.findall(r'href="(/cases/[^"]+)"', page)
    assert "/initiatives/" not in page
    assert browser.post(address[1], data={"title": "Розклад відпусток на рік"}).text == ""


def _form_of_a_case(browser: FlaskClient) -> str:
    genre = next(one for one in genres(db.session()).open_of_kind("case") if not one.blameless)
    return browser.get(f"/knowledge/new/{genre.key}").text


def test_what_was_handed_in_this_moment_is_met_by_its_title(olena: Actor, dmytro: Actor) -> None:
    up_to_date()
    initiatives.initiative(olena, **TEXT)
    found = list(look_alikes)[-1].similar(db.session(), TITLE, dmytro, 4)
    assert [one.card.title for one in found] == [TITLE]
