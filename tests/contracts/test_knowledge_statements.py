"""Pages of cases and articles ask the database at most eight times, however much hangs on an item."""

from datetime import datetime

import pytest

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.extension import ItemRef
from portal.discussion.models import Comment
from portal.knowledge.anchoring import Selector
from portal.knowledge.models import ItemReactionKind, KnowledgeItem
from portal.knowledge.services.marking import mark
from portal.knowledge.services.reacting import react
from portal.linking.relations import Relation
from portal.linking.services import tie
from portal.people.models import Area
from portal.search.indexing import catch_up
from tests import factories as people
from tests.conftest import Clients
from tests.initiatives import factories as initiatives
from tests.knowledge import factories
from tests.statements import MOST_A_PAGE, counted

PAGES = {
    "/": "olena",
    "/cases": "olena",
    "/cases?genre=wow&sort=reactions&area={area}&mine=1": "olena",
    "/cases/{case}": "dmytro",
    "/cases/{case}?comments=open": "olena",
    "/articles": "olena",
    "/articles/{article}": "dmytro",
    "/articles/{term}": "dmytro",
    "/articles/dictionary": "dmytro",
    "/links/case/{case}": "marta",
    "/knowledge/genres": "lidiia",
    "/knowledge/{article}/edit?because=case:{case}": "dmytro",
    "/initiatives/new?from=case:{case}": "dmytro",
    "/initiatives/{initiative}": "hanna",
}

#: Where the portal's own search answers, it reads its index too: word by word, as often as the query has words and
#: ways to be meant, never as often as there are texts.
MOST_WITH_SEARCH = 30


@pytest.fixture
def much(olena: Actor, hanna: Actor, marta: Actor, area: Area, now: datetime) -> dict[str, int]:
    """A case with everything on it: tags, links of every kind, marks, reactions, comments, a change beside."""
    cases = [factories.item(olena, area_id=area.id, channel="call", tags=["окуляри", "ремонт"]).id for _ in range(4)]
    article = factories.item(olena, kind="article", body="# А\n\nСлово\n\n# Б\n\nСлово\n\n# В\n\nСлово").id
    term = factories.item(olena, kind="article", genre="term").id
    numbers = [initiatives.initiative(hanna).id for _ in range(3)]
    others = [ItemRef("case", one) for one in cases[1:]] + [ItemRef("article", article), ItemRef("article", term)]
    others += [ItemRef("initiative", number) for number in numbers]
    voices = [people.person() for _ in range(5)]
    with transaction() as session:
        for other in others:
            tie(session, ItemRef("case", cases[0]), Relation.GREW_INTO, other, marta, now=now)
            tie(session, ItemRef("case", cases[0]), Relation.SEE_ALSO, other, marta, now=now)
        item = session.get_one(KnowledgeItem, cases[0])
        for voice in voices:
            react(session, item, voice, ItemReactionKind.WOW, now=now)
            mark(session, item, voice, "lesson", Selector("людині потрібно"), note="Так!", now=now)
            words = {"body": "Так і в нас", "html": "<p>Так і в нас</p>", "renderer_version": 1}
            session.add(Comment(item_kind="case", item_id=cases[0], author_id=voice.id, at=now, **words))
    factories.draft_beside(cases[0], voices[0])
    return {"case": cases[0], "article": article, "term": term, "initiative": numbers[0], "area": area.id}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_little(
    client: Clients, much: dict[str, int], request: pytest.FixtureRequest, address: str
) -> None:
    actor: Actor = request.getfixturevalue(PAGES[address])
    browser, path = client(actor), address.format(**much)
    browser.get(path)  # names of genres and places are read once a process
    with counted() as statements:
        answer = browser.get(path)
    assert answer.status_code == 200
    assert len(statements) <= MOST_A_PAGE, "\n".join(statements)


def test_what_one_is_asked_to_read_anew_costs_no_more(
    client: Clients, much: dict[str, int], dmytro: Actor, now: datetime
) -> None:
    browser, path = client(dmytro), f"/cases/{much['case']}"
    with transaction() as session:
        session.get_one(KnowledgeItem, much["case"]).must_acknowledge = True
    browser.get(path)
    with counted() as statements:
        assert browser.get(path).status_code == 200
    assert len(statements) <= MOST_A_PAGE, "\n".join(statements)


def test_looking_for_what_to_link_asks_as_much_of_many_texts_as_of_few(
    client: Clients, much: dict[str, int], marta: Actor
) -> None:
    browser, path = client(marta), f"/links/case/{much['case']}?q=окуляри"
    browser.get(path)
    catch_up()
    with counted() as few:
        browser.get(path)
    for _ in range(20):
        factories.item(marta, title="Окуляри незручні", tags=["окуляри"])
    catch_up()
    with counted() as many:
        browser.get(path)
    assert len(few) <= MOST_WITH_SEARCH, "\n".join(few)
    assert len(many) <= len(few), "\n".join(many)
