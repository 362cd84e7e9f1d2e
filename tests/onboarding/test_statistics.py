"""The numbers of a track, against examples worked out by hand and against the definitions."""

import statistics
from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.onboarding.statistics import FEWEST, Advice, add_up, advice, difficulty, discrimination, median

#: Six people, four questions, right at once or not.
ANSWERS = {
    "Олена": (1, 1, 1, 0),
    "Іван": (1, 1, 1, 0),
    "Ганна": (1, 1, 0, 0),
    "Марта": (1, 0, 0, 1),
    "Дмитро": (0, 1, 0, 1),
    "Тарас": (0, 0, 0, 1),
}


def sums_of(question: int):  # type: ignore[no-untyped-def]  # the sums of one column of the table
    return add_up((bool(row[question]), sum(row) - row[question], 3) for row in ANSWERS.values())


def test_difficulty_is_the_share_right_at_once() -> None:
    assert [difficulty(sums_of(question)) for question in range(4)] == pytest.approx([4 / 6, 4 / 6, 2 / 6, 3 / 6])


def test_discrimination_by_hand() -> None:
    # The first question against the three others: x = 1 1 1 1 0 0, others right = 2 2 1 1 2 1 of 3.
    # n 6, sum x 4, sum y 9, sum xy 6, sum yy 15 (in thirds: the scale doesn't matter to r).
    # r = (6*6 - 4*9) / sqrt((6*4 - 16) * (6*15 - 81)) = 0 / sqrt(8 * 9) = 0.
    assert discrimination(sums_of(0)) == pytest.approx(0.0)
    # The third: x = 1 1 0 0 0 0, others = 2 2 2 2 2 1; sum x 2, sum y 11, sum xy 4, sum yy 21.
    # r = (6*4 - 2*11) / sqrt((6*2 - 4) * (6*21 - 121)) = 2 / sqrt(8 * 5) = 0.3162.
    assert discrimination(sums_of(2)) == pytest.approx(2 / 40**0.5)
    # The fourth misleads: x = 0 0 0 1 1 1, others = 3 3 2 1 1 0; sum x 3, sum y 10, sum xy 2, sum yy 24.
    # r = (6*2 - 3*10) / sqrt((6*3 - 9) * (6*24 - 100)) = -18 / sqrt(9 * 44) = -0.9045.
    assert discrimination(sums_of(3)) == pytest.approx(-18 / 396**0.5)


def test_a_question_is_not_compared_with_itself() -> None:
    # One question alone: with itself in the total it would agree perfectly, corrected there is nothing to compare.
    alone = add_up((own, 0, 0) for own in (True, True, False, False, True))
    assert difficulty(alone) == pytest.approx(0.6)
    assert discrimination(alone) is None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 7), st.just(7)), min_size=5, max_size=40))
def test_discrimination_is_pearsons_correlation(rows: list[tuple[bool, int, int]]) -> None:
    own, others = [float(row[0]) for row in rows], [row[1] / 7 for row in rows]
    if len(set(own)) == 1 or len(set(others)) == 1:
        assert discrimination(add_up(rows)) is None
    else:
        assert discrimination(add_up(rows)) == pytest.approx(statistics.correlation(own, others), abs=1e-6)


def test_nothing_is_said_of_four_people() -> None:
    four = add_up([(True, 1, 2), (False, 0, 2), (True, 2, 2), (False, 1, 2)])
    assert (difficulty(four), discrimination(four), advice(None, None, 4)) == (None, None, None)
    assert median({1: 2, 2: 2}) is None
    five = add_up([(True, 1, 2), (False, 0, 2), (True, 2, 2), (False, 1, 2), (False, 0, 2)])
    assert difficulty(five) == pytest.approx(0.4)
    assert discrimination(five) is not None


def test_those_who_answered_nothing_else_are_not_compared() -> None:
    # Five answered it, four of them others too: the share is known, the correlation isn't said.
    sums = add_up([(True, 1, 2), (False, 0, 2), (True, 2, 2), (False, 1, 2), (False, 0, 0)])
    assert (sums.people, sums.compared) == (5, 4)
    assert difficulty(sums) == pytest.approx(0.4)
    assert discrimination(sums) is None


@pytest.mark.parametrize(
    ("hard", "tells_apart", "people", "wanted"),
    [
        (0.8, 0.45, 40, Advice.FINE),
        (0.8, 0.1, 40, Advice.POOR),
        (0.8, 0.1, 19, Advice.FINE),  # so few that chance alone may do it
        (0.3, 0.45, 40, Advice.HARD),
        (0.3, -0.2, 26, Advice.HARD),  # just as far as chance goes: 1 / sqrt(25)
        (0.3, -0.21, 26, Advice.MISLEADS),
        (0.9, -0.49, 5, Advice.FINE),
        (0.9, -0.51, 5, Advice.MISLEADS),
        (0.97, -0.6, 40, Advice.EASY),
        (0.97, None, 40, Advice.EASY),
        (0.7, None, 0, Advice.FINE),
    ],
)
def test_what_a_question_needs(hard: float, tells_apart: float | None, people: int, wanted: Advice) -> None:
    assert advice(hard, tells_apart, people) is wanted


def test_median_by_hand() -> None:
    assert median(Counter([3, 1, 2, 9, 2])) == 2  # 1 2 2 3 9
    assert median(Counter([1, 2, 4, 5, 7, 8])) == 4.5
    assert median(Counter([5, 5, 5, 5, 5])) == 5


@given(st.lists(st.integers(-3, 30), min_size=FEWEST, max_size=50))
def test_median_is_the_middle_one(numbers: list[int]) -> None:
    assert median(Counter(numbers)) == statistics.median(numbers)


def test_sums_do_not_depend_on_the_order_of_people() -> None:
    rows = [(True, 1, 3), (False, 2, 3), (True, 3, 3), (False, 0, 3), (True, 2, 3)]
    values = {round(discrimination(add_up(order)) or 0, 9) for order in permutations(rows)}
    assert len(values) == 1
