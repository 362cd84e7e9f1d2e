"""The words, numbers and signs of a text, for the finders that read word by word."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

_WORD = re.compile(r"[жЖ]/[мМ]|[^\W\d_]+(?:['-][^\W\d_]+){0,6}|[0-9]+|\n|[\x00\x01]+|[^\s\w]|\w")

MAX_GAP = 3
#: No finder looks further back than this.
_MARGIN = 32


class Word(NamedTuple):
    """One of them, with its place in the folded text."""

    start: int
    end: int
    text: str
    lower: str

    @property
    def plain(self) -> str:
        """In lower case, without the English ending of the possessor."""
        return self.lower.removesuffix("'s")

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters."""
        return self.text[0].isalpha()

    @property
    def is_number(self) -> bool:
        """Whether it is made of digits."""
        return self.text[0].isdecimal()

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def is_shouted(self) -> bool:
        """Whether it is several capital letters."""
        return len(self.text) > 1 and self.text.isupper()


NOTHING = Word(0, 0, "\n", "\n")


@dataclass(frozen=True)
class Words:
    """All of them. Beyond either end stands an end of line."""

    text: str
    lower: str

    @cached_property
    def all(self) -> list[Word]:
        """In their order."""
        return [
            Word(found.start(), found.end(), found[0], self.lower[found.start() : found.end()])
            for found in _WORD.finditer(self.text)
        ]

    @cached_property
    def is_ukrainian(self) -> bool:
        """Whether letters that Russian lacks are in the text."""
        return any(letter in self.lower for letter in "іїєґ")

    def __len__(self) -> int:
        return len(self.all)

    def __getitem__(self, place: int) -> Word:
        try:
            return self._with_margins[place + _MARGIN]
        except IndexError:
            return NOTHING

    @cached_property
    def _with_margins(self) -> list[Word]:
        return [NOTHING] * _MARGIN + self.all

    def is_next_to(self, place: int) -> bool:
        """Whether the word at ``place`` touches the one after it."""
        return self[place].end == self[place + 1].start

    def is_beside(self, place: int) -> bool:
        """Whether the word after it follows on the same line after nothing but spaces."""
        gap = self[place + 1].start - self[place].end
        return 0 < gap <= MAX_GAP and self[place + 1].is_word
