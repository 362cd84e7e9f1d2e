"""Lists, their numbers, and the page's one statement."""

import pytest
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.knowledge.models import ItemState
from portal.knowledge.queries.detail import detail
from portal.knowledge.queries.lists import ListFilter, Sort, list_counts, list_page
from portal.people.models import Area
from tests.knowledge import factories as knowledge


def titles(session: Session, actor: Actor, **wanted: object) -> list[str]:
    page = list_page(session, ListFilter(**({"kind": "case"} | wanted)), actor)  # type: ignore[arg-type]  # as given
    return [row.title for row in page.rows]


def test_a_list_has_what_is_published_and_nothing_else(session: Session, olena: Actor) -> None:
    for state in ItemState:
        knowledge.item(olena, state, title=f"У стані {state.value}")
    knowledge.item(olena, kind="article", title="Стаття")

    assert titles(session, olena) == ["У стані published"]
    assert titles(session, olena, archived=True) == ["У стані archived"]


@pytest.mark.parametrize("sort", list(Sort))
def test_filters_narrow_a_list_in_every_order(
    session: Session, olena: Actor, dmytro: Actor, area: Area, sort: Sort
) -> None:
    knowledge.item(olena, title="Те саме", genre="hard_call", area_id=area.id, channel="chat", tags=["повернення"])
    knowledge.item(dmytro, title="Інше", genre="wow")

    for wanted in (
        {"genre_ids": frozenset({knowledge.genre("hard_call").id})},
        {"genre_ids": frozenset({knowledge.genre("hard_call").id, knowledge.genre("mistake").id})},
        {"area_id": area.id},
        {"channel": "chat"},
        {"tag": "повернення"},
        {"author_id": olena.id},
        {"keeper_id": olena.id},
    ):
        assert titles(session, dmytro, sort=sort, **wanted) == ["Те саме"], wanted
    assert titles(session, dmytro, area_id=0, sort=sort) == ["Інше"]


def test_what_is_told_in_the_chest_is_not_listed_by_its_author(session: Session, olena: Actor, dmytro: Actor) -> None:
    knowledge.item(olena, genre="mistake", title="Моя помилка")

    assert titles(session, dmytro, author_id=olena.id) == []
    assert titles(session, olena, author_id=olena.id) == ["Моя помилка"]


def test_numbers_are_those_of_the_list(session: Session, olena: Actor, area: Area) -> None:
    knowledge.item(olena, genre="wow", area_id=area.id)
    knowledge.item(olena, genre="wow")
    knowledge.item(olena, ItemState.DRAFT, genre="wow")
    wow = knowledge.genre("wow").id

    counts = list_counts(session, "case")

    assert counts.of_genres(None) == {wow: 2}
    assert counts.of_genres(area.id) == {wow: 1}
    assert counts.of_areas(frozenset()) == {area.id: 1, 0: 1}


def test_a_page_shows_what_stands_and_that_somebody_is_at_it(session: Session, olena: Actor, dmytro: Actor) -> None:
    made = knowledge.item(olena, tags=["окуляри", "доставка"])
    knowledge.draft_beside(made.id, dmytro, title="Нова назва")

    found = detail(session, "case", made.id, olena)

    assert found.revision.title == made.title
    assert "<strong>поза чергою</strong>" in found.revision.html["action"]
    assert found.tags == ["доставка", "окуляри"]
    assert (found.author_name, found.keeper_name, found.follows) == ("Олена Савчук", "Олена Савчук", True)
    assert found.open is not None
    assert (found.open.author_name, found.open.number) == ("Дмитро Гай", 2)


@pytest.mark.parametrize(
    ("state", "author", "editor", "others"),
    [
        (ItemState.DRAFT, True, False, False),
        (ItemState.IN_REVIEW, True, True, False),
        (ItemState.PUBLISHED, True, True, True),
        (ItemState.ARCHIVED, True, True, True),
        (ItemState.DISCARDED, False, False, False),
    ],
)
def test_who_sees_an_item_in_each_state(
    session: Session, olena: Actor, marta: Actor, stranger: Actor, state: ItemState, *, author: bool, editor: bool,
    others: bool,
) -> None:  # fmt: skip
    made = knowledge.item(olena, state)

    for actor, sees in ((olena, author), (marta, editor), (stranger, others)):
        if sees:
            assert detail(session, "case", made.id, actor).item.id == made.id
        else:
            with pytest.raises(NotFound):
                detail(session, "case", made.id, actor)
