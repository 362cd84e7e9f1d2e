"""The list of cases: what stands in it, for whom, in which order."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.knowledge.models import ItemReactionKind, ItemState, KnowledgeItem
from portal.knowledge.services.keeping import archive
from portal.knowledge.services.reacting import react
from portal.people.models import Area
from tests.conftest import Clients
from tests.knowledge import factories

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def titles(page: str) -> list[str]:
    """The titles of the rows in their order."""
    return re.findall(r'<h2 class="row-title" lang="\w+"><a href="[^"]+">([^<]+)</a>', page)


@pytest.fixture
def three(olena: Actor, dmytro: Actor, area: Area) -> list[KnowledgeItem]:
    """A WOW case, a mistake and a hard call, each a day after the other."""
    return [
        factories.item(olena, title="Перший", channel="call", tags=["окуляри"], now=START),
        factories.item(dmytro, genre="mistake", title="Другий", area_id=area.id, now=START + timedelta(days=1)),
        factories.item(dmytro, genre="hard_call", title="Третій", channel="chat", now=START + timedelta(days=2)),
    ]


def test_an_empty_base_teaches_what_it_is_for(client: Clients, olena: Actor) -> None:
    page = client(olena).get("/cases").text
    assert "Тут живуть розмови, на яких ми вчимося" in page
    assert "/knowledge/new/wow" in page


def test_published_cases_stand_newest_first(client: Clients, three: list[KnowledgeItem], stranger: Actor) -> None:
    assert titles(client(stranger).get("/cases").text) == ["Третій", "Другий", "Перший"]


def test_drafts_articles_and_archived_ones_do_not(client: Clients, olena: Actor) -> None:
    for state in (ItemState.DRAFT, ItemState.IN_REVIEW, ItemState.ARCHIVED, ItemState.DISCARDED):
        factories.item(olena, state)
    factories.item(olena, kind="article")
    assert titles(client(olena).get("/cases").text) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("genre=mistake", ["Другий"]),
        ("genre=mistake&genre=wow", ["Другий", "Перший"]),
        ("genre=unknown", ["Третій", "Другий", "Перший"]),
        ("channel=chat", ["Третій"]),
        ("channel=pigeon", ["Третій", "Другий", "Перший"]),
        ("area={area}", ["Другий"]),
        ("tag=Окуляри", ["Перший"]),
        ("language=uk", ["Третій", "Другий", "Перший"]),
        ("language=en", []),
        ("mine=1", ["Перший"]),
        ("kept=1", ["Перший"]),
        ("followed=1", ["Перший"]),
        ("sort=oldest", ["Перший", "Другий", "Третій"]),
        ("sort=activity", ["Третій", "Другий", "Перший"]),
        ("author={dmytro}", ["Третій"]),  # what is told in the chest is never listed by its author
    ],
)
def test_a_choice_shows_what_fits_it(
    client: Clients, three: list[KnowledgeItem], olena: Actor, dmytro: Actor, area: Area, query: str, found: list[str]
) -> None:
    page = client(olena).get("/cases?" + query.format(area=area.id, dmytro=dmytro.id)).text
    assert titles(page) == found


def test_what_readers_react_to_can_stand_first(
    client: Clients, three: list[KnowledgeItem], olena: Actor, stranger: Actor, now: datetime
) -> None:
    with transaction() as session:
        react(session, session.get_one(KnowledgeItem, three[1].id), stranger, ItemReactionKind.USEFUL, now=now)
    assert titles(client(olena).get("/cases?sort=reactions").text)[0] == "Другий"


def test_archived_ones_are_listed_where_somebody_asks(
    client: Clients, three: list[KnowledgeItem], stranger: Actor, now: datetime
) -> None:
    with transaction() as session:
        item = session.get_one(KnowledgeItem, three[0].id)
        archive(session, item, factories.editor(), reason="Правила змінилися.", now=now)
    assert titles(client(stranger).get("/cases?archived=1").text) == ["Перший"]
    assert titles(client(stranger).get("/cases").text) == ["Третій", "Другий"]


def test_the_chips_say_how_many_there_are(client: Clients, three: list[KnowledgeItem], olena: Actor) -> None:
    chips = dict(
        re.findall(
            r'<a class="chip[^>]*>([^<]+?) <span class="chip-count">(\d+)</span>', client(olena).get("/cases").text
        )
    )
    assert chips == {"Усі": "3", "WOW": "1", "Скриня": "1", "Складна розмова": "1"}


def test_one_sees_ones_own_drafts_above_the_list_and_nobody_else_does(
    client: Clients, olena: Actor, dmytro: Actor
) -> None:
    factories.item(olena, ItemState.DRAFT, title="Моя чернетка")
    factories.item(olena, ItemState.IN_REVIEW, title="Моє в редакторів")
    page = client(olena).get("/cases?mine=1").text
    assert "Моя чернетка" in page
    assert "У редакторів" in page
    for address in ("/cases", f"/cases?author={olena.id}"):
        assert "Моя чернетка" not in client(dmytro).get(address).text


def test_what_was_to_be_checked_again_says_so(client: Clients, olena: Actor, now: datetime) -> None:
    factories.item(olena, now=now - timedelta(days=120))
    assert "Час перевірити" in client(olena).get("/cases").text


def test_a_long_list_goes_on_where_a_page_ends(client: Clients, olena: Actor, dmytro: Actor) -> None:
    made = [factories.item(olena, title=f"Розмова {n}", now=START + timedelta(hours=n)).title for n in range(23)]
    browser = client(dmytro)
    first = browser.get("/cases").text
    older = re.search(r'<a class="button" href="([^"]+)" rel="next">', first)
    assert older is not None
    assert titles(first) + titles(browser.get(older[1].replace("&amp;", "&")).text) == made[::-1]


@pytest.mark.parametrize("place", ["/cases", "/algorithms", "/articles/dictionary", "/collections"])
def test_on_a_phone_one_place_stands_for_all_of_knowledge(client: Clients, dmytro: Actor, place: str) -> None:
    bar = client(dmytro).get(place).text.partition('class="phone-bar"')[2].partition("</nav>")[0]
    assert 'href="/cases" aria-current="page"' in bar
    assert bar.count("aria-current") == 1
