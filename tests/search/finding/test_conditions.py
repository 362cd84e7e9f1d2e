"""Conditions beside the words of a query, or instead of them: what they narrow to, and how they are taken off again."""

import html
import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.initiatives.models import Initiative, StatusType
from portal.search.asking import Filters
from portal.search.sources import sources
from tests.conftest import Clients
from tests.initiatives import factories as initiatives
from tests.knowledge import factories as knowledge
from tests.search.asked import answer, titles, up_to_date
from tests.search.looking import ids

SOFA = "Диван приїхав зі зламаною ніжкою"
DOORS = "Диван, який не пройшов у двері"


@pytest.fixture
def sofa(olena: Actor) -> Initiative:
    return initiatives.initiative(olena, title=SOFA, tags=("меблі",))


def test_conditions_narrow(olena: Actor, dmytro: Actor, sofa: Initiative) -> None:
    knowledge.item(olena, title=DOORS)
    assert len(titles("диван", dmytro)) == 2
    assert titles("диван", dmytro, filters=Filters(kinds=frozenset({"initiative"}))) == [SOFA]
    assert titles("диван вид:кейс", dmytro) == [DOORS]
    assert titles("диван автор:я", dmytro) == []
    assert set(titles("диван автор:я", olena)) == {SOFA, DOORS}


def test_a_mistake_is_found_by_its_teller_s_name_by_nobody_else(olena: Actor, dmytro: Actor, marta: Actor) -> None:
    knowledge.item(olena, genre="mistake", title=SOFA)
    knowledge.item(olena, title=DOORS)
    for query in ("автор:Олена", "диван автор:Олена", f'"диван" author:"{olena.name}" вид:кейс'):
        assert titles(query, dmytro) == titles(query, marta) == [DOORS], query
        assert set(titles(query, olena)) == {SOFA, DOORS}, query
    assert set(titles("диван вид:кейс", dmytro)) == {SOFA, DOORS}


def test_of_several_of_one_sort_any_will_do(olena: Actor, dmytro: Actor, sofa: Initiative) -> None:
    knowledge.item(olena, title=DOORS, tags=["двері"])
    for query in (
        "диван вид:кейс,ініціатива", "диван вид:кейс kind:initiative", "диван тег:двері,меблі", "тег:двері тег:меблі",
    ):  # fmt: skip
        assert set(titles(query, dmytro)) == {SOFA, DOORS}, query
    assert titles("диван вид:кейс,стаття", dmytro) == [DOORS]
    assert titles("диван вид:кейс", dmytro, filters=Filters(kinds=frozenset({"initiative"}))) == []


def test_conditions_are_named_as_they_were_typed(sofa: Initiative, dmytro: Actor) -> None:
    found = answer('диван статус:нова,абв команда:"а б"', dmytro)
    assert [(one.typed, one.label) for one in found.chosen] == [("статус:нова,абв", "Нова")]
    assert list(found.unknown) == ["статус:абв", "команда:а б"]


@pytest.mark.parametrize("typed", ["вид:ініціатива", "kind:initiative", "Тип:кейс,ініціатива", 'мітка:"меблі"'])
def test_a_condition_that_was_typed_can_be_taken_off(
    client: Clients, sofa: Initiative, dmytro: Actor, typed: str
) -> None:
    up_to_date()
    page = client(dmytro).get(f"/search?q={quote(f'диван {typed} зламаний')}").text

    chips = re.findall(r'<a class="chip chip-current" href="(/search\?q=[^"]*)"', page)
    assert {"q": ["диван зламаний"]} in [parse_qs(urlsplit(html.unescape(chip)).query) for chip in chips]


def test_conditions_alone_list_what_they_narrow_to(sofa: Initiative, olena: Actor, dmytro: Actor) -> None:
    initiatives.initiative(olena, StatusType.ACCEPTED, title="Пандус біля входу")
    assert titles("status:прийнята kind:initiative", dmytro) == ["Пандус біля входу"]


def test_conditions_alone_give_the_newest_first(olena: Actor, dmytro: Actor, now: datetime) -> None:
    for days in (5, 1, 9, 3):
        initiatives.initiative(olena, title=f"Диван чекає днів {days}", now=now - timedelta(days=days))
    found = answer("вид:ініціатива", dmytro).results
    assert [one.title for one in found] == [f"Диван чекає днів {days}" for days in (1, 3, 5, 9)]
    assert sorted((one.score for one in found), reverse=True) == [one.score for one in found]
    assert titles("вид:ініціатива", dmytro, limit=2, offset=2) == ["Диван чекає днів 5", "Диван чекає днів 9"]


def test_a_tag_leads_to_everything_that_has_it(
    session: Session, client: Clients, olena: Actor, dmytro: Actor, sofa: Initiative
) -> None:
    initiatives.initiative(olena, title="Пандус біля входу")
    (tag,) = ids("меблі", dmytro, "tag")
    (shown,) = sources["tag"].shown(session, [(tag, "")], dmytro).values()

    page = client(dmytro).get(shown.href).text

    assert SOFA in page
    assert "Пандус біля входу" not in page


def test_signs_alone_are_no_words_and_list_nothing(sofa: Initiative, dmytro: Actor) -> None:
    assert titles("?!", dmytro, filters=Filters(kinds=frozenset({"initiative"}))) == []
    assert titles("?! kind:initiative", dmytro) == []
    assert titles("", dmytro, filters=Filters(kinds=frozenset({"initiative"}))) == [SOFA]
