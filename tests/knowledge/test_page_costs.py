"""The pages of writing and reviewing ask the database at most eight times, however much there is."""

import pytest

from portal.core.actor import Actor
from tests.conftest import Clients
from tests.knowledge import factories as knowledge
from tests.statements import MOST_A_PAGE, counted


@pytest.mark.parametrize("place", ["review", "versions", "versions/1", "edit"])
def test_a_page_of_a_text_asks_little(client: Clients, olena: Actor, dmytro: Actor, marta: Actor, place: str) -> None:
    made = knowledge.item(olena, tags=["доставка", "окуляри"])
    for n in range(12):
        knowledge.changed(made.id, olena, title=f"Назва {n}")
    draft = knowledge.draft_beside(made.id, dmytro, title="Ще одна")
    if place == "review":
        knowledge.handed_in(draft, dmytro)
    browser = client(dmytro if place == "edit" else marta)
    browser.get("/knowledge/new/wow")  # what is kept in the process is read

    with counted() as statements:
        page = browser.get(f"/knowledge/{made.id}/{place}")

    assert page.status_code == 200
    assert len(statements) <= MOST_A_PAGE, "\n".join(statements)
