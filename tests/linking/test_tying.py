"""Links between items of every kind: who ties what, from which page, and who sees it."""

import pytest
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Forbidden, Invalid, NotFound
from portal.core.extension import ItemRef
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.knowledge.models import ItemState
from portal.linking.finding import find_items
from portal.linking.panel import links_panel
from portal.linking.queries import ties
from portal.linking.relations import Relation, relation_of
from portal.linking.services import tie, untie
from tests.conftest import Clients
from tests.initiatives import factories as initiatives
from tests.knowledge import factories as knowledge


@pytest.fixture
def case(olena: Actor) -> ItemRef:
    return ItemRef("case", knowledge.item(olena, title="Окуляри до п'ятниці").id)


@pytest.fixture
def article(dmytro: Actor) -> ItemRef:
    return ItemRef("article", knowledge.item(dmytro, kind="article", title="Ремонт поза чергою").id)


@pytest.fixture
def initiative(hanna: Actor) -> ItemRef:
    return ItemRef("initiative", initiatives.initiative(hanna, StatusType.IN_REVIEW, title="Кур'єр по оправу").id)


def _tie(item: ItemRef, relation: Relation, other: ItemRef, actor: Actor) -> bool:
    with transaction() as session:
        return tie(session, item, relation, other, actor, now=clock.now())


def _seen(session: Session, item: ItemRef, actor: Actor) -> list[tuple[Relation, str]]:
    return [(one.relation, one.card.title) for one in ties(session, item, actor)]


@pytest.mark.parametrize("relation", list(Relation))
def test_a_link_is_read_rightly_from_both_ends(
    session: Session, case: ItemRef, initiative: ItemRef, marta: Actor, relation: Relation
) -> None:
    opposite = relation_of(relation.kind, outwards=not relation.outwards)
    assert _tie(case, relation, initiative, marta)
    assert _seen(session, case, marta) == [(relation, "Кур'єр по оправу")]
    assert _seen(session, initiative, marta) == [(opposite, "Окуляри до п'ятниці")]


def test_everybody_may_say_see_also(case: ItemRef, article: ItemRef, stranger: Actor) -> None:
    assert _tie(case, Relation.SEE_ALSO, article, stranger)
    assert not _tie(article, Relation.SEE_ALSO, case, stranger)  # said already, from the other end


@pytest.mark.parametrize("who", ["olena", "dmytro", "marta", "hanna"])
def test_what_changed_is_said_by_those_who_answer_for_one_of_the_two(
    case: ItemRef, article: ItemRef, request: pytest.FixtureRequest, who: str
) -> None:
    assert _tie(article, Relation.CHANGED_BECAUSE_OF, case, request.getfixturevalue(who))


def test_others_may_not_say_what_grew_out_of_what(case: ItemRef, article: ItemRef, stranger: Actor) -> None:
    with pytest.raises(Forbidden):
        _tie(case, Relation.GREW_INTO, article, stranger)


def test_nothing_is_tied_to_itself(case: ItemRef, olena: Actor) -> None:
    with pytest.raises(Invalid):
        _tie(case, Relation.SEE_ALSO, case, olena)


def test_what_is_hidden_is_neither_tied_nor_shown(session: Session, case: ItemRef, olena: Actor, marta: Actor) -> None:
    draft = ItemRef("case", knowledge.item(olena, ItemState.DRAFT).id)
    with pytest.raises(NotFound):
        _tie(case, Relation.SEE_ALSO, draft, marta)
    _tie(case, Relation.SEE_ALSO, draft, olena)
    assert len(_seen(session, case, olena)) == 1
    assert _seen(session, case, marta) == []


def test_a_restricted_initiative_is_linked_for_its_circle_alone(
    session: Session, case: ItemRef, initiative: ItemRef, hanna: Actor, dmytro: Actor
) -> None:
    _tie(case, Relation.GREW_INTO, initiative, hanna)
    with transaction() as writing:
        writing.get_one(Initiative, initiative.id).visibility = Visibility.TEAMS
    assert len(_seen(session, case, hanna)) == 1
    assert _seen(session, case, dmytro) == []


def test_who_made_a_link_may_take_it_away(session: Session, case: ItemRef, article: ItemRef, stranger: Actor) -> None:
    _tie(case, Relation.SEE_ALSO, article, stranger)
    with transaction() as writing:
        assert untie(writing, article, Relation.SEE_ALSO, case, stranger, now=clock.now())
        assert not untie(writing, article, Relation.SEE_ALSO, case, stranger, now=clock.now())
    assert _seen(session, case, stranger) == []


