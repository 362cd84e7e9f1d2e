"""The player's page: the text that stands, or the one that a call began with; a document where no script runs."""

from datetime import datetime

import pytest

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.knowledge.models import KnowledgeItem
from portal.knowledge.services.keeping import archive
from tests.algorithms import factories
from tests.conftest import Clients
from tests.statements import MOST_A_PAGE, counted

NEWER = factories.GLASSES.replace("Оптик підправить", "Оптикиня підправить")
NOTE = "новіша версія"


@pytest.fixture
def glasses(olena: Actor, earlier: datetime) -> KnowledgeItem:
    return factories.algorithm(olena, now=earlier)


def test_the_page_holds_the_whole_document_and_says_which_version_it_is(
    client: Clients, glasses: KnowledgeItem, dmytro: Actor
) -> None:
    page = client(dmytro).get(f"/algorithms/{glasses.id}/walk").get_data(as_text=True)
    assert f'data-address="/algorithms/{glasses.id}/walk/1"' in page
    assert page.count("data-step=") == 6
    assert 'href="#step-adaptation"' in page  # without a script the answers are links
    assert NOTE not in page


def test_a_call_goes_on_with_the_version_that_it_began_with(
    client: Clients, glasses: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    factories.changed(glasses.id, olena, NEWER, now=now)
    browser = client(dmytro)
    former = browser.get(f"/algorithms/{glasses.id}/walk/1").get_data(as_text=True)
    newest = browser.get(f"/algorithms/{glasses.id}/walk").get_data(as_text=True)
    assert "Оптик підправить" in former
    assert NOTE in former
    assert "Оптикиня підправить" in newest
    assert f'data-address="/algorithms/{glasses.id}/walk/2"' in newest
    assert NOTE not in newest
    assert browser.get(f"/algorithms/{glasses.id}/walk/3").status_code == 404


def test_an_archived_one_says_so_and_can_be_finished(
    client: Clients, glasses: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    with transaction() as session:
        archive(session, session.get_one(KnowledgeItem, glasses.id), olena, reason="Правила змінилися.", now=now)
    answer = client(dmytro).get(f"/algorithms/{glasses.id}/walk/1")
    assert answer.status_code == 200
    assert "Правила змінилися." in answer.get_data(as_text=True)


def test_what_the_text_says_stays_text(client: Clients, olena: Actor, dmytro: Actor) -> None:
    source = factories.GLASSES.replace("Дати договорити", "<script>alert(1)</script> </template><b onclick=x>ні</b>")
    number = factories.algorithm(olena, source=source).id
    page = client(dmytro).get(f"/algorithms/{number}/walk").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "<b onclick" not in page
    assert page.count("</template>") == page.count("<template")


def test_the_page_asks_the_database_little(client: Clients, glasses: KnowledgeItem, dmytro: Actor) -> None:
    browser = client(dmytro)
    browser.get(f"/algorithms/{glasses.id}/walk")
    with counted() as statements:
        assert browser.get(f"/algorithms/{glasses.id}/walk").status_code == 200
    assert len(statements) <= MOST_A_PAGE, "\n".join(statements)
