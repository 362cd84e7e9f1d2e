"""The work grows with the length of a text and no faster, whatever the text."""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest

from portal.core import privacy
from portal.core.privacy import find

MODULES = [
    importlib.import_module(found.name) for found in pkgutil.iter_modules(privacy.__path__, f"{privacy.__name__}.")
]
PATTERNS = sorted(
    {
        pattern.pattern: pattern
        for module in MODULES
        for value in vars(module).values()
        for pattern in (value if isinstance(value, tuple | list) else [value])
        if isinstance(pattern, re.Pattern)
    }.values(),
    key=lambda pattern: pattern.pattern,
)
#: The compiler's own tree of a pattern is the surest witness.
PARSER = importlib.import_module("re._parser")


def _nested(tree: Any, inside: bool = False) -> Iterator[str]:
    for operation, argument in tree:
        name = str(operation)
        repeats = name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}
        unbounded = repeats and argument[1] is PARSER.MAXREPEAT
        if unbounded and inside:
            yield name
        for part in argument if isinstance(argument, list | tuple) else [argument]:
            for branch in part if isinstance(part, list) else [part]:
                if isinstance(branch, PARSER.SubPattern):
                    yield from _nested(branch, inside or unbounded)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.pattern[:40])
def test_no_pattern_repeats_a_repetition_without_end(pattern: re.Pattern[str]) -> None:
    assert list(_nested(PARSER.parse(pattern.pattern, pattern.flags))) == []


HOSTILE = {
    "digits": "1", "zeros apart": "0 ", "phones": "067 123 45 67 ", "dashes": "8-", "plus signs": "+3", "at signs": "@",
    "half addresses": "a@a.", "one letter": "а", "names": "Олена Іваненко ", "first names": "Олена ", "initials": "А. ",
    "labels": "замовлення № ", "documents": "паспорт АА ", "streets": "вул. Аа ", "flats": "кв 1 ", "IBANs": "UA21 ",
    "number words": "нуль ", "said addresses": "a собака a крапка ", "brackets": "](", "links": "https://a?",
    "hashes": "A1",    "titles": "Mr. Aa ", "fractions": "0.0.", "numbers of English streets": "12 Aa ", "spaces": " ",
    "unseen": "и\u0306",
}  # fmt: skip


#: Twice the work for twice the text, and what a different last row costs; four times would be the square.
MOST_GROWTH = 2.6


def _calls(text: str) -> int:
    """How many functions are called, Python's and built in, to look through a text."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        find(text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_twice_the_text_is_twice_the_work(piece: str) -> None:
    find("Олена Савчук, вул. Садова 5, тел. 067 123 45 67")  # the lists are read at the first call
    short, long = (_calls(piece * (length // len(piece))) for length in (4_000, 8_000))
    assert long <= MOST_GROWTH * short
