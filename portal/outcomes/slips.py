"""Numbers that look like a slip of the comma: asked about once, never refused. Pure."""

from collections.abc import Sequence
from decimal import Decimal

#: A comma at the wrong place makes it ten times as large or small; metrics seldom do half of that by themselves.
TIMES = 5
LEAST_OTHERS = 3


def likely_slip(value: Decimal, others: Sequence[Decimal]) -> bool:
    """Whether a value is five times as large as the largest of the others, or as small as their smallest.

    Only among numbers above zero, and beside at least three others.
    """
    if len(others) < LEAST_OTHERS or value <= 0 or min(others) <= 0:
        return False
    return value >= max(others) * TIMES or value * TIMES <= min(others)
