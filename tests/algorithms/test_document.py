"""The list of algorithms, and the page on which one is read."""

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal.algorithms.queries.reading import read_revision
from portal.algorithms.services.using import note_use
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import NotFound
from portal.knowledge.models import ItemState, KnowledgeItem
from tests.algorithms.factories import GLASSES, algorithm, changed
from tests.conftest import Clients
from tests.knowledge.factories import draft_beside
from tests.statements import counted

MOST_STATEMENTS = 8


def test_the_list_says_what_each_is_for_and_leads_into_the_call(client: Clients, olena: Actor) -> None:
    number = algorithm(olena).id
    page = client(olena).get("/algorithms").text

    assert "Окуляри незручні" in page
    assert "Людина добре бачить, почута і знає, що буде далі." in page
    assert f'href="/algorithms/{number}/walk"' in page


def test_an_archived_algorithm_is_not_walked_from_the_list(client: Clients, olena: Actor) -> None:
    number = algorithm(olena, ItemState.ARCHIVED).id
    page = client(olena).get("/algorithms?archived=1").text
    assert f'href="/algorithms/{number}"' in page
    assert f"/algorithms/{number}/walk" not in page


def test_home_has_what_one_walked_last_before_the_newest(client: Clients, olena: Actor, dmytro: Actor) -> None:
    older, newer = (algorithm(olena, now=clock.now() - timedelta(days=days)).id for days in (9, 2))
    archived = algorithm(olena, ItemState.ARCHIVED).id
    with transaction() as session:
        note_use(session, session.get_one(KnowledgeItem, older), dmytro, number=1, now=clock.now())

    def at_hand(actor: Actor) -> list[str]:
        return re.findall(r'class="at-hand-walk" href="/algorithms/(\d+)/walk"', client(actor).get("/").text)

    assert at_hand(dmytro) == [str(older), str(newer)]
    assert at_hand(olena) == [str(newer), str(older)]
    assert str(archived) not in at_hand(dmytro)


def test_home_has_no_place_for_algorithms_that_are_not_there(client: Clients, olena: Actor) -> None:
    assert "at-hand" not in client(olena).get("/").text


def test_the_empty_list_teaches_what_it_is_for(client: Clients, olena: Actor) -> None:
    page = client(olena).get("/algorithms").text
    assert "Тут живуть шляхи крізь розмову" in page
    assert 'href="/knowledge/new/algorithm"' in page


def test_tags_of_the_text_find_it_in_the_list(client: Clients, olena: Actor) -> None:
    algorithm(olena)
    assert "Окуляри незручні" in client(olena).get("/algorithms?tag=оптика").text
    assert "Окуляри незручні" not in client(olena).get("/algorithms?tag=доставка").text


@pytest.mark.parametrize("of", ["", "/walk"])
def test_a_case_is_no_algorithm(client: Clients, olena: Actor, of: str) -> None:
    from_here = algorithm(olena).id
    assert client(olena).get(f"/cases/{from_here}").status_code == 404
    assert client(olena).get(f"/algorithms/{from_here + 1}{of}").status_code == 404


def test_the_page_lists_its_steps_and_answers_lead_to_them(client: Clients, olena: Actor, dmytro: Actor) -> None:
    page = client(dmytro).get(f"/algorithms/{algorithm(olena).id}").text

    listed = re.findall(r'<a href="(#[^"]+)"><span class="contents-number">(\d*)</span>([^<]+)</a>', page)
    assert listed[:2] == [("#step-listen", "1", "Вислухати"), ("#step-adaptation", "2", "Перевірити звикання")]
    assert listed[-1][0] == "#any-time"
    for href, _number, _title in listed:
        assert f'id="{href[1:]}"' in page


def test_no_reader_sees_the_keys_of_headings(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = algorithm(olena, source=GLASSES.replace(" {#listen}", "")).id
    second = changed(number, olena, GLASSES.replace("Дати договорити", "Дати договорити до кінця"))

    for address in (f"/algorithms/{number}", f"/knowledge/{number}/versions", f"/knowledge/{number}/versions/{second}"):
        assert "{#" not in client(dmytro).get(address).text


def test_what_is_done_with_it_stands_above_the_text(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = algorithm(olena).id
    page = client(dmytro).get(f"/algorithms/{number}").text
    for way in ("walk", "map", "statistics"):
        assert f'href="/algorithms/{number}/{way}"' in page
    for way in ("versions", "edit"):
        assert f'href="/knowledge/{number}/{way}"' in page


def test_a_draft_is_its_authors_alone(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = algorithm(olena, ItemState.DRAFT).id
    page = client(olena).get(f"/algorithms/{number}")
    assert page.status_code == 200
    assert f"/algorithms/{number}/walk" not in page.text
    assert client(dmytro).get(f"/algorithms/{number}").status_code == 404


def test_its_words_are_marked_in_green(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = algorithm(olena).id
    browser = client(dmytro)
    browser.post(
        f"/knowledge/{number}/marks", data={"part": "source", "quote": "Дякую, що кажете про це.", "note": "Тепло"}
    )
    page = browser.get(f"/algorithms/{number}").text
    assert '<mark class="green" data-pen="1">Дякую, що кажете про це.</mark>' in page


def test_a_renamed_step_keeps_its_marks(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = algorithm(olena).id
    browser = client(dmytro)
    browser.post(f"/knowledge/{number}/marks", data={"part": "source", "quote": "Дякую, що кажете про це.", "note": ""})
    renamed = GLASSES.replace("## 1. Вислухати", "## 1. Почути людину").replace("→ Вислухати", "→ Почути людину")
    changed(number, olena, renamed)

    page = browser.get(f"/algorithms/{number}").text
    assert '<mark class="green" data-pen="1">Дякую, що кажете про це.</mark>' in page
    assert 'id="step-listen"' in page


@pytest.mark.parametrize("steps", [3, 60])
def test_a_page_asks_little_however_long_the_text(client: Clients, olena: Actor, dmytro: Actor, steps: int) -> None:
    long = "".join(f"## Крок {n}\n> «Так?»\n- Так → Крок {n % steps + 1}\n- Ні → Усе\n" for n in range(1, steps + 1))
    number = algorithm(olena, source=f"# Довгий\n{long}## Кінець: Усе\nРезультат: вирішено\n").id
    browser = client(dmytro)
    browser.get(f"/algorithms/{number}")
    with counted() as statements:
        assert browser.get(f"/algorithms/{number}").status_code == 200
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_a_version_is_read_with_its_own_graph(session: Session, olena: Actor, dmytro: Actor) -> None:
    number = algorithm(olena).id
    shorter = GLASSES.replace("- Ще не договорили → Вислухати\n", "")
    changed(number, olena, shorter)

    assert len(read_revision(session, number, dmytro, 1).graph.arrows) == 8
    assert len(read_revision(session, number, dmytro).graph.arrows) == 7


def test_a_draft_beside_it_is_read_by_its_author_alone(session: Session, olena: Actor, dmytro: Actor) -> None:
    number = algorithm(olena).id
    draft = draft_beside(number, olena, source=GLASSES.replace("Вислухати", "Почути"))

    assert read_revision(session, number, olena, draft.number).number == draft.number
    assert read_revision(session, number, olena).number == 1
    with pytest.raises(NotFound):
        read_revision(session, number, dmytro, draft.number)
