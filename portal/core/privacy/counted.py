"""Whether a number counts or names a thing: so many hryvnias, days, people; article, model, shelf."""

import re

from portal.core.privacy.lists import pattern

_COUNTED = re.compile(rf"[ \x00]{{0,2}}\(?{pattern('units', 'units')}|[ ]?[×x*][ ]?\d|[.,]\d")
_MONEY = re.compile(rf"[ ]{{0,2}}{pattern('units', 'money')}")
_THING = re.compile(pattern("things") + r"[\s:№#.\-(«\"]{0,4}(?:no\.?|n|№|номер\w{0,2}|number)?[\s:№#.]{0,3}$")
_BEFORE = 60


def is_counted(lower: str, end: int) -> bool:
    """Whether what follows the number says that it is an amount: money, time, measure, people."""
    return bool(_COUNTED.match(lower, end))


def is_money(lower: str, end: int) -> bool:
    """Whether a currency or a percent sign follows."""
    return bool(_MONEY.match(lower, end))


def is_thing(lower: str, start: int) -> bool:
    """Whether what stands before the number makes it the number of a thing, a place or a rule."""
    return bool(_THING.search(lower[max(0, start - _BEFORE) : start]))


def is_grouped_sum(groups: list[int]) -> bool:
    """Thousands apart, as in 1 250 000."""
    return len(groups) > 1 and groups[0] <= 3 and all(size == 3 for size in groups[1:])
