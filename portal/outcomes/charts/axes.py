"""Axes: round numbers to write at them, months and days to write under them."""

import math
from collections.abc import Sequence
from datetime import date, timedelta

#: The width of a letter at 13 px, on the safe side.
LETTER = 8.2
_STEPS = (1, 2, 2.5, 5, 10)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_DAY_STEPS = (1, 7, 14)


def text_width(text: str) -> float:
    """About as wide as a text is drawn."""
    return len(text) * LETTER


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers from at or below ``low`` to at or above ``high``, at most about ``most``; never a single one."""
    if high <= low:
        low, high = low - max(abs(low) * 0.1, 1), high + max(abs(high) * 0.1, 1)
    rough = (high - low) / max(most - 1, 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(one * power for one in _STEPS if one * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(place * step, 10) for place in range(first, last + 1)]


def month_ticks(first: date, last: date, most: int) -> list[date]:
    """Firsts of months from the day on, so many apart that at most ``most`` fit; single days where it is short."""
    days = (last - first).days
    if days < 62:
        step = next((one for one in _DAY_STEPS if days / one < most), _DAY_STEPS[-1] * math.ceil(days / 14 / most))
        return [first + timedelta(days=place) for place in range(0, days + 1, step)]
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next((one for one in _MONTH_STEPS if count / one <= most), _MONTH_STEPS[-1])
    begin = first.year * 12 + first.month - 1 + (first.day > 1)
    begin += -begin % step
    found = [date(place // 12, place % 12 + 1, 1) for place in range(begin, last.year * 12 + last.month, step)]
    return [day for day in found if first <= day <= last]


def rounded(value: float) -> float:
    """A place with one digit after the point, which is finer than any screen."""
    return round(value, 1)


def span(values: Sequence[float]) -> tuple[float, float]:
    """The smallest and the largest."""
    return min(values), max(values)
