"""Whether a metric differs before and after a day: a permutation test on the difference of means. Pure.

It says how surprising a difference would be if nothing had happened, and nothing about what made it.
"""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from statistics import fmean

#: On each side. With fewer even the most extreme of all splits is not rare: of 3 and 3 there are 20, and two of them
#: are the most extreme, so chance alone gives such a difference in one case of ten.
LEAST_POINTS = 4
#: Up to so many splits each of them is looked at; beyond that as many are drawn.
MOST_EXACT, DRAWN = 20_000, 9_999
#: The same data have the same answer on every page and every day.
SEED = 20_240_101
LIKELY_REAL, HARDLY_CHANCE = 0.05, 0.01
#: Kendall's tau from which a window is said to have been moving by itself.
MOVING_FROM, LEAST_FOR_TREND = 0.7, 5
#: Values have four digits after the point, so that sums are whole numbers and ties are ties.
_SCALE = 10_000


class Strength(StrEnum):
    """How much can be said, in words that don't claim more."""

    TOO_FEW = "too_few"
    CHANCE = "chance"
    LIKELY = "likely"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class PermutationResult:
    """``p_value``: the share of all splits of the same values whose means differ at least as much, either way."""

    before_mean: float
    after_mean: float
    p_value: float
    #: How many of how many splits differ as much; drawn ones count what was observed as one of them.
    as_far: int
    splits: int
    exact: bool

    @property
    def difference(self) -> float:
        """The mean after minus the mean before."""
        return self.after_mean - self.before_mean


def permutation_test(before: Sequence[Decimal], after: Sequence[Decimal]) -> PermutationResult:
    """Two-sided, exact up to ``MOST_EXACT`` splits, beyond that by ``DRAWN`` random ones with a fixed seed.

    If the day changed nothing, the values could stand in any order: each way to split them into groups of these sizes
    would be as likely (R. A. Fisher, 'The Design of Experiments', 1935; M. D. Ernst, 'Permutation Methods', Statistical
    Science 19(4), 2004). For drawn splits p = (b + 1) / (m + 1), so that it is never zero (B. Phipson, G. K. Smyth,
    'Permutation p-values should never be zero', 2010). Raises ValueError when a side is empty.
    """
    if not before or not after:
        raise ValueError("both sides need values")
    values = [int((value * _SCALE).to_integral_value()) for value in (*before, *after)]
    size, whole, total = len(before), len(values), sum(values)
    observed = abs(sum(values[:size]) * whole - total * size)
    exact = math.comb(whole, size) <= MOST_EXACT
    splits = [sum(chosen) for chosen in combinations(values, size)] if exact else list(_drawn(values, size))
    as_far = sum(abs(one * whole - total * size) >= observed for one in splits) + (0 if exact else 1)
    tried = len(splits) + (0 if exact else 1)
    return PermutationResult(fmean(before), fmean(after), as_far / tried, as_far, tried, exact)


def _drawn(values: Sequence[int], size: int) -> Iterator[int]:
    """Sums of random groups of that size."""
    chance = random.Random(SEED)  # noqa: S311 - no secret: a fixed seed is wanted
    for _draw in range(DRAWN):
        yield sum(chance.sample(values, size))


def strength(before: Sequence[Decimal], after: Sequence[Decimal], result: PermutationResult | None) -> Strength:
    """What may be said of the difference: hardly chance up to p = 0.01, likely real up to 0.05, else nothing."""
    if result is None or min(len(before), len(after)) < LEAST_POINTS:
        return Strength.TOO_FEW
    if result.p_value <= HARDLY_CHANCE:
        return Strength.STRONG
    return Strength.LIKELY if result.p_value <= LIKELY_REAL else Strength.CHANCE


def kendall_tau(values: Sequence[Decimal]) -> float:
    """Pairs that rise minus pairs that fall, as a share of all pairs: 1 rises always, -1 falls always.

    Tau-a of the values with their order in time (M. G. Kendall, 'A New Measure of Rank Correlation', Biometrika 1938).
    """
    pairs = list(combinations(values, 2))
    return sum((later > earlier) - (later < earlier) for earlier, later in pairs) / len(pairs) if pairs else 0.0


def was_moving(before: Sequence[Decimal]) -> int:
    """1 when the values before were rising already, -1 when falling, 0 when neither or too few to tell."""
    tau = kendall_tau(before)
    if len(before) < LEAST_FOR_TREND or abs(tau) < MOVING_FROM:
        return 0
    return 1 if tau > 0 else -1
