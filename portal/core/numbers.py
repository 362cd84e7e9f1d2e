"""The two series of numbers that items have: counted above zero, and drawn at random below it for the anonymous."""

import re

#: Said before the digits of a number below zero.
_LETTER = "a"
_IN_ADDRESS = re.compile(rf"^({_LETTER}?)(\d{{1,18}})$", re.IGNORECASE | re.ASCII)


def number_words(number: int) -> str:
    """As people read and say it: '128', 'A-1234567'."""
    return f"{_LETTER.upper()}-{-number}" if number < 0 else str(number)


def number_path(number: int) -> str:
    """As it stands in an address: '128', 'a1234567'."""
    return f"{_LETTER}{-number}" if number < 0 else str(number)


def read_number(text: str) -> int | None:
    """The number that an address or somebody names ('128', 'a1234567', 'A-1234567'), or None."""
    found = _IN_ADDRESS.match(re.sub(r"[\s‐-―-]", "", text))
    if found is None:
        return None
    return -int(found[2]) if found[1] else int(found[2])
