"""What is counted of searches: words and numbers by the day, nobody, and nothing of a person."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.search.asked_words import kept_words, said
from portal.search.asking import Answer, Chosen
from portal.search.models import Asked, OpenedRank
from portal.search.services.noting import note_asked, note_opened
from tests.conftest import Clients
from tests.search.pages.conftest import found

Decide = Callable[[Answer], None]
FOUND = Answer(query="чек", results=[found("Чек")], count=1)
NOTHING = Answer(query="чек", results=[], count=0)


def counts(session: Session) -> list[tuple[Any, ...]]:
    rows = session.execute(select(Asked.words, Asked.times, Asked.found_none, Asked.opened, Asked.wished))
    return sorted(tuple(row) for row in rows)


def test_a_search_counts_once_though_its_page_is_seen_again(
    client: Clients, session: Session, olena: Actor, dmytro: Actor, answers: Decide
) -> None:
    answers(FOUND)
    browser = client(olena)

    for address in ("/search?q=Чек", "/search?q=чек", "/search?q=чек&page=2", "/search?q=чек&kind=case"):
        browser.get(address)
    client(dmytro).get("/search?q=чек")

    assert counts(session) == [("чек", 2, 0, 0, 0)]


def test_a_search_in_vain_is_counted_as_such(client: Clients, session: Session, olena: Actor, answers: Decide) -> None:
    answers(NOTHING)
    client(olena).get("/search?q=чек")

    assert counts(session) == [("чек", 1, 1, 0, 0)]


def test_what_is_narrowed_or_not_whole_is_no_search_in_vain(
    client: Clients, session: Session, olena: Actor, answers: Decide
) -> None:
    browser = client(olena)
    answers(Answer(query="чек", results=[], count=0, incomplete="Покажчик складають."))
    browser.get("/search?q=чек")
    answers(Answer(query="чек вид:випадок", results=[], count=0, chosen=[Chosen(typed="вид:випадок", label="Випадки")]))
    browser.get("/search?q=чек вид:випадок")

    assert counts(session) == [("чек", 1, 0, 0, 0)]


def test_the_palette_asks_without_being_counted_and_tells_once(
    client: Clients, session: Session, olena: Actor, answers: Decide
) -> None:
    answers(FOUND)
    browser = client(olena)
    for letters in ("ч", "че", "чек"):
        browser.get(f"/search/quick?q={letters}")

    assert counts(session) == []
    assert browser.post("/search/told", data={"q": "чек", "rank": "2", "found": "1"}).status_code == 204
    assert browser.post("/search/told", data={"q": "чек", "rank": "1", "counted": "1"}).status_code == 204
    assert counts(session) == [("чек", 1, 0, 2, 0)]
    ranks = session.execute(select(OpenedRank.rank, OpenedRank.times).order_by(OpenedRank.rank))
    assert [tuple(row) for row in ranks] == [(1, 1), (2, 1)]


def test_a_palette_that_was_closed_tells_whether_something_was_there(
    client: Clients, session: Session, olena: Actor
) -> None:
    browser = client(olena)
    browser.post("/search/told", data={"q": "один", "rank": "0", "found": "1"})
    browser.post("/search/told", data={"q": "два", "rank": "0"})

    assert counts(session) == [("два", 1, 1, 0, 0), ("один", 1, 0, 0, 0)]


def test_an_article_can_be_asked_for(client: Clients, session: Session, olena: Actor) -> None:
    answer = client(olena).post("/search/wish", data={"q": "пандус"})

    assert answer.status_code == 303
    assert counts(session) == [("пандус", 0, 0, 0, 1)]


@pytest.mark.parametrize("rank", ["-1", "9" * 400, "abc", "101", "1e9", "\x00"])
def test_a_place_that_is_none_breaks_nothing(client: Clients, session: Session, olena: Actor, rank: str) -> None:
    assert client(olena).post("/search/told", data={"q": "чек", "rank": rank}).status_code == 204
    assert session.scalars(select(OpenedRank)).all() == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Повернення   БЕЗ чека ", "повернення без чека"),
        ("замовлення +38 067 123 45 67", "замовлення [phone 1]"),
        ("лист olena.savchuk@gmail.com", "лист [email 1]"),
        ("Олена Савчук", "[name 1]"),
        ("a\x00b", "ab"),
        ("\ud800 чек", "? чек"),
    ],
)
def test_personal_data_are_masked_before_anything_is_kept(typed: str, kept: str) -> None:
    assert kept_words(typed) == kept


def test_a_name_in_the_wrong_layout_is_masked_too() -> None:
    assert "cfdxer" not in kept_words("Jktyf Cfdxer")


def test_a_number_of_the_company_stays() -> None:
    assert kept_words("0 800 21 00 21", ("0 800 21 00 21",)) == "0 800 21 00 21"


def test_masks_are_said_in_the_language_of_the_reader(app: object) -> None:
    assert said("замовлення [phone 1]") == "замовлення [телефон]"


def test_words_without_letters_are_not_kept(session: Session) -> None:
    with transaction() as writing:
        note_asked(writing, "   ", found=False, now=clock.now())
        note_opened(writing, "", 1, counted=False, now=clock.now())

    assert counts(session) == []
