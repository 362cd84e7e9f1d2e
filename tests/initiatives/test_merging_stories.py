"""Small stories of merging and parting in which something once went astray, told by what people did."""

import pytest
from flask import Flask

from portal.core.db import db
from portal.core.extension import ItemRef
from portal.linking.queries import ties
from portal.linking.relations import Relation
from tests.initiatives.merging_truth import check
from tests.initiatives.merging_world import KIND, World
from tests.initiatives.test_merging_property import new_world

SEE_ALSO = Relation.SEE_ALSO


@pytest.fixture
def world(app: Flask) -> World:
    return new_world(6)


def seen_beside(world: World, number: int) -> list[int]:
    """What the page of an initiative is tied to."""
    session = db.session()
    session.rollback()
    return [tie.card.ref.id for tie in ties(session, ItemRef(KIND, number), world.committee)]


def part(world: World, *twins: int) -> None:
    """One after another, and each time everything is where it belongs."""
    for twin in twins:
        world.part(twin)
        check(world)


def merge(world: World, survivor: int, *twins: int) -> None:
    world.merge(survivor, list(twins))
    check(world)


def test_both_ends_of_a_link_go_into_one_and_come_out_when_another_is_parted_first(world: World) -> None:
    """Each end rose as far as the other one let it; the way back of a third initiative turned them elsewhere."""
    one, two, _three, four, five, six = world.numbers
    world.ties.tie(world, four, six, SEE_ALSO)
    merge(world, one, four, five)
    world.ties.tie(world, one, two, SEE_ALSO)
    merge(world, two, one)
    merge(world, six, two)
    assert seen_beside(world, six) == []
    part(world, five)
    assert seen_beside(world, six) == []
    part(world, one, two, four)
    assert (seen_beside(world, four), seen_beside(world, one)) == ([six], [two])


def test_links_that_say_the_same_of_merged_ones_are_shown_once(world: World) -> None:
    one, two, three, four, *_ = world.numbers
    world.ties.tie(world, one, three, SEE_ALSO)
    world.ties.tie(world, four, two, SEE_ALSO)
    world.ties.tie(world, one, four, Relation.GREW_OUT_OF)
    merge(world, one, two)
    merge(world, three, four)
    assert seen_beside(world, one) == [three, three]  # worth reading along, and where it came from
    part(world, two, four)
    assert (seen_beside(world, two), seen_beside(world, one)) == ([four], [three, four])


def test_a_link_is_taken_back_of_all_that_is_one(world: World) -> None:
    """It came up again with the next merge, out of a twin where it had waited."""
    one, two, three, four, *_ = world.numbers
    for number in (one, two):
        world.ties.tie(world, number, three, SEE_ALSO)
    merge(world, one, two)
    world.ties.untie(world, one, three, SEE_ALSO)
    merge(world, one, four)
    assert seen_beside(world, one) == []
    part(world, two, four)


def test_a_link_that_waited_goes_home_past_one_that_stands_between(world: World) -> None:
    """Of two links that say the same one was taken back at one end, and the other came to stand in its way."""
    one, two, three, four, five, six = world.numbers
    world.ties.tie(world, one, three, SEE_ALSO)
    world.ties.tie(world, one, four, SEE_ALSO)
    merge(world, three, four)
    world.ties.tie(world, two, three, SEE_ALSO)
    merge(world, two, one)
    world.ties.untie(world, two, three, SEE_ALSO)
    merge(world, three, five)
    merge(world, six, two)
    part(world, one, four, two, five)


def test_what_is_tied_to_a_twin_is_tied_to_what_stands_for_it(world: World) -> None:
    """From a page that was opened before the merge: it stood at the twin, where nobody saw it."""
    one, two, three, *_ = world.numbers
    merge(world, one, two)
    world.ties.tie(world, three, two, SEE_ALSO)
    assert seen_beside(world, one) == [three]
    part(world, two)
    assert seen_beside(world, two) == []
