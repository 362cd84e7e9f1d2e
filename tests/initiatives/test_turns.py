"""Whose turn it is: told in one way on the page of an initiative and on the home page, with a real date."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.extension import ItemRef
from portal.discussion.services.moderation import hide
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.queries.last_word import LastWord
from portal.initiatives.queries.reference import KnownStatus
from portal.initiatives.turns import SOON_DAYS, Standing, Turn, promise_state, whose_turn
from tests.conftest import Clients
from tests.discussion.factories import said
from tests.initiatives import factories

FRIDAY = datetime(2026, 3, 6, 9, tzinfo=UTC)
AUTHORS_TURN = "Слово за автором"
MY_TURN = "Слово за вами"


def told(type_: StatusType, key: str | None = None, now: datetime = FRIDAY, mine: bool = False, **more: Any) -> Turn:
    status = KnownStatus(1, key or type_.value, type_, {}, 1, key is None, None)
    standing: dict[str, Any] = {"since": FRIDAY, "answered": False, "author_id": 1, "last_word": None}
    standing |= {"owner": None, "day": None}
    turn = whose_turn(Standing(status=status, **(standing | more)), now, mine=mine)
    assert turn is not None
    return turn


def test_a_promised_day_is_marked_when_it_is_near_or_past() -> None:
    day = FRIDAY.date()
    first = [promise_state(day, day + timedelta(days=n), answered=False) for n in (-1, 0, 1)]
    decision = [promise_state(day, day + timedelta(days=n), answered=True) for n in (-4, -3, 0, 1)]
    assert first == [None, "soon", "late"]
    assert decision == [None, "soon", "soon", "late"]


def test_promise_has_its_day_until_it_is_kept() -> None:
    day = date(2026, 3, 10)
    assert (told(StatusType.NEW, day=day).until, told(StatusType.NEW, day=day).state) == (day, None)
    assert told(StatusType.NEW, day=day, now=FRIDAY + timedelta(days=5)).state == "late"
    assert told(StatusType.NEW, now=FRIDAY + timedelta(days=5)).state is None


@pytest.mark.parametrize("type_", [StatusType.NEW, StatusType.IN_REVIEW])
def test_a_decision_is_promised_too(type_: StatusType) -> None:
    ahead, past = date(2026, 3, 20), date(2026, 3, 2)
    assert told(type_, day=ahead, answered=True).until == ahead
    assert told(type_, day=past, answered=True).state == "late"
    assert "спізнюється" in told(type_, day=past, answered=True).sentence


@pytest.mark.parametrize(
    ("type_", "key", "last_word", "authors"),
    [
        (StatusType.NEW, None, LastWord.ASKED, True),
        (StatusType.IN_REVIEW, None, LastWord.ASKED, True),
        (StatusType.IN_REVIEW, None, LastWord.ANSWERED, False),
        (StatusType.IN_REVIEW, "needs_author", None, True),
        (StatusType.IN_REVIEW, "needs_author", LastWord.ANSWERED, False),
        (StatusType.IN_PROGRESS, None, LastWord.ASKED, False),
    ],
)
def test_question_gives_the_turn_to_the_author_until_the_decision(
    type_: StatusType, key: str | None, last_word: str | None, authors: bool
) -> None:
    assert told(type_, key, last_word=last_word).author is authors


def test_anonymous_author_is_never_waited_for() -> None:
    assert not told(StatusType.IN_REVIEW, "needs_author", author_id=None).author


def test_page_and_home_say_the_same(client: Clients, olena: Actor, dmytro: Actor, hanna: Actor, now: datetime) -> None:
    number = factories.initiative(olena, now=now - timedelta(days=1)).id
    item = ItemRef("initiative", number)
    browser = client(olena)

    def pages() -> list[str]:
        home = browser.get("/").text.split("mine-turn")[1].split("</p>")[0].split(">", 1)[1]
        page = browser.get(f"/initiatives/{number}").text.split("state-turn")[1].split("</p>")[0].split(">", 1)[1]
        return [home, page]

    first = pages()
    assert first[0] == first[1]
    assert '<time datetime="' in first[0]

    said(hanna, "Дякуємо!", item=item, now=now)
    assert [MY_TURN in words for words in pages()] == [False, False]
    said(hanna, "Скільки таких входів?", asks=True, item=item, now=now)
    said(dmytro, "У нас два.", item=item, now=now)
    assert [MY_TURN in words for words in pages()] == [True, True]
    assert AUTHORS_TURN in client(dmytro).get(f"/initiatives/{number}").text

    said(olena, "Сім.", item=item, now=now + timedelta(minutes=1))
    answered = pages()
    assert answered[0] == answered[1]
    assert MY_TURN not in answered[0]


def test_hidden_question_asks_nobody(client: Clients, olena: Actor, hanna: Actor, marta: Actor, now: datetime) -> None:
    number = factories.initiative(olena).id
    asked = said(hanna, "Скільки таких входів?", item=ItemRef("initiative", number), now=now)
    with transaction() as session:
        hide(session, asked.id, marta, reason="Написано не там, де треба.", now=now)
    assert MY_TURN not in client(olena).get(f"/initiatives/{number}").text


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
@pytest.mark.parametrize("owner", [None, "Олена Савчук"])
@pytest.mark.parametrize("days", [None, 1, -1])
@pytest.mark.parametrize("type_", [StatusType.NEW, StatusType.ACCEPTED, StatusType.IN_PROGRESS, StatusType.IMPLEMENTED])
def test_each_state_is_one_sentence_with_its_day_inside(
    language: str, owner: str | None, days: int | None, type_: StatusType
) -> None:
    day = None if days is None else FRIDAY.date() + timedelta(days=days)
    with i18n.speaking(language):
        turn = told(type_, owner=owner, day=day)
    assert (turn.sentence.count("."), turn.sentence[-1]) == (1, ".")
    assert bool(turn.after) is bool(turn.until)
    assert (owner or "") in turn.before + turn.after or type_ in {StatusType.NEW, StatusType.IMPLEMENTED}


def marked(shown: str) -> str | None:
    """Which of the two marks of a day stands in what a page shows of it."""
    found = re.findall(r'class="[^"]*\b(late|soon)\b', shown)
    return found[0] if found else None


def test_page_list_board_and_roadmap_mark_a_day_alike(client: Clients, olena: Actor) -> None:
    today, browser, days = i18n.today(clock.now()), client(olena), range(-2, 11)
    made = {day: factories.initiative(olena, StatusType.IN_PROGRESS).id for day in days}
    with transaction() as session:
        for day, number in made.items():
            session.get_one(Initiative, number).due_on = today + timedelta(days=day)
    rows, cards, entries = (browser.get(f"/initiatives{place}").text for place in ("", "/board", "/roadmap"))

    for day, number in made.items():
        page = browser.get(f"/initiatives/{number}").text.split("state-turn")[1].split("</p>")[0]
        row, card, entry = (
            text.split(f'href="/initiatives/{number}"')[1].split("</li>")[0] for text in (rows, cards, entries)
        )
        due = "late" if day < 0 else "soon" if day <= SOON_DAYS else None
        assert [day, marked(page), marked(row), marked(card), marked(entry)] == [day, due, due, due, due]
