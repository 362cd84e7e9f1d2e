"""How well the words of a document answer a query, seen in its text: the same whichever engine found it.

Engines differ in how they rank; what they give is a choice of documents. Here each is read, and what is counted is the
share of the query that it holds, weighed by how much each word tells, whether it stands in the title, and whether the
words stand together.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from portal.search.reading import FIELDS, Reading
from portal.search.sought import Sought, Stands
from portal.search.wording import OF_A_PHRASE

#: BM25F (Robertson, Zaragoza and Taylor, 2004): how much a word in each place counts, and when more is enough.
_COUNTS = {"title": 4.0, "words": 2.0, "body": 1.0}
_K1, _B = 1.2, 0.75
#: Lengths that texts of the portal usually have, so that a handful of them doesn't say what is long.
_USUAL_WORDS = {"title": 6.0, "words": 4.0, "body": 110.0}
#: Words that stand so near to each other, in their order, stand together.
_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the words say for a document; each from 0 to 1."""

    #: BM25F as a share of the most that the query could have.
    share: float = 0.0
    #: How much of the query the title holds, and how much of the title the query.
    title: float = 0.0
    whole_title: float = 0.0
    #: How many neighbours of the query stand together.
    together: float = 0.0
    #: How much of the query is there at all, in words of its own.
    covered: float = 0.0


def evidence(document: Reading, sought: Sought) -> Evidence:
    """Weigh one document."""
    if not sought.wanted:
        return Evidence()
    places = _Found(document, sought)
    total = sum(each.idf * each.weight for each in sought.wanted)
    share = title = covered = 0.0
    for number, each in enumerate(sought.wanted):
        worth = each.idf * each.weight / total
        share += worth * places.weight(number)
        title += worth * places.in_title(number)
        covered += worth * places.own(number)
    return Evidence(share, title, places.title_share(), places.together(), covered)


class Shared(NamedTuple):
    """What a text has of the words of another, wherever they stand and however often."""

    #: From 0 to 1.
    share: float
    #: How much the words tell that stand in both themselves, as a sum of inverse document frequencies.
    own: float


def shared(document: Reading, sought: Sought) -> Shared:
    """How much of a text's words another has."""
    best = [0.0] * len(sought.wanted)
    for key in {at.key for at in sought.standing(document)}:
        for number, weight in sought.words_of[key]:
            best[number] = max(best[number], weight)
    total = sum(each.idf for each in sought.wanted)
    met = sum(each.idf * most for each, most in zip(sought.wanted, best, strict=True))
    own = sum(each.idf for each, most in zip(sought.wanted, best, strict=True) if most == 1.0)
    return Shared(met / total if total else 0.0, own)


class _Found:
    """Where the words of a query stand in a document, and by which of their keys."""

    def __init__(self, document: Reading, sought: Sought) -> None:
        self._sought = sought
        standing = sought.standing(document)
        self._keys = {at.key for at in standing}
        bounds = {name: document.bounds(name) for name in FIELDS}
        #: By the field, by the word of the query: the weights with which it stands there, by the place.
        self._at: dict[str, list[dict[int, float]]] = {name: self._in_field(standing, *bounds[name]) for name in FIELDS}
        self._lengths = {name: behind - first for name, (first, behind) in bounds.items()}

    def _in_field(self, standing: list[Stands], first: int, behind: int) -> list[dict[int, float]]:
        found: list[dict[int, float]] = [{} for _each in self._sought.wanted]
        for place, key in standing:
            if first <= place < behind:
                for number, weight in self._sought.words_of[key]:
                    if weight > found[number].get(place, 0.0):
                        found[number][place] = weight
        return found

    def weight(self, number: int) -> float:
        """BM25F of one word, 0 to 1; of a phrase that means the same, when all of it is there and counts for more."""
        often = best = 0.0
        for name, counts in _COUNTS.items():
            if found := self._at[name][number]:
                length = 1 - _B + _B * self._lengths[name] / _USUAL_WORDS[name]
                often += counts * len(found) / max(length, 0.5)
                best = max(best, *found.values())
        own = best * often / (often + _K1)
        return max(own, self._phrase(number))

    def _phrase(self, number: int) -> float:
        whole = (
            weight * OF_A_PHRASE
            for words, weight in self._sought.phrases[number]
            if all(not keys.isdisjoint(self._keys) for keys in words)
        )
        return max(whole, default=0.0) * 0.75

    def in_title(self, number: int) -> float:
        """How surely a word stands in the title or among the words that belong to it."""
        title, words = (max(self._at[name][number].values(), default=0.0) for name in ("title", "words"))
        return max(title, 0.7 * words)

    def own(self, number: int) -> float:
        """1 when the word itself is there."""
        return float(any(1.0 in found[number].values() for found in self._at.values()))

    def title_share(self) -> float:
        """How much of the title the query says."""
        places = {place for found in self._at["title"] for place in found}
        return len(places) / self._lengths["title"] if self._lengths["title"] else 0.0

    def together(self) -> float:
        """The share of neighbouring words of the query that are neighbours in one of the fields."""
        if len(self._sought.wanted) < 2:
            return 0.0
        return max(self._together_in(found) for found in self._at.values())

    def _together_in(self, found: list[dict[int, float]]) -> float:
        places = [{place for place, weight in each.items() if weight >= OF_A_PHRASE} for each in found]
        near = sum(
            any(place + step in after for place in before for step in range(1, _TOGETHER + 1))
            for before, after in pairwise(places)
        )
        return near / (len(places) - 1)
