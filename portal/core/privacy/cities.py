"""Names of towns and countries, which are no surnames and may stand beside a street."""

from functools import cache

from portal.core.privacy.lists import word_set

_ENDINGS = frozenset(
    ["", *"аяиыіїуюєеоьй", "ом", "ем", "єм", "ою", "ею", "ой", "ей", "ій", "ої", "ові", "еві", "ах", "ям", "ях", "ами"]
)


@cache
def _longest() -> int:
    return max(map(len, word_set("places")))


def is_place(lower: str) -> bool:
    """Whether the word, in lower case and any case ending, names a town, a region or a country."""
    for size in range(min(len(lower), _longest()), 2, -1):
        if lower[:size] in word_set("places") and lower[size:] in _ENDINGS:
            return True
    return False
