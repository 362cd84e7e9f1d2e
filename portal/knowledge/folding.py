"""Texts as they are compared when small differences of writing don't matter."""

import unicodedata
from dataclasses import dataclass

from portal.core.text import APOSTROPHES

_ALIKE = {
    **dict.fromkeys(APOSTROPHES, "'"),
    **dict.fromkeys('«»„“”‟‹›"', '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in lower case, composed, without spaces, with one kind of each sign; and where its letters stood."""

    text: str
    #: For each letter where the one that it came from begins, and ends.
    starts: list[int]
    ends: list[int]

    def unfolded(self, start: int, end: int) -> tuple[int, int]:
        """Where the letters from ``start`` to ``end`` stand in the text as it was."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """The text as it is compared, with the way back. Linear."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, letter in enumerate(text):
        if letter.isspace():
            continue
        if letters and unicodedata.combining(letter):
            composed = unicodedata.normalize("NFC", letters[-1] + letter)
            if len(composed) == 1:
                letters[-1], ends[-1] = composed, place + 1
                continue
        for one in _ALIKE.get(letter) or letter.lower():
            letters.append(one)
            starts.append(place)
            ends.append(place + 1)
    return Folded("".join(letters), starts, ends)
