"""The PDCA card: written, never silently overwritten, shown where the work stands."""

import pytest

from portal.core.actor import Actor
from portal.core.db import db
from portal.delivery.models import PARTS
from portal.delivery.queries.card import card_of
from tests.conftest import Clients
from tests.delivery import factories

EMPTY = dict.fromkeys(PARTS, "")


@pytest.fixture
def number(olena: Actor, dmytro: Actor) -> int:
    return factories.worked_on(olena, dmytro)


def test_the_card_is_written_and_read_by_everybody(client: Clients, number: int, olena: Actor, dmytro: Actor) -> None:
    words = {**EMPTY, "plan": "Пробуємо **пандус** у двох магазинах", "version": "0"}
    assert client(dmytro).post(f"/initiatives/{number}/work/card", data=words).status_code == 303
    page = client(olena).get(f"/initiatives/{number}/work").text
    assert "<strong>пандус</strong>" in page
    assert f"/initiatives/{number}/work/card" not in page


def test_what_somebody_wrote_meanwhile_stands_beside(client: Clients, number: int, dmytro: Actor, hanna: Actor) -> None:
    address = f"/initiatives/{number}/work/card"
    client(hanna).post(address, data={**EMPTY, "do": "Ганна зробила так", "version": "0"})
    refused = client(dmytro).post(address, data={**EMPTY, "do": "Дмитро зробив інакше", "version": "0"})
    assert refused.status_code == 409
    assert "Ганна зробила так" in refused.text
    assert "Дмитро зробив інакше" in refused.text
    again = client(dmytro).post(address, data={**EMPTY, "do": "Обоє зробили", "version": "1"})
    assert again.status_code == 303
    card = card_of(db.session(), number)
    assert card is not None
    assert (card.do, card.version) == ("Обоє зробили", 2)


def test_an_empty_card_is_none(client: Clients, number: int, dmytro: Actor) -> None:
    client(dmytro).post(f"/initiatives/{number}/work/card", data={**EMPTY, "version": "0"})
    assert card_of(db.session(), number) is None


def test_a_part_that_is_too_long_stays_typed(client: Clients, number: int, dmytro: Actor) -> None:
    words = {**EMPTY, "act": "Довго. " * 1000, "version": "0"}
    answer = client(dmytro).post(f"/initiatives/{number}/work/card", data=words)
    assert answer.status_code == 422
    assert "Довго. Довго." in answer.text
