"""From the first word to the archive, through the services."""

import pytest
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.knowledge.models import ItemState, RevisionState
from portal.knowledge.queries import open_revision, standing
from tests.knowledge import factories as knowledge


@pytest.mark.parametrize("state", list(ItemState))
def test_an_item_comes_into_each_state_through_the_services(
    session: Session, olena: Actor, marta: Actor, state: ItemState
) -> None:
    made = knowledge.item(olena, state)

    found = knowledge.fresh(made.id)
    assert found.state is state
    assert (standing(session, found) is not None) is (state in {ItemState.PUBLISHED, ItemState.ARCHIVED})


def test_a_change_beside_leaves_what_stands(session: Session, olena: Actor, dmytro: Actor) -> None:
    made = knowledge.item(olena)
    knowledge.draft_beside(made.id, dmytro, lesson="Питаємо, що потрібно сьогодні, і записуємо відповідь.")

    found = knowledge.fresh(made.id)
    stands, draft = standing(session, found), open_revision(session, found)
    assert stands is not None
    assert draft is not None
    assert (stands.number, draft.number, draft.based_on) == (1, 2, 1)
    assert found.state is ItemState.PUBLISHED


def test_publishing_a_change_makes_the_former_text_a_former_one(session: Session, olena: Actor, dmytro: Actor) -> None:
    made = knowledge.item(olena)
    knowledge.changed(made.id, dmytro, title="Окуляри до суботи")

    found = knowledge.fresh(made.id)
    stands = standing(session, found)
    assert stands is not None
    assert (stands.number, stands.state, found.title) == (2, RevisionState.PUBLISHED, "Окуляри до суботи")
    assert found.keeper_id == olena.id
