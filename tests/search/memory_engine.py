"""An engine of words in plain Python: what tests of ranking stand on, and the contract in its shortest form."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from portal.search.asking import Filters
from portal.search.engine import Hit, Hits, Term, WordQuery
from portal.search.language import analyse, normalised
from portal.search.models import SearchDocument

_WEIGHTS = {"title": 4.0, "words": 2.0, "body": 1.0}
_K1, _B = 1.2, 0.75


class _Indexed:
    def __init__(self, document: SearchDocument) -> None:
        self.id = document.id
        self.kind, self.status, self.genre, self.lang = document.kind, document.status, document.genre, document.lang
        self.author_id, self.team_id, self.area_id = document.author_id, document.team_id, document.area_id
        self.at = document.at
        self.access = frozenset(document.access.split())
        self.tags = frozenset(document.words.split("\n"))
        self.counts: dict[str, Counter[str]] = {}
        self.places: dict[str, list[frozenset[str]]] = {}
        self.title_words = [normalised(token.text) for token in analyse(document.title, document.lang)]
        self.all_words = set(self.title_words)
        for name in _WEIGHTS:
            tokens = analyse(getattr(document, name), document.lang)
            self.counts[name] = Counter(key for token in tokens for key in token.keys)
            by_place: dict[int, set[str]] = {}
            for token in tokens:
                by_place.setdefault(token.position, set()).update(token.keys)
                self.all_words.add(normalised(token.text))
            self.places[name] = [frozenset(by_place[place]) for place in sorted(by_place)]
        self.length = {name: sum(counts.values()) for name, counts in self.counts.items()}

    def all_keys(self) -> Iterator[str]:
        return iter(set().union(*self.counts.values()))


class MemoryEngine:
    """Every document is looked at for every query."""

    name = "memory"

    def __init__(self, documents: Iterable[SearchDocument] = ()) -> None:
        self._held: dict[int, _Indexed] = {}
        self.put(list(documents))

    def put(self, documents: Sequence[SearchDocument]) -> None:
        self._held |= {document.id: _Indexed(document) for document in documents}

    def remove(self, ids: Collection[int]) -> None:
        for one in ids:
            self._held.pop(one, None)

    def search(self, query: WordQuery) -> Hits:
        means = {
            name: max(1.0, sum(one.length[name] for one in self._held.values()) / max(1, len(self._held)))
            for name in _WEIGHTS
        }
        idf = self._idf({key for term in query.terms for key in (*term.keys, *term.near)})
        hits = []
        for one in self._held.values():
            if not (one.access & query.access and _passes(one, query.filters)):
                continue
            if not all(_has_phrase(one, phrase) for phrase in query.phrases):
                continue
            if any(keys & set(one.all_keys()) for keys in query.without):
                continue
            scores = [_score(one, term, idf, means) for term in query.terms]
            if all(scores) if query.strict else any(scores) or not query.terms:
                hits.append(Hit(one.id, sum(scores)))
        hits.sort(key=lambda hit: (-hit.score, hit.document_id))
        return Hits(hits[: query.limit])

    def _idf(self, keys: Collection[str]) -> dict[str, float]:
        many = len(self._held)
        found = self.frequencies(keys)
        return {key: math.log(1 + (many - found.get(key, 0) + 0.5) / (found.get(key, 0) + 0.5)) for key in keys}

    def frequencies(self, keys: Collection[str]) -> Mapping[str, int]:
        found = Counter(key for one in self._held.values() for key in one.all_keys() if key in set(keys))
        return dict(found)

    def beginning(self, letters: str, limit: int, *, everywhere: bool = False) -> Sequence[str]:
        words = Counter(
            word
            for one in self._held.values()
            for word in (one.all_words if everywhere else set(one.title_words))
            if word.startswith(letters)
        )
        return [word for word, _ in sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]]

    def near(self, word: str, limit: int) -> Sequence[str]:
        words = Counter(
            other
            for one in self._held.values()
            for other in one.all_words
            if other[:1] == word[:1] and other != word and _one_edit(word, other)
        )
        return [other for other, _ in sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]]

    def count(self) -> int:
        return len(self._held)

    def rebuild(self, documents: Iterable[SearchDocument], progress: Callable[[int], None]) -> None:
        self._held = {}
        self.put(list(documents))
        progress(len(self._held))


def _score(one: _Indexed, term: Term, idf: Mapping[str, float], means: Mapping[str, float]) -> float:
    """BM25F (Robertson, Zaragoza and Taylor, 2004); of the keys of a term the best counts."""
    best = 0.0
    weighted = [(key, 1.0) for key in term.keys] + list(term.near.items())
    if term.beginning:
        weighted += [
            (key, 0.8)
            for word in one.title_words
            if word.startswith(term.beginning)
            for token in analyse(word)
            for key in token.keys
        ]
    for key, weight in weighted:
        often = sum(
            _WEIGHTS[name] * one.counts[name][key] / (1 - _B + _B * one.length[name] / means[name])
            for name in _WEIGHTS
            if one.counts[name][key]
        )
        best = max(best, weight * idf.get(key, 1.0) * often * (_K1 + 1) / (often + _K1))
    return best * term.weight


def _has_phrase(one: _Indexed, phrase: Sequence[frozenset[str]]) -> bool:
    return any(
        all(keys & places[start + offset] for offset, keys in enumerate(phrase))
        for places in one.places.values()
        for start in range(len(places) - len(phrase) + 1)
    )


def _passes(one: _Indexed, filters: Filters) -> bool:
    pairs: list[tuple[frozenset[object], object]] = [
        (filters.kinds, one.kind),
        (filters.statuses, one.status),
        (filters.genres, one.genre),
        (filters.langs, one.lang),
        (filters.author_ids, one.author_id),
        (filters.team_ids, one.team_id),
        (filters.area_ids, one.area_id),
    ]
    if any(wanted and value not in wanted for wanted, value in pairs):
        return False
    if filters.tags and not filters.tags & one.tags:
        return False
    if filters.after and (one.at is None or one.at < filters.after):
        return False
    return not (filters.before and (one.at is None or one.at > filters.before))


def _one_edit(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, other_rest = one[start:], other[start:]
    return (
        rest[1:] == other_rest
        or rest == other_rest[1:]
        or rest[1:] == other_rest[1:]
        or (rest[:2] == other_rest[:2][::-1] and rest[2:] == other_rest[2:])
    )
