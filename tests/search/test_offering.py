"""What is offered to somebody who looks for an item to choose, beside what has the words in its title."""

import pytest
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.knowledge.models import ItemState
from portal.linking.finding import find_items
from portal.search.indexing import catch_up
from portal.search.offering import offered
from tests.knowledge import factories as knowledge

NOTHING = ItemRef("initiative", 0)


@pytest.fixture(autouse=True)
def _no_index(no_index: None) -> None:
    """Each begins with nothing on the disk."""


def test_an_item_is_offered_once_also_by_words_of_its_text(session: Session, marta: Actor, olena: Actor) -> None:
    titled = knowledge.item(marta, title="Окуляри на восьму ранку")
    told = knowledge.item(marta, title="Ранкова пригода", text="Він розбив окуляри й мав виступати о восьмій.")
    catch_up()
    found = [card.ref.id for card in find_items(session, "окуляри", olena, but=NOTHING)]
    assert found == [titled.id, told.id]


def test_nothing_is_offered_that_one_may_not_see(session: Session, marta: Actor, olena: Actor) -> None:
    knowledge.item(marta, ItemState.DRAFT, title="Таємна чернетка")
    catch_up()
    assert offered(session, "таємна чернетка", olena, 5) == []


def test_of_each_kind_so_many_are_offered_at_most(session: Session, marta: Actor, olena: Actor) -> None:
    for number in range(4):
        knowledge.item(marta, title=f"Окуляри {number}")
    catch_up()
    assert len(offered(session, "окуляри", olena, 2)) == 2
