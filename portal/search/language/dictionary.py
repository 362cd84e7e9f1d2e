"""Words that mean the same: the shipped groups of the field and those that a company adds, asked at query time."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from portal.search.language import Token, analyse, is_filler, normalised
from portal.search.language.compiled import groups_in
from portal.search.language.folding import fold
from portal.search.language.groups import Entry, Group, entries_of
from portal.search.language.kinship import relatives

#: How near an alternative is: the first word of another language; else one that is first in its language; else others.
TRANSLATION, SYNONYM, REMOTE = 0.9, 0.75, 0.65
#: What only goes together: lines that begin with a tilde.
LOOSE = 0.4
#: Taken for every further meaning that a word has in the dictionary: nobody knows which is meant.
AMBIGUOUS = 0.85
#: Taken for what a word means by itself where the dictionary knows the phrase that it is part of.
IN_A_PHRASE = 0.65
_LEAST = 0.3
_making = Lock()
#: To be read for the sake of what that loads: the first forms and the relatives of words in each language.
_ANY_WORD = {"uk": "повернення", "ru": "возврат", "en": "refund"}
_PARTED = re.compile(r"[\n,;|]+")


class Alternative(NamedTuple):
    """Another way to say it: the keys of each of its words, and how near it is from 0 to 1."""

    words: tuple[frozenset[str], ...]
    weight: float


class Near(NamedTuple):
    """What the words ``first`` to ``last`` (places in the given sequence, both included) can be said by."""

    first: int
    last: int
    #: The nearest first.
    alternatives: tuple[Alternative, ...]

    def single(self) -> dict[str, float]:
        """The keys of those alternatives that are one word, with their weights."""
        return {
            key: each.weight for each in reversed(self.alternatives) if len(each.words) == 1 for key in each.words[0]
        }


class Dictionary:
    """Groups of words and phrases, and words of the same root; never changed after it was made."""

    def __init__(self, groups: Iterable[Group], base: "Dictionary | None" = None) -> None:
        self._own = tuple(group for group in groups if len(group) > 1)
        self._base = base
        self._by_first: dict[str, list[tuple[Entry, Group]]] = defaultdict(list)
        for group in self._own:
            for entry in group:
                for key in entry.words[0]:
                    self._by_first[key].append((entry, group))
        singles = {key for group in self._own for entry in group if len(entry.words) == 1 for key in entry.words[0]}
        self._singles = sorted(singles)
        self._firsts = sorted(self._by_first)

    @property
    def groups(self) -> tuple[Group, ...]:
        """All groups, those that it was built upon first."""
        return (self._base.groups if self._base else ()) + self._own

    def near(self, tokens: Sequence[Token]) -> list[Near]:
        """Synonyms and translations of the words of a query and of the phrases within it, in their order.

        What words inside a phrase that the dictionary knows mean by themselves counts less.
        """
        found: dict[tuple[int, int], list[tuple[Entry, Group]]] = defaultdict(list)
        for first, token in enumerate(tokens):
            for entry, group in self._known(token.keys):
                last = _end(entry, tokens, first)
                if last is not None and not (len(entry.words) == 1 and is_filler(token)):
                    found[first, last].append((entry, group))
        phrases = [span for span, pairs in found.items() if any(len(entry.words) > 1 for entry, _group in pairs)]
        weights = {span: _weights(pairs) for span, pairs in found.items()}
        for place, token in enumerate(tokens):
            if not is_filler(token):
                self._add_kin(weights.setdefault((place, place), {}), token)
        for span, alternatives in weights.items():
            if any(_inside(span, phrase) for phrase in phrases):
                weights[span] = {words: weight * IN_A_PHRASE for words, weight in alternatives.items()}
        return [
            Near(*span, _sorted(alternatives))
            for span, alternatives in sorted(weights.items(), key=lambda pair: (pair[0][0], -pair[0][1]))
            if alternatives
        ]

    def beginning(self, letters: str, limit: int) -> Sequence[str]:
        """Keys of its single words that begin so, the shortest first."""
        begun = fold(letters)
        if not begun:
            return ()  # signs alone: every word begins so
        found = {*self._base.beginning(letters, limit)} if self._base else set()
        for key in self._singles[bisect_left(self._singles, begun) :]:
            if not key.startswith(begun):
                break
            found.add(key)
        return sorted(found, key=lambda key: (len(key), key))[:limit]

    def begun(self, letters: str, limit: int) -> Sequence[Alternative]:
        """What its words and phrases that begin so can be said by otherwise; of so many of them, the shortest first."""
        begun, entries = fold(letters), list[tuple[Entry, Group]]()
        if not begun:
            return ()
        for key in self._firsts[bisect_left(self._firsts, begun) :]:
            if not key.startswith(begun):
                break
            entries += self._by_first[key]
        entries.sort(key=lambda pair: (len(pair[0].words), [min(keys) for keys in pair[0].words]))
        weights: Weights = {}
        for entry, group in entries[:limit]:
            for words, weight in _weights([(entry, group)]).items():
                weights[words] = max(weights.get(words, 0), weight)
        return [*(self._base.begun(letters, limit) if self._base else ()), *_sorted(weights)]

    def keys_near(self, keys: Collection[str]) -> Mapping[str, float]:
        """Single keys that mean the same as any of these, each with its weight."""
        pairs = [(entry, group) for entry, group in self._known(keys) if len(entry.words) == 1]
        single = Near(0, 0, _sorted(_weights(pairs))).single()
        return {key: weight for key, weight in single.items() if key not in keys}

    def _known(self, keys: Collection[str]) -> Iterator[tuple[Entry, Group]]:
        """The entries that begin with one of these keys, each once."""
        if self._base:
            yield from self._base._known(keys)  # noqa: SLF001 - one of its kind
        seen = set()
        for key in keys:
            for entry, group in self._by_first.get(key, ()):
                if id(entry) not in seen:
                    seen.add(id(entry))
                    yield entry, group

    def _add_kin(self, weights: "Weights", token: Token) -> None:
        """Add words of the same root, and what the dictionary has for them where it hasn't the word itself."""
        known = bool(weights)
        kin = relatives(normalised(token.text))
        for key, weight in kin:
            _note(weights, (frozenset((key,)),), weight, token)
        for key, weight in () if known else kin:
            for near, more in self.keys_near((key,)).items():
                if weight * more >= _LEAST:
                    _note(weights, (frozenset((near,)),), weight * more, token)


