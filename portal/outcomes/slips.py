"""Numbers that look like a slip of the comma: asked about once, never refused. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median

#: A comma at the wrong place makes it ten times as large or small; metrics seldom do half of that by themselves.
TIMES = 5
LEAST_OTHERS = 3
#: Beside so many values one sees what is usual; five times their median distance from the median is far from it.
LEAST_USUAL, TIMES_USUAL = 6, 5
#: Values that have hardly moved are given a fiftieth of their median as distance.
_STILL = Decimal("0.02")


def likely_slip(value: Decimal, others: Sequence[Decimal]) -> bool:
    """Whether a value is five times as large as the largest of the others, or as small as their smallest.

    Only among numbers above zero, and beside at least three others.
    """
    if len(others) < LEAST_OTHERS or value <= 0 or min(others) <= 0:
        return False
    return value >= max(others) * TIMES or value * TIMES <= min(others)


def far_from_usual(value: Decimal, others: Sequence[Decimal]) -> bool:
    """Whether a value lies farther from the median of the others than five times their median distance from it.

    Beside at least six others. Frank Hampel, 'The influence curve and its role in robust estimation', Journal of the
    American Statistical Association 69, 1974: the median absolute deviation, which one stray value doesn't move.
    """
    if len(others) < LEAST_USUAL:
        return False
    middle = median(others)
    distance = max(median(abs(one - middle) for one in others), abs(middle) * _STILL)
    return distance > 0 and abs(value - middle) > distance * TIMES_USUAL
