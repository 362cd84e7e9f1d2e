"""Links: any item to any item, and nothing that the reader may not see."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.extension import ItemCard, ItemRef, item_kinds
from portal.core.links import Link, LinkKind, cards_of, link


class Lamps:
    """Items for these tests: everybody sees the even ones."""

    def __init__(self) -> None:
        self.asked = 0

    def cards(self, _session: Session, ids: Collection[int], _actor: Actor) -> Mapping[int, ItemCard]:
        self.asked += 1
        return {
            one: ItemCard(ref=ItemRef("lamp", one), title=f"Лампа {one}", href=f"/lamps/{one}")
            for one in ids
            if one % 2 == 0
        }


@pytest.fixture
def lamps() -> Iterator[Lamps]:
    made = Lamps()
    with item_kinds.with_also("lamp", made):  # type: ignore[arg-type]  # as much of a kind as links ask for
        yield made


def _lamp(number: int) -> ItemRef:
    return ItemRef("lamp", number)


def test_the_same_link_twice_is_one(session: Session, olena: Actor, now: datetime) -> None:
    with transaction() as writing:
        assert link(writing, LinkKind.SEE_ALSO, _lamp(2), _lamp(4), olena.id, now=now)
        assert not link(writing, LinkKind.SEE_ALSO, _lamp(2), _lamp(4), olena.id, now=now)
    assert session.scalar(select(func.count()).select_from(Link)) == 1


def test_what_one_may_not_see_has_no_card(session: Session, lamps: Lamps, olena: Actor) -> None:
    found = cards_of(session, [_lamp(3), _lamp(4), ItemRef("unknown", 6)], olena)
    assert list(found) == [_lamp(4)]


def test_cards_cost_one_question_a_kind(session: Session, lamps: Lamps, olena: Actor) -> None:
    cards_of(session, [_lamp(number) for number in range(50)], olena)
    assert lamps.asked == 1