def test_others_may_not_take_it_away(case: ItemRef, article: ItemRef, stranger: Actor, newcomer: Actor) -> None:
    _tie(case, Relation.SEE_ALSO, article, newcomer)
    with pytest.raises(Forbidden), transaction() as writing:
        untie(writing, case, Relation.SEE_ALSO, article, stranger, now=clock.now())


def test_the_panel_offers_to_remove_what_is_ones_own(
    session: Session, case: ItemRef, article: ItemRef, stranger: Actor, newcomer: Actor
) -> None:
    _tie(case, Relation.SEE_ALSO, article, newcomer)
    mine, others = (links_panel(session, case, who, ()).groups[0].items[0] for who in (newcomer, stranger))
    assert mine.remove_action == f"/links/case/{case.id}/see_also/article/{article.id}/remove"
    assert others.remove_action is None


@pytest.mark.parametrize(
    "text", ["окуляр", "п'ятниця окуляри", "ОКУЛЯРИ", "№ {id}", "{id}", "/cases/{id}", "https://p/cases/{id}#talk"]
)
def test_an_item_is_found_by_words_number_or_address(session: Session, case: ItemRef, dmytro: Actor, text: str) -> None:
    found = find_items(session, text.format(id=case.id), dmytro, but=ItemRef("article", 0))
    assert [card.ref for card in found] == [case]


def test_an_initiative_is_found_by_a_word_of_its_title(session: Session, initiative: ItemRef, dmytro: Actor) -> None:
    assert [card.ref for card in find_items(session, "кур'єру", dmytro, but=ItemRef("case", 0))] == [initiative]


def test_a_draft_of_others_is_not_found(session: Session, olena: Actor, dmytro: Actor) -> None:
    hidden = knowledge.item(olena, ItemState.DRAFT, title="Таємна чернетка")
    for text in ("таємна", str(hidden.id), f"/cases/{hidden.id}"):
        assert find_items(session, text, dmytro, but=ItemRef("article", 0)) == []


def test_a_link_is_added_and_removed_on_pages(
    client: Clients, case: ItemRef, article: ItemRef, stranger: Actor
) -> None:
    browser = client(stranger)
    page = browser.get(f"/links/case/{case.id}?q=ремонт").text
    assert f'value="article:{article.id}"' in page
    answer = browser.post(f"/links/case/{case.id}", data={"to": f"article:{article.id}", "relation": "see_also"})
    assert answer.headers["Location"] == f"/cases/{case.id}#links"
    assert "Ремонт поза чергою" in browser.get(f"/cases/{case.id}").text
    assert "Окуляри до п&#39;ятниці" in browser.get(f"/articles/{article.id}").text
    link = f"/links/case/{case.id}/see_also/article/{article.id}"
    assert browser.post(f"{link}/remove").status_code == 303
    assert f"{link}/remove" not in browser.get(f"/cases/{case.id}").text
    assert browser.post(link).status_code == 303
    assert f"{link}/remove" in browser.get(f"/cases/{case.id}").text


def test_links_stand_on_an_initiative_too(
    client: Clients, case: ItemRef, initiative: ItemRef, marta: Actor, dmytro: Actor
) -> None:
    _tie(initiative, Relation.GREW_OUT_OF, case, marta)
    page = client(dmytro).get(f"/initiatives/{initiative.id}").text
    assert f'href="/cases/{case.id}"' in page
    assert "Виросло з" in page


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"relation": "see_also"}, 422),
        ({"to": "article:1"}, 422),
        ({"to": "nothing", "relation": "see_also"}, 422),
        ({"to": "article:9999", "relation": "see_also"}, 404),
        ({"to": "unknown:1", "relation": "see_also"}, 404),
    ],
)
def test_what_can_not_be_tied_is_refused(
    client: Clients, case: ItemRef, stranger: Actor, sent: dict[str, str], status: int
) -> None:
    assert client(stranger).post(f"/links/case/{case.id}", data=sent).status_code == status


def test_a_stranger_meets_403_where_only_those_who_answer_may_speak(
    client: Clients, case: ItemRef, article: ItemRef, stranger: Actor
) -> None:
    sent = {"to": f"article:{article.id}", "relation": "grew_into"}
    assert client(stranger).post(f"/links/case/{case.id}", data=sent).status_code == 403


@pytest.mark.parametrize("path", ["", "/grows/article/1", "/grows/article/1/remove"])
def test_an_address_of_no_link_is_not_found(client: Clients, case: ItemRef, stranger: Actor, path: str) -> None:
    assert (
        client(stranger).post(f"/links/lamp/{case.id}{path}", data={"to": "case:1", "relation": "see_also"}).status_code
        == 404
    )
