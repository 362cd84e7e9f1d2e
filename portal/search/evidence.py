"""How well the words of a document answer a query, seen in its text: the same whichever engine found it.

Engines differ in how they rank; what they give is a choice of documents. Here each is read, and what is counted is the
share of the query that it holds, weighed by how much each word tells, whether it stands in the title, and whether the
words stand together.
"""

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from portal.search.language import analyse
from portal.search.wording import OF_A_PHRASE, Wanted

#: BM25F (Robertson, Zaragoza and Taylor, 2004): how much a word in each place counts, and when more is enough.
TITLE, WORDS, BODY = 4.0, 2.0, 1.0
_K1, _B = 1.2, 0.75
#: Lengths that texts of the portal usually have, so that a handful of them doesn't say what is long.
_USUAL_WORDS = {"title": 6.0, "words": 4.0, "body": 110.0}
#: More of a text isn't read again for its rank.
MAX_BODY_LETTERS = 6_000
_KEPT_DOCUMENTS = 2_000
#: Words that stand so near to each other, in their order, stand together.
_TOGETHER = 2

Places = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reads:
    """A document as it is read for its rank: the keys of each word, in the order of the words."""

    title: Places
    words: Places
    body: Places
    #: Where each word of the body begins and ends in it.
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()


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


@lru_cache(maxsize=_KEPT_DOCUMENTS)
def reads(_id: int, _print: str, lang: str, title: str, words: str, body: str) -> Reads:
    """Take a document apart; kept, for the same ones are found again and again."""
    told = analyse(body[:MAX_BODY_LETTERS], lang)
    starts, ends = array("I", [token.start for token in told]), array("I", [token.end for token in told])
    return Reads(_places(title, lang), _places(words, lang), tuple([token.keys for token in told]), starts, ends)


def _places(text: str, lang: str) -> Places:
    return tuple(token.keys for token in analyse(text, lang))


def evidence(document: Reads, wanted: Sequence[Wanted]) -> Evidence:
    """Weigh one document."""
    if not wanted:
        return Evidence()
    places = _Found(document, wanted)
    total = sum(each.idf * each.weight for each in wanted)
    share = title = covered = 0.0
    for number, each in enumerate(wanted):
        worth = each.idf * each.weight / total
        share += worth * places.weight(number)
        title += worth * places.in_title(number)
        covered += worth * places.own(number)
    return Evidence(share, title, places.title_share(), places.together(), covered)


def shared(document: Reads, wanted: Sequence[Wanted]) -> float:
    """How much of a text's words another has, from 0 to 1: wherever they stand and however often."""
    keys = {key for field in (document.title, document.words, document.body) for word in field for key in word}
    total = sum(each.idf for each in wanted)
    return sum(each.idf * _shared_word(keys, each) for each in wanted) / total if total else 0.0


def _shared_word(keys: Collection[str], each: Wanted) -> float:
    if any(key in keys for key in each.keys):
        return 1.0
    return max((weight for key, weight in each.near.items() if key in keys), default=0.0)


class _Found:
    """Where the words of a query stand in a document, and by which of their keys."""

    def __init__(self, document: Reads, wanted: Sequence[Wanted]) -> None:
        self._document, self._wanted = document, wanted
        interesting: dict[str, list[tuple[int, float]]] = {}
        for number, each in enumerate(wanted):
            for key in each.keys:
                interesting.setdefault(key, []).append((number, 1.0))
            for key, weight in each.near.items():
                interesting.setdefault(key, []).append((number, weight))
            for words, _weight in each.phrases:
                for key in (key for keys in words for key in keys):
                    interesting.setdefault(key, []).append((number, 0.0))
        self._keys: set[str] = set()
        #: By the field: (place, word of the query, weight).
        self._at = {name: self._stand(getattr(document, name), interesting) for name in ("title", "words", "body")}
        self._best = [self._best_of(number) for number in range(len(wanted))]

    def _stand(self, places: Places, interesting: dict[str, list[tuple[int, float]]]) -> list[tuple[int, int, float]]:
        found: list[tuple[int, int, float]] = []
        for place, keys in enumerate(places):
            for key in keys:
                if key in interesting:
                    self._keys.add(key)
                    found.extend((place, number, weight) for number, weight in interesting[key] if weight)
        return found

    def _best_of(self, number: int) -> dict[str, list[float]]:
        """By the field: the weights with which a word stands there, one for each place."""
        by_field: dict[str, list[float]] = {}
        for name, found in self._at.items():
            at: dict[int, float] = {}
            for place, of, weight in found:
                if of == number:
                    at[place] = max(at.get(place, 0.0), weight)
            by_field[name] = list(at.values())
        return by_field

    def weight(self, number: int) -> float:
        """BM25F of one word, 0 to 1; of a phrase that means the same, when all of it is there and counts for more."""
        fields = self._best[number]
        often = best = 0.0
        for name, counts in (("title", TITLE), ("words", WORDS), ("body", BODY)):
            if fields[name]:
                length = 1 - _B + _B * len(getattr(self._document, name)) / _USUAL_WORDS[name]
                often += counts * len(fields[name]) / max(length, 0.5)
                best = max(best, *fields[name])
        own = best * often / (often + _K1)
        return max(own, self._phrase(number))

    def _phrase(self, number: int) -> float:
        whole = (
            weight * OF_A_PHRASE
            for words, weight in self._wanted[number].phrases
            if all(not keys.isdisjoint(self._keys) for keys in words)
        )
        return max(whole, default=0.0) * 0.75

    def in_title(self, number: int) -> float:
        """How surely a word stands in the title or among the words that belong to it."""
        fields = self._best[number]
        return max(max(fields["title"], default=0.0), 0.7 * max(fields["words"], default=0.0))

    def own(self, number: int) -> float:
        """1 when the word itself is there."""
        return float(any(weight == 1.0 for weights in self._best[number].values() for weight in weights))

    def title_share(self) -> float:
        """How much of the title the query says."""
        places = {place for place, _number, _weight in self._at["title"]}
        return len(places) / len(self._document.title) if self._document.title else 0.0

    def together(self) -> float:
        """The share of neighbouring words of the query that are neighbours in one of the fields."""
        if len(self._wanted) < 2:
            return 0.0
        return max(self._together_in(found) for found in self._at.values())

    def _together_in(self, found: list[tuple[int, int, float]]) -> float:
        places: list[set[int]] = [set() for _ in self._wanted]
        for place, number, weight in found:
            if weight >= OF_A_PHRASE:
                places[number].add(place)
        near = sum(
            any(place + step in after for place in before for step in range(1, _TOGETHER + 1))
            for before, after in pairwise(places)
        )
        return near / (len(self._wanted) - 1)
