"""One address for one item, and every spelling of its number leads there."""

import pytest

from portal.core.actor import Actor
from tests.anonymous import speaking
from tests.conftest import Clients
from tests.initiatives import factories


@pytest.fixture
def number(client: Clients, olena: Actor) -> int:
    """That of an initiative without a name, without its sign."""
    made = speaking.propose(client(olena))
    speaking.strike()
    return -made.number


@pytest.mark.parametrize("spelling", ["A-{}", "A{}", "a-{}"])
def test_a_number_as_it_is_shown_leads_to_the_address(
    client: Clients, dmytro: Actor, number: int, spelling: str
) -> None:
    answer = client(dmytro).get(f"/initiatives/{spelling.format(number)}?show=history")
    assert (answer.status_code, answer.location) == (301, f"/initiatives/a{number}?show=history")
    below = client(dmytro).get(f"/initiatives/{spelling.format(number)}/revisions")
    assert below.location == f"/initiatives/a{number}/revisions"


@pytest.mark.parametrize("spelling", ["a0{}", "A-0{}", "-{}", "b{}", "a--{}", "a{}a"])
def test_other_spellings_are_no_address(client: Clients, dmytro: Actor, number: int, spelling: str) -> None:
    assert client(dmytro).get(f"/initiatives/{spelling.format(number)}").status_code == 404


def test_a_counted_number_stands_as_it_is(client: Clients, olena: Actor) -> None:
    number = factories.initiative(olena).id
    assert client(olena).get(f"/initiatives/{number}").status_code == 200
    assert client(olena).get(f"/initiatives/A-{number}").status_code == 301  # of the other series: nobody has it
    assert client(olena).get(f"/initiatives/a{number}").status_code == 404
