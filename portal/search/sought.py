"""The words of a query as they are looked for in many documents: made once, asked of each."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from portal.search.reading import Reading, number_of
from portal.search.wording import Wanted


class Stands(NamedTuple):
    """A key of a query where it stands in a document."""

    #: The word of the document, counted through its fields.
    word: int
    #: The key, by its place among those that are sought.
    key: int


class Sought:
    """The keys of all words of a query."""

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        self.wanted = wanted
        known: dict[int, list[tuple[int, float]]] = {}
        marks: dict[int, int] = {}
        for number, each in enumerate(wanted):
            own = [(key, 1.0) for key in each.keys] + list(each.near.items())
            of_phrases = [(key, 0.0) for words, _weight in each.phrases for keys in words for key in keys]
            for key, weight in own + of_phrases:
                known.setdefault(number_of(key), []).append((number, weight))
                marks.setdefault(number_of(key), number)
        #: Rising; what is told of each stands at the same place.
        self._numbers = np.array(sorted(known), dtype=np.uint32)
        #: Which words of the query a key stands for, and by how much; 0 for a part of a phrase.
        self.words_of = [known[number] for number in sorted(known)]
        #: The first word of the query that it shows.
        self.first_of = [marks[number] for number in sorted(known)]
        #: The keys of the phrases of each word, by their places: all words of one have to be there.
        self.phrases = [
            [([self._places(keys) for keys in words], weight) for words, weight in each.phrases] for each in wanted
        ]

    def _places(self, keys: frozenset[str]) -> frozenset[int]:
        return frozenset(int(self._numbers.searchsorted(np.uint32(number_of(key)))) for key in keys)

    def standing(self, document: Reading) -> list[Stands]:
        """Where any of them stands, in the order of the document."""
        if not len(self._numbers):
            return []
        at = self._numbers.searchsorted(document.keys)
        np.minimum(at, len(self._numbers) - 1, out=at)
        found = np.flatnonzero(self._numbers[at] == document.keys)
        return list(map(Stands, document.of_words[found].tolist(), at[found].tolist()))
