"""A text as the finders read it: one kind of space, dash, digit and apostrophe, nothing unseen in between."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from portal.core.privacy.shields import FOUND
from portal.core.text import APOSTROPHES

_DASHES = "‐‑‒–—―−⁃﹘﹣－"
_SPACES = "\t\x0b\x0c\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\r\x85\u2028\u2029"
#: Where other series of the digits 0-9 begin: full width, Arabic, Persian, Devanagari, mathematical.
_ZEROS = (0xFF10, 0x0660, 0x06F0, 0x0966, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6)
_FOLDED = str.maketrans(
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_LINE_ENDS, "\n")
    | dict.fromkeys(APOSTROPHES, "'")
    | {chr(zero + digit): str(digit) for zero in _ZEROS for digit in range(10)}
    | {"＋": "+", "＠": "@", "＃": "#", "．": ".", "（": "(", "）": ")", "：": ":", "，": ","}
)
#: Zero width and direction marks, soft hyphens, stress and other combining marks, the frame of a keycap digit.
_UNSEEN = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u200b-\u200f\u202a-\u202e\u2060-\u2069\u20e3\ufe00-\ufe0f\ufeff]"
)
_COMPOSED = {"и\u0306": "й", "И\u0306": "Й", "і\u0308": "ї", "І\u0308": "Ї", "е\u0308": "ё", "Е\u0308": "Ё"}


@dataclass(frozen=True)
class Plain:
    """The folded ``text``; ``places[i]`` is where its i-th character stood."""

    text: str
    places: range | list[int]
    #: How long the text was.
    length: int

    @cached_property
    def lower(self) -> str:
        """The folded text in lower case, character for character."""
        lower = self.text.lower()
        if len(lower) == len(self.text):
            return lower
        return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in self.text)

    def without(self, places: Iterable[tuple[int, int]]) -> "Plain":
        """The same text with a sign that nobody reads in the given places, which are in order."""
        parts, done = [], 0
        for start, end in places:
            parts += [self.text[done:start], FOUND * (end - start)]
            done = end
        return Plain("".join([*parts, self.text[done:]]), self.places, self.length)

    def where(self, start: int, end: int) -> tuple[int, int]:
        """A place of the folded text, in the text as it was given, with what is unseen behind it."""
        return self.places[start], self.places[end] if end < len(self.places) else self.length


def fold(text: str) -> Plain:
    """The text for the finders. Keeps the length unless something unseen falls out."""
    folded = text.translate(_FOLDED)
    if not _UNSEEN.search(folded):
        return Plain(folded, range(len(folded)), len(text))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(folded):
        if not _UNSEEN.match(letter):
            letters.append(letter)
            places.append(place)
        elif letters and places[-1] == place - 1 and (composed := _COMPOSED.get(letters[-1] + letter)):
            letters[-1] = composed
    return Plain("".join(letters), places, len(text))
