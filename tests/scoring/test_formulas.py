"""Formulas checked against examples that were reckoned by hand."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.i18n import speaking
from portal.scoring.criteria import OwnCriterion, formula, source, worked
from portal.scoring.formulas import (
    FIVE,
    RULES,
    Corner,
    Criterion,
    Kind,
    Part,
    Rule,
    Spot,
    apart,
    corner,
    middle,
    result,
    spot,
)
from portal.scoring.matrix import BOTTOM, LEFT, MIDDLE_X, MIDDLE_Y, RADIUS, RIGHT, TOP, place


def numbers(**values: float | str) -> dict[str, Decimal]:
    return {key: Decimal(str(value)) for key, value in values.items()}


@pytest.mark.parametrize(
    ("values", "value"),
    [
        # 500 people x 3 (massive) x 80 % / 2 weeks = 600
        ({"reach": 500, "impact": 3, "confidence": 0.8, "effort": 2}, "600"),
        # 120 x 0.5 (low) x 50 % / 4 = 7.5
        ({"reach": 120, "impact": 0.5, "confidence": 0.5, "effort": 4}, "7.5"),
        # 2000 x 1 x 100 % / 0.5 = 4000
        ({"reach": 2000, "impact": 1, "confidence": 1, "effort": 0.5}, "4000"),
        # 100 x 2 x 80 % / 3 = 160 / 3 = 53.333...
        ({"reach": 100, "impact": 2, "confidence": 0.8, "effort": 3}, "53.33"),
    ],
)
def test_rice_by_hand(values: dict[str, float], value: str) -> None:
    """Reach x impact x confidence / effort: McBride, Intercom, 2018."""
    assert result(RULES[Kind.RICE], numbers(**values)) == Decimal(value)


@pytest.mark.parametrize(
    ("values", "value"),
    [
        # (8 + 6 + 4) / 3 = 6
        ({"impact": 8, "confidence": 6, "ease": 4}, "6"),
        # (10 + 3 + 7) / 3 = 6.666...
        ({"impact": 10, "confidence": 3, "ease": 7}, "6.67"),
        ({"impact": 1, "confidence": 1, "ease": 1}, "1"),
    ],
)
def test_ice_by_hand(values: dict[str, float], value: str) -> None:
    """The mean of the three: Ellis and Brown, Hacking Growth, 2017."""
    assert result(RULES[Kind.ICE], numbers(**values)) == Decimal(value)


@pytest.mark.parametrize(("impact", "effort", "value"), [(5, 1, "5"), (4, 3, "1.33"), (2, 5, "0.4")])
def test_impact_over_effort_by_hand(impact: int, effort: int, value: str) -> None:
    assert result(RULES[Kind.IMPACT_EFFORT], numbers(impact=impact, effort=effort)) == Decimal(value)


def own(key: str, weight: int, part: Part = Part.GAIN) -> OwnCriterion:
    return OwnCriterion(key=key, names={"uk": key.upper(), "en": key}, hints={}, part=part, weight=weight)


GAINS = (own("clients", 3), own("time", 2))
WITH_COST = (*GAINS, own("effort", 1, Part.COST))


def rule(criteria: tuple[OwnCriterion, ...]) -> Rule:
    return Rule(Kind.WEIGHTED, tuple(one.criterion for one in criteria))


def test_weighted_sum_by_hand() -> None:
    """(3 x 5 + 2 x 2) / 5 = 19 / 5 = 3.8: Fishburn, 1967, divided by the sum of the weights."""
    assert result(rule(GAINS), numbers(clients=5, time=2)) == Decimal("3.8")


def test_weighted_sum_over_costs_by_hand() -> None:
    """((3 x 5 + 2 x 2) / 5) / 4 = 0.95: as WSJF puts the cost of delay over the duration; Reinertsen, 2009."""
    assert result(rule(WITH_COST), numbers(clients=5, time=2, effort=4)) == Decimal("0.95")


def test_several_costs_are_weighed_too() -> None:
    """Gain 4; costs (3 x 2 + 1 x 4) / 4 = 2.5; 4 / 2.5 = 1.6."""
    both = (own("clients", 7), own("money", 3, Part.COST), own("people", 1, Part.COST))
    assert result(rule(both), numbers(clients=4, money=2, people=4)) == Decimal("1.6")


@pytest.fixture
def in_ukrainian() -> Iterator[None]:
    with speaking("uk"):
        yield


@pytest.mark.usefixtures("in_ukrainian")
def test_formulas_are_said_with_their_source() -> None:
    assert formula(Kind.WEIGHTED, WITH_COST) == "(3 × CLIENTS + 2 × TIME) ÷ 5 ÷ EFFORT"
    assert "Fishburn" in source(Kind.WEIGHTED, GAINS)
    assert "Reinertsen" in source(Kind.WEIGHTED, WITH_COST)
    assert "Intercom" in source(Kind.RICE, ())
    assert "Hacking Growth" in source(Kind.ICE, ())
    assert "Quality" in source(Kind.IMPACT_EFFORT, ())


@pytest.mark.usefixtures("in_ukrainian")
def test_a_value_is_shown_as_it_comes_about() -> None:
    rice = numbers(reach=500, impact=3, confidence=0.8, effort=2)
    assert worked(Kind.RICE, (), rice, result(RULES[Kind.RICE], rice)) == "500 × 3 × 80 % ÷ 2 = 600"
    assert worked(Kind.ICE, (), numbers(impact=8, confidence=6, ease=4), Decimal(6)) == "(8 + 6 + 4) ÷ 3 = 6"
    said = numbers(clients=5, time=2, effort=4)
    assert worked(Kind.WEIGHTED, WITH_COST, said, result(rule(WITH_COST), said)) == "(3 × 5 + 2 × 2) ÷ 5 ÷ 4 = 0,95"


def values_of(kind: Kind) -> st.SearchStrategy[dict[str, Decimal]]:
    """Any answers to a model."""
    return st.fixed_dictionaries(
        {
            one.key: st.sampled_from(one.steps)
            if one.steps
            else st.decimals(one.least, one.most, places=1, allow_nan=False)
            for one in RULES[kind].criteria
        }
    )


@pytest.mark.parametrize("kind", [Kind.RICE, Kind.ICE, Kind.IMPACT_EFFORT])
@settings(deadline=None)
@given(data=st.data())
def test_more_gain_is_never_worth_less_and_more_cost_never_more(kind: Kind, data: st.DataObject) -> None:
    of = RULES[kind]
    values = data.draw(values_of(kind))
    for one in of.criteria:
        more = one.steps[-1] if one.steps else one.most
        changed = result(of, {**values, one.key: more})
        if one.part is Part.COST:
            assert changed <= result(of, values)
        else:
            assert changed >= result(of, values)


@pytest.mark.parametrize("kind", [Kind.RICE, Kind.ICE, Kind.IMPACT_EFFORT])
@settings(deadline=None)
@given(data=st.data())
def test_every_value_has_its_place_in_the_matrix(kind: Kind, data: st.DataObject) -> None:
    at = spot(RULES[kind], data.draw(values_of(kind)))
    assert at is not None
    assert 0 <= at.effort <= 1
    assert 0 <= at.impact <= 1


def test_a_model_without_effort_is_not_drawn() -> None:
    assert spot(rule(GAINS), numbers(clients=5, time=2)) is None


@pytest.mark.parametrize(
    ("impact", "effort", "where"),
    [
        (5, 1, Corner.QUICK), (3, 2, Corner.QUICK), (5, 5, Corner.BIG), (3, 3, Corner.BIG), (2, 1, Corner.SMALL),
        (1, 3, Corner.DOUBTFUL),
    ],
)  # fmt: skip
def test_corners_of_the_matrix(impact: int, effort: int, where: Corner) -> None:
    at = spot(RULES[Kind.IMPACT_EFFORT], numbers(impact=impact, effort=effort))
    assert at is not None
    assert corner(at) is where


def test_ease_is_effort_turned_round() -> None:
    at = spot(RULES[Kind.ICE], numbers(impact=10, confidence=1, ease=10))
    assert at == Spot(effort=0.0, impact=1.0)


def test_the_median_is_not_moved_by_one_far_off() -> None:
    of = RULES[Kind.IMPACT_EFFORT]
    sheets = [numbers(impact=4, effort=2), numbers(impact=4, effort=2), numbers(impact=1, effort=5)]
    assert middle(of, sheets) == numbers(impact=4, effort=2)
    assert middle(of, sheets[:1] + sheets[2:]) == numbers(impact=2.5, effort=3.5)


def test_how_far_apart() -> None:
    five, number = Criterion(key="x", steps=FIVE), Criterion(key="y", least=Decimal(1), most=Decimal(1000))
    assert apart(five, [Decimal(3), Decimal(3)]) == 0
    assert apart(five, [Decimal(1), Decimal(5)]) == 1
    assert apart(five, [Decimal(2), Decimal(4)]) == 0.5
    assert apart(number, [Decimal(100), Decimal(400)]) == 0.75


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=20))
def test_no_point_of_the_matrix_lies_on_another_or_outside(pairs: list[tuple[float, float]]) -> None:
    points = place([Spot(effort, impact) for effort, impact in pairs])
    assert len(points) == len(pairs)
    for point in points:
        assert LEFT + RADIUS - 0.1 <= point.x <= RIGHT - RADIUS + 0.1
        assert TOP + RADIUS - 0.1 <= point.y <= BOTTOM - RADIUS + 0.1
    for one, other in combinations(points, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= 2 * RADIUS


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0.4, 0.6), st.floats(0.4, 0.6)), max_size=20))
def test_a_point_that_gives_way_stays_in_its_quarter(pairs: list[tuple[float, float]]) -> None:
    """What is exactly in the middle counts as much."""
    spots = [Spot(effort, impact) for effort, impact in [*pairs, (0.5, 0.5), (0.5, 0.5)]]
    for one, point in zip(spots, place(spots), strict=True):
        quarter = corner(one)
        assert (point.x >= MIDDLE_X) == (quarter in {Corner.BIG, Corner.DOUBTFUL})
        assert (point.y <= MIDDLE_Y) == (quarter in {Corner.BIG, Corner.QUICK})


def test_much_impact_is_above_and_little_effort_at_the_left() -> None:
    quick, doubtful = place([Spot(0, 1), Spot(1, 0)])
    assert quick.x < doubtful.x
    assert quick.y < doubtful.y
