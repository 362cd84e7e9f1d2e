"""Links: any item to any item, and nothing that the reader may not see."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.extension import ItemCard, ItemRef, item_kinds
from portal.core.links import LinkKind, cards_of, link, linked


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
    with item_kinds.with_also("lamp", made):  # type: ignore[arg-type]
        yield made


def _lamp(number: int) -> ItemRef:
    return ItemRef("lamp", number)


def test_a_link_is_read_from_both_ends(session: Session, lamps: Lamps, olena: Actor, now: datetime) -> None:
    with transaction() as writing:
        assert link(writing, LinkKind.GREW_OUT_OF, _lamp(2), _lamp(4), olena, now=now)
    assert [(kind, out, card.title) for kind, out, card in linked(session, _lamp(2), olena)] == [
        (LinkKind.GREW_OUT_OF, True, "Лампа 4")
    ]
    assert [(kind, out, card.title) for kind, out, card in linked(session, _lamp(4), olena)] == [
        (LinkKind.GREW_OUT_OF, False, "Лампа 2")
    ]


def test_the_same_link_twice_is_one(session: Session, lamps: Lamps, olena: Actor, now: datetime) -> None:
    with transaction() as writing:
        assert link(writing, LinkKind.SEE_ALSO, _lamp(2), _lamp(4), olena, now=now)
        assert not link(writing, LinkKind.SEE_ALSO, _lamp(2), _lamp(4), olena, now=now)
    assert len(linked(session, _lamp(2), olena)) == 1


def test_what_one_may_not_see_is_not_shown(session: Session, lamps: Lamps, olena: Actor, now: datetime) -> None:
    with transaction() as writing:
        for target in (_lamp(3), _lamp(4), ItemRef("unknown", 6)):
            link(writing, LinkKind.SEE_ALSO, _lamp(2), target, olena, now=now)
    assert [card.ref for _, _, card in linked(session, _lamp(2), olena)] == [_lamp(4)]


def test_cards_cost_one_question_a_kind(session: Session, lamps: Lamps, olena: Actor) -> None:
    cards_of(session, [_lamp(number) for number in range(50)], olena)
    assert lamps.asked == 1
