"""Articles: the list, a text with its contents, the dictionary of care."""

import re

import pytest
from markupsafe import Markup

from portal.articles.contents import with_contents
from portal.articles.shapes import phrases
from portal.core.actor import Actor
from portal.core.markdown import render
from portal.knowledge.models import ItemState
from tests.conftest import Clients
from tests.knowledge import factories


def test_the_list_leaves_the_dictionary_to_its_own_page(client: Clients, olena: Actor) -> None:
    factories.item(olena, kind="article", title="Як оформити повернення")
    factories.item(olena, kind="article", genre="term", title="експертка з турботи")
    page = client(olena).get("/articles").text
    assert "Як оформити повернення" in page
    assert "експертка з турботи" not in page
    assert client(olena).get("/articles?genre=term").headers["Location"] == "/articles/dictionary"


def test_the_empty_list_teaches_what_it_is_for(client: Clients, olena: Actor) -> None:
    assert "Тут живе те, що треба знайти за десять секунд" in client(olena).get("/articles").text


def test_a_case_is_no_article(client: Clients, olena: Actor) -> None:
    assert client(olena).get(f"/articles/{factories.item(olena).id}").status_code == 404


@pytest.mark.parametrize(("headings", "anchors"), [(2, 0), (3, 3), (7, 7)])
def test_a_text_of_three_headings_has_contents(client: Clients, olena: Actor, headings: int, anchors: int) -> None:
    body = "\n\n".join(f"# Частина {n}\n\nОсь що ми робимо тут." for n in range(headings))
    page = client(olena).get(f"/articles/{factories.item(olena, kind='article', body=body).id}").text
    assert len(re.findall(r'<a href="#part-\d+">', page)) == anchors
    assert len(re.findall(r'<h3 id="part-\d+">', page)) == anchors


def test_nothing_that_was_typed_becomes_a_place_on_the_page() -> None:
    html = render('# <img id=location>\n\n# "onclick=alert(1)\n\n## **третій**').html
    placed, headings = with_contents(Markup(html))  # noqa: S704 - rendered and cleaned
    assert re.findall(r'id="([^"]+)"', placed) == ["part-1", "part-2", "part-3"]
    assert [(one.words, one.depth) for one in headings] == [
        ("<img id=location>", 0),
        ('"onclick=alert(1)', 0),
        ("третій", 1),
    ]


def test_boxes_tables_and_ticks_stand_on_the_page(client: Clients, olena: Actor) -> None:
    body = '!!! danger "Вогонь"\n    Телефонуйте 112.\n\n| а | б |\n|---|---|\n| 1 | 2 |\n\n- [x] зроблено це вже'
    page = client(olena).get(f"/articles/{factories.item(olena, kind='article', body=body).id}").text
    assert '<div class="box box-danger">' in page
    assert "<table>" in page
    assert 'aria-label="Зроблено"' in page


def test_the_dictionary_says_what_we_say_what_we_used_to_and_why(client: Clients, olena: Actor, dmytro: Actor) -> None:
    made = factories.item(olena, kind="article", genre="term", title="експерт з турботи", used_to_say="оператор; агент")
    page = client(dmytro).get("/articles/dictionary?language=uk").text
    assert f'<a href="/articles/{made.id}">експерт з турботи</a>' in page
    assert '<s class="term-used">оператор</s><s class="term-used">агент</s>' in page
    assert "не оперує апаратом" in page


def test_the_dictionary_is_of_one_language_and_in_its_order(client: Clients, olena: Actor) -> None:
    for word in ("їхати", "ґанок", "гарно", "єдність"):
        factories.item(olena, kind="article", genre="term", title=word, language="uk")
    factories.item(olena, kind="article", genre="term", title="care expert", language="en")
    page = client(olena).get("/articles/dictionary?language=uk").text
    assert re.findall(r'<a href="/articles/\d+">(\w+)</a>', page) == ["гарно", "ґанок", "єдність", "їхати"]
    assert "care expert" in client(olena).get("/articles/dictionary?language=en").text


@pytest.mark.parametrize("state", [ItemState.DRAFT, ItemState.IN_REVIEW, ItemState.ARCHIVED])
def test_only_what_holds_is_in_the_dictionary(client: Clients, olena: Actor, state: ItemState) -> None:
    factories.item(olena, state, kind="article", genre="term", title="не вживаємо", language="uk")
    assert "не вживаємо" not in client(olena).get("/articles/dictionary?language=uk").text


def test_an_empty_dictionary_offers_the_first_word(client: Clients, olena: Actor) -> None:
    assert "/knowledge/new/term" in client(olena).get("/articles/dictionary?language=ru").text


def test_an_entry_has_a_page_of_its_own(client: Clients, olena: Actor, stranger: Actor) -> None:
    made = factories.item(olena, kind="article", genre="term", title="так", used_to_say="ага; угу")
    page = client(stranger).get(f"/articles/{made.id}").text
    assert '<s class="term-used">угу</s>' in page
    assert "Казали раніше" in page


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("оператор; агент", ["оператор", "агент"]),
        ("«не положено»;\n ; так, ні", ["не положено", "так, ні"]),
        ("", []),
    ],
)
def test_what_we_used_to_say_is_read_phrase_by_phrase(typed: str, found: list[str]) -> None:
    assert phrases(typed) == found
