"""The pages of cards: the switch, the day, decks, making, proposals."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.cards.models import Card, CardAnswer, CardLearner
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.journal import JournalEntry
from portal.knowledge.models import ItemState
from portal.people.models import Person
from portal.people.services.leaving import deactivate, erase
from tests.cards import factories
from tests.conftest import Clients
from tests.knowledge import factories as knowledge
from tests.statements import counted

MOST_STATEMENTS = 8
KEY = "c" * 22


def typed(**changes: str) -> dict[str, str]:
    given = {"front": factories.FRONT, "back": factories.BACK, "language": "uk", "topic": "Конфлікти", "source": ""}
    return given | {"submission_key": KEY} | changes


def test_the_switch_brings_cards_and_takes_them_away(client: Clients, olena: Actor) -> None:
    factories.cards(3)
    browser = client(olena)
    assert "/cards/join" in browser.get("/cards").text
    assert browser.get("/cards/today").status_code == 302
    browser.post("/cards/join")
    assert "3 картки на сьогодні" in browser.get("/cards").text
    assert "Питання 0?" in browser.get("/cards/today").text
    browser.post("/cards/pause")
    assert "/cards/join" in browser.get("/cards").text
    browser.post("/cards/join")  # by the note's way back, too
    assert "3 картки на сьогодні" in browser.get("/cards").text


def test_a_day_is_answered_by_forms_alone(client: Clients, olena: Actor) -> None:
    numbers = factories.cards(2)
    browser = client(factories.learner(olena))
    for number in numbers:
        page = browser.get("/cards/today").text
        assert f'action="/cards/{number}/answer"' in page
        assert browser.post(f"/cards/{number}/answer", data={"rating": "3", "seen": "0"}).status_code == 302
    assert "На сьогодні все" in browser.get("/cards/today").text
    assert browser.post("/cards/undo").location == "/cards/today"
    shown = re.search(r'name="answer" value="(\d+)"', browser.get("/cards/today").text)
    assert shown is not None
    for _ in range(2):  # sent twice
        answer = browser.post("/cards/undo", data={"answer": shown[1]})
        assert answer.location == f"/cards/today?card={numbers[1]}"
    assert "Питання 1?" in browser.get(answer.location).text


@pytest.mark.parametrize("data", [{}, {"rating": "5", "seen": "0"}, {"rating": "x", "seen": "0"}, {"rating": "3"}])
def test_an_answer_that_is_none_changes_nothing(client: Clients, olena: Actor, data: dict[str, str]) -> None:
    number = factories.card().id
    assert client(factories.learner(olena)).post(f"/cards/{number}/answer", data=data).status_code == 302
    assert factories.history(olena) == []


def test_decks_are_chosen_by_language_and_topic(client: Clients, olena: Actor) -> None:
    factories.card(topic="оплата", front="Про гроші?")
    factories.card(topic="доставка", front="Про кур'єра?")
    factories.card(language="en", topic="delivery", front="Where is it?")
    browser = client(factories.learner(olena))
    page = browser.get("/cards").text
    assert re.search(r'value="uk:оплата" checked', page)
    assert not re.search(r'value="en:delivery" checked', page)
    chosen = {"deck": ["en:delivery", "uk:доставка"], "shown": re.findall(r'name="shown" value="([^"]+)"', page)}
    assert sorted(chosen["shown"]) == ["en:delivery", "uk:доставка", "uk:оплата"]
    browser.post("/cards/decks", data=chosen)
    page = browser.get("/cards").text
    assert "2 картки на сьогодні" in page
    assert not re.search(r'value="uk:оплата" checked', page)
    factories.card(topic="нова тека", front="Щойно?")
    assert "3 картки на сьогодні" in browser.get("/cards").text
    assert "Про гроші?" in browser.get("/cards/deck?of=uk:оплата").text


def test_decks_that_the_page_did_not_show_stay_as_they_are(client: Clients, olena: Actor) -> None:
    for language, topic in (("uk", "оплата"), ("uk", "доставка"), ("en", "delivery")):
        factories.card(language=language, topic=topic, front=f"{topic}?")
    browser = client(factories.learner(olena))
    browser.post("/cards/decks", data={"deck": "uk:доставка", "shown": ["uk:доставка", "uk:оплата"]})
    factories.card(topic="щойно", front="Щойно?")
    browser.post("/cards/decks", data={"deck": "en:delivery", "shown": ["uk:доставка", "en:delivery"]})
    page = browser.get("/cards").text
    assert re.findall(r'name="deck" value="([^"]+)" checked', page) == ["uk:щойно", "en:delivery"]
    browser.post("/cards/decks", data={"shown": "uk:щойно"})
    factories.card(topic="пізніше", front="Пізніше?")
    assert re.findall(r'name="deck" value="([^"]+)" checked', browser.get("/cards").text) == ["en:delivery"]


def test_the_home_page_tells_learners_alone(client: Clients, olena: Actor, dmytro: Actor) -> None:
    factories.cards(2)
    factories.learner(olena)
    assert "/cards/today" in client(olena).get("/").text
    assert "/cards/today" not in client(dmytro).get("/").text


def test_an_editor_makes_a_card_of_a_case(client: Clients, session: Session, olena: Actor, marta: Actor) -> None:
    item = knowledge.item(olena, title="Окуляри до п'ятниці ввечері")
    form = client(marta).get(f"/cards/new?from=case:{item.id}").text
    assert f'value="/cases/{item.id}"' in form
    for _ in range(2):  # sent twice
        answer = client(marta).post("/cards/new", data=typed(source="Окуляри до п'ятниці ввечері"))
        assert answer.status_code == 302
    made = session.scalars(select(Card)).one()
    assert (made.item_id, made.topic, made.front) == (item.id, "конфлікти", factories.FRONT)
    assert made.front_html == f"<p>{factories.FRONT}</p>"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"source": "Немає такого"}, "Немає такого"),
        ({"front": ""}, factories.BACK),
        ({"language": "de"}, factories.BACK),
    ],
)
def test_a_fault_keeps_what_was_typed(client: Clients, marta: Actor, changes: dict[str, str], said: str) -> None:
    answer = client(marta).post("/cards/new", data=typed(**changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session().scalars(select(Card)).all() == []


def test_a_draft_is_no_source(client: Clients, marta: Actor) -> None:
    draft = knowledge.item(marta, ItemState.DRAFT)
    answer = client(marta).post("/cards/new", data=typed(source=f"/cases/{draft.id}"))
    assert answer.status_code == 422


def test_somebody_else_saved_meanwhile(client: Clients, marta: Actor) -> None:
    made = factories.card()
    browser = client(marta)
    browser.post(f"/cards/{made.id}/edit", data=typed(back="Інша відповідь.", version="1"))
    answer = browser.post(f"/cards/{made.id}/edit", data=typed(back="Третя відповідь.", version="1"))
    assert answer.status_code == 409
    assert "Інша відповідь." in answer.text
    assert "Третя відповідь." in answer.text


def test_a_card_that_is_out_is_asked_nobody_and_comes_back(client: Clients, marta: Actor, olena: Actor) -> None:
    made = factories.card()
    browser, learner = client(marta), client(factories.learner(olena))
    browser.post(f"/cards/{made.id}/retire")
    assert factories.FRONT not in learner.get("/cards/today").text
    assert factories.FRONT not in browser.get("/cards/all").text
    assert factories.FRONT in browser.get("/cards/all?show=hidden").text
    browser.post(f"/cards/{made.id}/put-back")
    assert factories.FRONT in learner.get("/cards/today").text


def test_proposals_are_taken_rewritten_and_left(client: Clients, olena: Actor, marta: Actor) -> None:
    knowledge.item(olena, title="Окуляри до п'ятниці зранку", tags=["ремонт"])
    browser = client(marta)
    page = browser.get("/cards/proposals").text
    key = re.search(r'name="key" value="(\w+)"', page)
    of = re.search(r'name="of" value="(\w+)"', page)
    assert key is not None
    assert of is not None
    named = {"of": of[1], "key": key[1]}
    assert "Спершу питаємо" in page
    browser.post("/cards/proposals/leave", data=named)
    assert "Спершу питаємо" not in browser.get("/cards/proposals").text
    browser.post(f"/cards/proposals/have-back?of={of[1]}&key={key[1]}")
    assert "Спершу питаємо" in browser.get(f"/cards/new?of={of[1]}&key={key[1]}").text
    browser.post("/cards/proposals/take", data=named | {"submission_key": KEY})
    assert "Спершу питаємо" not in browser.get("/cards/proposals").text
    made = db.session().scalars(select(Card)).one()
    assert (made.topic, made.language, made.proposal_key) == ("ремонт", "uk", key[1])


def test_of_two_who_take_a_proposal_one_makes_the_card(
    client: Clients, olena: Actor, marta: Actor, session: Session
) -> None:
    knowledge.item(olena, title="Окуляри до п'ятниці зранку")
    browser, other = client(marta), client(knowledge.editor())
    named = proposed_on(browser.get("/cards/proposals").text)
    for key in (KEY, KEY):  # sent twice
        browser.post("/cards/proposals/take", data=named | {"submission_key": key})
    page = other.post("/cards/proposals/take", data=named | {"submission_key": "d" * 22}, follow_redirects=True).text
    assert "Хтось щойно зробив картку з цих слів" in page
    written = other.post("/cards/new", data=typed(**named, submission_key="e" * 22, source=f"/cases/{named['of']}"))
    assert written.status_code == 422
    assert "Хтось щойно зробив картку з цих слів" in written.text
    assert factories.FRONT in written.text
    made = session.scalars(select(Card)).one()
    twin = Card(**factories.values_of(made, "id", "submission_key"))
    session.add(twin)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_who_undoes_taking_is_asked_again(client: Clients, olena: Actor, marta: Actor) -> None:
    knowledge.item(olena, title="Окуляри до п'ятниці зранку")
    browser = client(marta)
    named = proposed_on(browser.get("/cards/proposals").text)
    page = browser.post("/cards/proposals/take", data=named | {"submission_key": KEY}, follow_redirects=True).text
    undo = re.search(r"/cards/\d+/give-back", page)
    assert undo is not None
    for _ in range(2):  # sent twice
        assert browser.post(undo[0]).location == f"/cards/proposals?of={named['of']}"
    assert proposed_on(browser.get("/cards/proposals").text) == named
    assert factories.fresh(db.session().scalars(select(Card.id)).one()).retired_at is not None
    browser.post("/cards/proposals/take", data=named | {"submission_key": "d" * 22})
    assert db.session().scalar(select(func.count()).where(Card.retired_at.is_(None))) == 1


def proposed_on(page: str) -> dict[str, str]:
    """The proposal that a page asks about, as its forms name it."""
    found = {name: re.search(rf'name="{name}" value="(\w+)"', page) for name in ("of", "key")}
    return {name: one[1] for name, one in found.items() if one}


def test_the_phrases_of_a_step_become_one_card(client: Clients, marta: Actor) -> None:
    source = (
        "# Складний дзвінок\n\n## Почути\nМета: людина знає, що її чують\n"
        "> «Чую Вас.»\n> «Розкажіть, я записую.»\n\n- Далі → Кінець: Так\n\n## Кінець: Так\nРезультат: вирішено\n"
    )
    knowledge.item(marta, kind="algorithm", genre="algorithm", source=source)
    page = client(marta).get("/cards/proposals").text
    assert "крок «Почути»" in page
    assert "<li>«Чую Вас.»</li>" in page


def test_a_word_of_the_dictionary_asks_what_we_say_now(client: Clients, marta: Actor) -> None:
    knowledge.item(marta, kind="article", genre="term", title="експерт з турботи")
    page = client(marta).get("/cards/proposals").text
    assert "замість «оператор», «агент»" in page
    assert "<strong>експерт з турботи</strong>" in page


def test_who_learns_what_is_nobodys_to_see(client: Clients, olena: Actor, lidiia: Actor, marta: Actor) -> None:
    made, now = factories.card(), datetime.now().astimezone()
    factories.learner(olena)
    factories.answered(olena, made.id, 1, now=now)
    db.session().rollback()
    named = select(JournalEntry).where(JournalEntry.actor_id == olena.id, JournalEntry.name.startswith("cards."))
    assert db.session().scalars(named).all() == []
    for actor in (lidiia, marta):
        page = client(actor).get(f"/people/{olena.id}").text
        assert "картк" not in page.split("<main", 1)[1].split("</main>", 1)[0].lower()
    assert "людина" not in client(marta).get("/cards/all").text.split("rows", 1)[-1][:2000]


def test_who_is_erased_leaves_nothing(session: Session, olena: Actor, lidiia: Actor, now: datetime) -> None:
    made = factories.card()
    factories.learner(olena)
    factories.answered(olena, made.id, 3, now=now)
    with transaction() as writing:
        person = deactivate(writing, lidiia, writing.get_one(Person, olena.id), {}, now=now)
        erase(writing, lidiia, person, now=now)
    assert factories.memory(olena, made.id) is None
    for table in (CardAnswer, CardLearner):
        assert session.scalars(select(table)).all() == []


@pytest.mark.parametrize(
    "address", ["/cards", "/cards/today", "/cards/all", "/cards/proposals", "/cards/new", "/cards/deck?of=uk:оплата"]
)
def test_a_page_asks_little(client: Clients, marta: Actor, now: datetime, address: str) -> None:
    numbers = factories.cards(14, topic="оплата")
    for number in range(10):
        knowledge.item(marta, title=f"Окуляри до п'ятниці {number}")
    factories.learner(marta)
    for number in numbers[:9]:
        factories.answered(marta, number, 3, now=now - timedelta(days=9))
    browser = client(marta)
    browser.get(address)
    with counted() as statements:
        assert browser.get(address).status_code == 200
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
