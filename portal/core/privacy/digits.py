"""Rows of digits with what people write between them."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_ATOM = re.compile(r"[0-9]+")
#: Between two groups of one number: at most so many of these signs, and no end of a line.
_BETWEEN = " -.()/*_\\~"
_MAX_BETWEEN = 5
MIN_DIGITS = 5
_ZERO_LETTER = re.compile(r"(?<![^\W\d_])[OОoо]{1,3}(?=\d)|(?<=\d)[OОoо]{1,3}(?![^\W\d_])")
_OTHER_LETTERS = re.compile(r"(?<=\d)[ЗзlI](?=\d)")
_LETTERS = str.maketrans("OОoоЗзlI", "00003311")


@dataclass(frozen=True)
class Row:
    """Groups of digits that may be one number: all ``digits``, the place of each, where groups begin and end."""

    digits: str
    places: list[int]
    heads: list[int]
    tails: list[int]
    ends: frozenset[int]

    def groups(self, head: int, tail: int) -> list[int]:
        """How many digits each group from one to the other has."""
        ends = self.tails[bisect_left(self.tails, head + 1) : bisect_left(self.tails, tail + 1)]
        return [end - start for start, end in pairwise([head, *ends])]

    def end_place(self, tail: int) -> int:
        """Where in the text the digit before ``tail`` ends."""
        return self.places[tail - 1] + 1

    def between(self, digit: int, text: str) -> str:
        """What stands in the text between a digit and the one before it."""
        return text[self.places[digit - 1] + 1 : self.places[digit]]


def with_digits_for_letters(text: str) -> str:
    """Letters that stand for digits inside a number (O for 0, З for 3, l for 1), as digits."""
    text = _ZERO_LETTER.sub(lambda found: found[0].translate(_LETTERS), text)
    return _OTHER_LETTERS.sub(lambda found: found[0].translate(_LETTERS), text)


def rows(text: str) -> Iterator[Row]:
    """Every row of digits of the text, each as long as it can be."""
    atoms: list[tuple[int, int]] = []
    for found in _ATOM.finditer(text):
        if atoms and not _joins(text, atoms[-1][1], found.start()):
            yield from _row(text, atoms)
            atoms = []
        atoms.append(found.span())
    yield from _row(text, atoms)


def _joins(text: str, end: int, start: int) -> bool:
    return start - end <= _MAX_BETWEEN and not text[end:start].strip(_BETWEEN)


def _row(text: str, atoms: list[tuple[int, int]]) -> Iterator[Row]:
    heads: list[int] = []
    tails: list[int] = []
    places: list[int] = []
    for start, end in atoms:
        heads.append(len(places))
        places.extend(range(start, end))
        tails.append(len(places))
    if len(places) >= MIN_DIGITS:
        yield Row("".join(text[start:end] for start, end in atoms), places, heads, tails, frozenset(tails))
