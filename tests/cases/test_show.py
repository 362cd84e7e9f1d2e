"""The page of a case: a story to read, what stands around it, and what may come of it."""

import re
from datetime import datetime

import pytest

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.extension import ItemRef
from portal.knowledge.models import ItemState, KnowledgeRevision
from portal.knowledge.services.reviewing import hand_in, publish
from portal.linking.relations import Relation
from portal.linking.services import tie
from tests.conftest import Clients
from tests.initiatives.factories import OUTCOME, PROBLEM, SOLUTION
from tests.knowledge import factories

PROPOSAL = {
    "kind": "problem",
    "title": "Забирати оправу вдома в клієнта",
    "problem": PROBLEM,
    "solution": SOLUTION,
    "outcome": OUTCOME,
}


def test_the_customers_words_stand_above_the_four_chapters(client: Clients, olena: Actor, stranger: Actor) -> None:
    made = factories.item(olena, quote="Я думала, мені відмовлять.")
    page = client(stranger).get(f"/cases/{made.id}").text
    assert page.index("Я думала, мені відмовлять.") < page.index("Що сталося") < page.index("Що зробили")
    assert page.index("Як на це відгукнувся клієнт") < page.index("Чого це нас учить")


def test_a_quote_is_shown_as_it_was_typed(client: Clients, olena: Actor) -> None:
    made = factories.item(olena, quote="<b>Дякую</b> & **все**")
    assert "&lt;b&gt;Дякую&lt;/b&gt; &amp; **все**" in client(olena).get(f"/cases/{made.id}").text


def test_a_case_without_a_quote_has_none(client: Clients, olena: Actor) -> None:
    made = factories.item(olena, quote="")
    assert "Слова клієнта" not in client(olena).get(f"/cases/{made.id}").text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ItemState.DRAFT, "Це ваша чернетка"),
        (ItemState.IN_REVIEW, "чекає на редакторів"),
        (ItemState.ARCHIVED, "Правила змінилися."),
    ],
)
def test_what_is_not_simply_published_says_where_it_stands(
    client: Clients, olena: Actor, state: ItemState, words: str
) -> None:
    made = factories.item(olena, state)
    assert words.casefold() in client(olena).get(f"/cases/{made.id}").text.casefold()


@pytest.mark.parametrize("state", [ItemState.DRAFT, ItemState.IN_REVIEW, ItemState.DISCARDED])
def test_what_is_not_published_is_not_found_by_others(
    client: Clients, olena: Actor, stranger: Actor, state: ItemState
) -> None:
    assert client(stranger).get(f"/cases/{factories.item(olena, state).id}").status_code == 404


def test_an_article_is_no_case(client: Clients, olena: Actor) -> None:
    made = factories.item(olena, kind="article")
    assert client(olena).get(f"/cases/{made.id}").status_code == 404


def test_a_discussion_stands_below_what_is_published_and_nowhere_else(client: Clients, olena: Actor) -> None:
    def talk(state: ItemState) -> bool:
        return 'id="talk"' in client(olena).get(f"/cases/{factories.item(olena, state).id}").text

    assert talk(ItemState.PUBLISHED)
    assert talk(ItemState.ARCHIVED)
    assert not talk(ItemState.DRAFT)


def test_a_case_leads_to_an_initiative_that_both_pages_name(
    client: Clients, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    made, browser = factories.item(olena, title="Окуляри до п'ятниці"), client(dmytro)
    way = re.search(r'href="(/initiatives/new\?from=[^"]+)"', browser.get(f"/cases/{made.id}").text)
    assert way is not None
    form = browser.get(way[1]).text
    assert "Виросте з:" in form
    origin = re.search(r'name="grew_out_of" value="([^"]+)"', form)
    assert origin is not None
    sent = {**PROPOSAL, "submission_key": "k" * 24, "grew_out_of": origin[1]}
    answer = browser.post("/initiatives/new", data=sent)
    proposed = answer.headers["Location"]
    assert f'href="/cases/{made.id}"' in browser.get(proposed).text
    assert f'href="{proposed}"' in browser.get(f"/cases/{made.id}").text
    assert browser.post("/initiatives/new", data=sent).headers["Location"] == proposed  # twice is once


@pytest.mark.parametrize("origin", ["case:99999", "nothing", "case:", "lamp:1", "case:1 OR 1"])
def test_an_initiative_grows_out_of_nothing_that_is_not_there(client: Clients, dmytro: Actor, origin: str) -> None:
    browser = client(dmytro)
    assert "Виросте з:" not in browser.get("/initiatives/new", query_string={"from": origin}).text
    sent = {**PROPOSAL, "submission_key": "k" * 24, "grew_out_of": origin}
    assert browser.post("/initiatives/new", data=sent).status_code == 302


def test_the_draft_of_an_initiative_keeps_what_it_grows_out_of(client: Clients, olena: Actor, dmytro: Actor) -> None:
    made, browser = factories.item(olena), client(dmytro)
    key = "d" * 24
    sent = {"title": "Забирати оправу вдома", "grew_out_of": f"case:{made.id}"}
    browser.post(f"/initiatives/drafts/{key}", data=sent)
    assert f'name="grew_out_of" value="case:{made.id}"' in browser.get(f"/initiatives/new?draft={key}").text


def test_a_linked_article_is_changed_because_of_the_case(
    client: Clients, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    case, article = factories.item(olena, title="Окуляри"), factories.item(dmytro, kind="article", title="Ремонт")
    here, there = ItemRef("case", case.id), ItemRef("article", article.id)
    with transaction() as session:
        tie(session, here, Relation.SEE_ALSO, there, marta, now=now)
    browser = client(dmytro)
    assert f"/knowledge/{article.id}/edit?because=case:{case.id}" in browser.get(f"/cases/{case.id}").text
    form = browser.get(f"/knowledge/{article.id}/edit?because=case:{case.id}").text
    assert f"Через «Окуляри» (/cases/{case.id})" in form
    draft = factories.draft_beside(article.id, dmytro, now=now, body="Спершу вислухайте, а тоді везіть у майстерню.")
    with transaction() as session:
        revision = session.get_one(KnowledgeRevision, draft.id)
        revision.note = f"Через «Окуляри» (/cases/{case.id}) та ще /cases/99999"
        hand_in(session, revision, dmytro, now=now)
        publish(session, revision, factories.editor(), not_personal=True, now=now)
    page = browser.get(f"/articles/{article.id}").text
    assert "Змінено через" in page
