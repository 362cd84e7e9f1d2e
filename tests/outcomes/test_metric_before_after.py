"""The comparison of before and after, against examples that can be counted by hand and ones from the literature."""

import itertools
import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.outcomes import before_after
from portal.outcomes.before_after import Strength, kendall_tau, permutation_test, strength, was_moving


def numbers(*values: float | str) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


def test_three_and_three_by_hand() -> None:
    # 20 splits of 1..6 into three and three; only 1,2,3 | 4,5,6 and its mirror differ by 3.
    result = permutation_test(numbers(1, 2, 3), numbers(4, 5, 6))
    assert (result.before_mean, result.after_mean, result.difference) == (2, 5, 3)
    assert (result.as_far, result.splits, result.exact) == (2, 20, True)
    assert result.p_value == pytest.approx(0.1)


def test_two_and_three_by_hand() -> None:
    # Ten pairs out of 1, 2, 3, 4, 10. Before 1, 2 (mean 1.5) and after 3, 4, 10 (17/3): they differ by 25/6 = 4.17.
    # By the mean of the pair less that of the others: 1,2 -4.17 | 1,3 -3.33 | 1,4 -2.5 | 1,10 2.5 | 2,3 -2.5
    # | 2,4 -1.67 | 2,10 3.33 | 3,4 -0.83 | 3,10 4.17 | 4,10 5. As far as 4.17: three of ten.
    result = permutation_test(numbers(1, 2), numbers(3, 4, 10))
    assert (result.as_far, result.splits) == (3, 10)
    assert result.difference == pytest.approx(25 / 6)


def test_lady_tasting_tea() -> None:
    """Of zeros and ones the test is Fisher's exact one ('The Design of Experiments', 1935): 1/70 each way."""
    all_right = permutation_test(numbers(1, 1, 1, 1), numbers(0, 0, 0, 0))
    assert (all_right.as_far, all_right.splits) == (2, 70)
    three_right = permutation_test(numbers(1, 1, 1, 0), numbers(0, 0, 0, 1))
    assert (three_right.as_far, three_right.splits) == (34, 70)  # 2 * (1 + 16)


def test_mice_of_efron_and_tibshirani() -> None:
    """'An Introduction to the Bootstrap', 1993, table 2.1: 30.63 days; chapter 15 finds 0.132 on one side."""
    treated, control = numbers(94, 197, 16, 38, 99, 141, 23), numbers(52, 104, 146, 10, 51, 30, 40, 27, 46)
    result = permutation_test(control, treated)
    assert result.difference == pytest.approx(30.63, abs=0.01)
    assert (result.splits, result.exact) == (11_440, True)
    assert result.p_value / 2 == pytest.approx(0.132, abs=0.015)


def test_nothing_differs_where_all_are_equal() -> None:
    result = permutation_test(numbers(5, 5, 5, 5), numbers(5, 5, 5, 5))
    assert (result.difference, result.p_value) == (0, 1)


def test_drawn_splits_come_near_the_exact_share(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = numbers(19, 21, 18, 20, 22, 19), numbers(17, 20, 16, 18, 19, 17)
    exact = permutation_test(before, after)
    monkeypatch.setattr(before_after, "MOST_EXACT", 100)
    drawn = permutation_test(before, after)
    assert exact.exact
    assert not drawn.exact
    assert drawn.splits == before_after.DRAWN + 1
    assert drawn.p_value == pytest.approx(exact.p_value, abs=0.01)


def test_drawn_splits_say_the_same_twice_and_never_zero() -> None:
    before, after = numbers(*range(30)), numbers(*range(1000, 1030))
    first, second = permutation_test(before, after), permutation_test(before, after)
    assert first == second
    assert first.p_value == pytest.approx(1 / 10_000)


VALUES = st.lists(st.decimals(-100, 100, places=2, allow_nan=False), min_size=1, max_size=5)


@given(VALUES, VALUES)
def test_it_is_the_plain_definition(before: list[Decimal], after: list[Decimal]) -> None:
    """Counted with fractions over every choice of places, as one would with cards on a table."""
    values = [Fraction(value) for value in (*before, *after)]

    def apart(places: tuple[int, ...]) -> Fraction:
        inside = [values[place] for place in places]
        outside = [value for place, value in enumerate(values) if place not in places]
        return abs(sum(inside, Fraction(0)) / len(inside) - sum(outside, Fraction(0)) / len(outside))

    choices = list(itertools.combinations(range(len(values)), len(before)))
    wanted = apart(tuple(range(len(before))))
    result = permutation_test(before, after)
    assert result.as_far == sum(apart(choice) >= wanted for choice in choices)
    assert result.splits == len(choices)


@given(VALUES, VALUES)
def test_sides_can_change_places(before: list[Decimal], after: list[Decimal]) -> None:
    there, back = permutation_test(before, after), permutation_test(after, before)
    assert there.p_value == back.p_value
    assert there.difference == pytest.approx(-back.difference)


def test_without_any_difference_it_seldom_sees_one() -> None:
    """Of 300 pairs of windows out of the same noise about five in a hundred have p <= 0.05, by what p means."""
    chance = random.Random(7)  # noqa: S311 - no secret
    drawn = [[Decimal(str(round(chance.gauss(50, 3), 2))) for _ in range(10)] for _ in range(300)]
    found = sum(permutation_test(values[:5], values[5:]).p_value <= 0.05 for values in drawn)
    assert 3 <= found <= 30


def test_no_side_may_be_empty() -> None:
    with pytest.raises(ValueError, match="both sides"):
        permutation_test([], numbers(1))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (numbers(1, 2, 3), numbers(9, 9, 9, 9), Strength.TOO_FEW),
        (numbers(1, 2, 3, 4), numbers(2, 3, 4, 5), Strength.CHANCE),
        (numbers(1, 2, 3, 4), numbers(9, 9, 9, 9), Strength.LIKELY),  # 2 of 70
        (numbers(1, 2, 3, 4, 5, 6), numbers(9, 9, 9, 9, 9, 9), Strength.STRONG),  # 2 of 924
    ],
)
def test_words_claim_no_more_than_the_test(before: list[Decimal], after: list[Decimal], expected: Strength) -> None:
    assert strength(before, after, permutation_test(before, after)) is expected


def test_without_a_result_there_is_too_little() -> None:
    assert strength([], numbers(1, 2, 3, 4), None) is Strength.TOO_FEW


def test_kendall_by_hand() -> None:
    # 1 3 2 4: six pairs, of which only 3, 2 falls: (5 - 1) / 6.
    assert kendall_tau(numbers(1, 3, 2, 4)) == pytest.approx(4 / 6)
    assert kendall_tau(numbers(4, 3, 2, 1)) == -1
    assert kendall_tau(numbers(1, 1, 2)) == pytest.approx(2 / 3)  # equal ones count for neither
    assert kendall_tau(numbers(1)) == 0


def test_what_was_moving_before_is_seen() -> None:
    assert was_moving(numbers(1, 2, 3, 5, 4, 6)) == 1
    assert was_moving(numbers(9, 8, 7, 6, 5)) == -1
    assert was_moving(numbers(5, 2, 6, 3, 5, 4)) == 0
    assert was_moving(numbers(1, 2, 3, 4)) == 0  # too few to tell