Weights = dict[tuple[frozenset[str], ...], float]


def _note(weights: Weights, words: tuple[frozenset[str], ...], weight: float, token: Token) -> None:
    """Keep the greater weight of an alternative; the word itself is none."""
    if len(words) > 1 or words[0].isdisjoint(token.keys):
        weights[words] = max(weights.get(words, 0), weight)


def _inside(span: tuple[int, int], phrase: tuple[int, int]) -> bool:
    return span != phrase and phrase[0] <= span[0] and span[1] <= phrase[1]


def _end(entry: Entry, tokens: Sequence[Token], first: int) -> int | None:
    """Where an entry ends that begins at a token; None when it doesn't stand there. Fillers may stand between."""
    place, last = tokens[first].position, first
    for keys in entry.words[1:]:
        at = None
        for number in range(last + 1, len(tokens)):
            token = tokens[number]
            if token.position == place + 1 and not keys.isdisjoint(token.keys):
                at = number
                break
            if token.position > place:
                if not is_filler(token):
                    break
                place = token.position
        if at is None:
            return None
        place, last = tokens[at].position, at
    return last


def _weights(pairs: Sequence[tuple[Entry, Group]]) -> Weights:
    """The other entries of the groups with how near each is."""
    meanings = len({id(group) for entry, group in pairs if not entry.loose})
    shade = AMBIGUOUS ** max(meanings - 1, 0)
    weights: Weights = {}
    for entry, group in pairs:
        for other in group:
            if other.words != entry.words:
                weights[other.words] = max(weights.get(other.words, 0), _weight(entry, other) * shade)
    return weights


def _sorted(weights: Weights) -> tuple[Alternative, ...]:
    alternatives = [Alternative(words, weight) for words, weight in weights.items()]
    return tuple(sorted(alternatives, key=lambda each: (-each.weight, [sorted(keys) for keys in each.words])))


def _weight(entry: Entry, other: Entry) -> float:
    if entry.loose:
        return LOOSE
    if entry.lang == "" or (entry.leads and other.leads):
        return TRANSLATION
    return SYNONYM if entry.leads or other.leads else REMOTE


def make_ready() -> None:
    """Load all that reading a query needs, so that the first search waits for nothing of it."""
    for language, word in _ANY_WORD.items():
        shipped().near(analyse(word, language))


def shipped() -> Dictionary:
    """The dictionary that comes with the portal; made at the first call, by one thread alone.

    That takes a tenth of a second, or some seconds where nothing was compiled beforehand.
    """
    with _making:
        return _shipped()


@lru_cache(maxsize=1)
def _shipped() -> Dictionary:
    return Dictionary(groups_in())


def with_groups(base: Dictionary, groups: Iterable[str]) -> Dictionary:
    """Another dictionary that knows these groups too: words parted by lines, commas, semicolons or bars."""
    return Dictionary(map(_own_group, groups), base)


@lru_cache(maxsize=5_000)
def _own_group(words: str) -> Group:
    """A company's group, kept: of many the change of one would let every process read all again, for seconds."""
    return tuple(entry for each in _PARTED.split(words) for entry in entries_of(each, ""))
