"""Ranking of the embedded engine: the formula of ``bm25`` segment by segment, with numpy."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from portal.search.bm25 import BOOSTS, LENGTH_COUNTS, SATURATION, Wanted, coordinated, wanted
from portal.search.engine import Hit, Hits, Term, WordQuery
from portal.search.index_words import wanted_facts
from portal.search.whoosh_segments import FIELDS, Segment, kept

#: What is found within it is the answer, and said to be a part.
SECONDS = 0.15
Array = Any


class _Collection:
    """What the ranking has to know of the whole index."""

    def __init__(self, reader: Any) -> None:
        self.leaves = [(leaf, kept.segment(leaf)) for leaf, _offset in reader.leaf_readers() if leaf.doc_count_all()]
        self.size = sum(segment.size for _leaf, segment in self.leaves)
        self.average = {
            name: max(1.0, sum(float(segment.lengths[name].sum()) for _leaf, segment in self.leaves) / self.size)
            for name in FIELDS
            if self.size
        }

    def frequency(self, key: str) -> int:
        """In how many documents it stands, as nearly as can be told without reading all of them."""
        return max(sum(kept.frequency(leaf, name, key) for leaf, _segment in self.leaves) for name in FIELDS)

    def begun(self, letters: str) -> Mapping[str, int]:
        """Words of titles that begin so, and how many titles have each."""
        counts: Counter[str] = Counter()
        for leaf, _segment in self.leaves:
            for word in leaf.expand_prefix("title_forms", letters) if letters else ():
                form = word.decode() if isinstance(word, bytes) else word
                counts[form] += leaf.doc_frequency("title_forms", form)
        return counts

    def wanted(self, term: Term) -> Wanted:
        """What the keys of a word are worth here."""
        return wanted(term, self.size, self.frequency, self.begun(term.beginning))


def ranked(reader: Any, query: WordQuery, *, limit: int) -> Hits:
    """The best documents."""
    until = time.monotonic() + SECONDS
    whole = _Collection(reader)
    # Rare words first: when the time runs out they have said the most.
    words = sorted((whole.wanted(term) for term in query.terms), key=lambda word: word.n)
    found: list[tuple[float, int]] = []
    partial = False
    for leaf, segment in whole.leaves:
        scores, cut = _scores(leaf, segment, whole, query, words, until)
        partial = partial or cut
        found += _best(scores, segment, limit)
        if cut and found:
            break
    found.sort(key=lambda pair: (-pair[0], -pair[1]))
    return Hits([Hit(number, score) for score, number in found[:limit]], partial)


def _scores(
    leaf: Any, segment: Segment, whole: _Collection, query: WordQuery, words: Sequence[Wanted], until: float
) -> tuple[Array, bool]:
    """The score of each document of a segment; 0 for one that isn't to be found."""
    open_to = _open(leaf, segment, query)
    for phrase in query.phrases:
        for keys in phrase:
            open_to &= _having(leaf, segment, keys)
    for keys in query.without:
        open_to &= ~_having(leaf, segment, keys)
    if not query.terms:  # filters and phrases alone: the newest first
        return np.where(open_to, 1.0 + segment.days.astype(np.float64), 0.0), False
    if not open_to.any():
        return np.zeros(segment.size), False
    total, met = np.zeros(segment.size), np.zeros(segment.size)
    weights = sum(word.term.weight for word in words) or 1.0
    partial = False
    for word in words:
        score = _word_scores(leaf, segment, whole, word)
        if query.strict:
            open_to &= score > 0
        total += word.term.weight * score
        met += word.term.weight * (score > 0)
        if time.monotonic() > until:
            partial = word is not words[-1]
            break
    return np.where(open_to, coordinated(total, met, weights), 0.0), partial


def _word_scores(leaf: Any, segment: Segment, whole: _Collection, word: Wanted) -> Array:
    """The best that any of its keys is worth: readings of one word aren't added up."""
    best = np.zeros(segment.size)
    for key, rarity in word.keys.items():
        frequency = np.zeros(segment.size)
        for name in FIELDS:
            numbers, weights = kept.postings(leaf, name, key)
            if len(numbers):
                share = segment.lengths[name][numbers] / whole.average[name]
                counts = LENGTH_COUNTS[name]
                frequency[numbers] += BOOSTS[name] * weights / (1 - counts + counts * share)
        np.maximum(best, rarity * frequency / (SATURATION + frequency), out=best)
    for form, rarity in word.begun.items():
        numbers, _weights = kept.postings(leaf, "title_forms", form)
        frequency = np.zeros(segment.size)
        frequency[numbers] = BOOSTS["title"]
        np.maximum(best, rarity * frequency / (SATURATION + frequency), out=best)
    return best


def _open(leaf: Any, segment: Segment, query: WordQuery) -> Array:
    """Which documents may be found at all: rights and filters."""
    found = segment.having_any(leaf, sorted(f"access={token}" for token in query.access))
    for facts in wanted_facts(query.filters):
        found = found & segment.having_any(leaf, facts)
    if query.filters.after is not None:
        found &= segment.days >= query.filters.after.toordinal()
    if query.filters.before is not None:
        found &= (segment.days <= query.filters.before.toordinal()) & (segment.days > 0)
    gone = list(leaf.segment().deleted_docs()) if leaf.has_deletions() else []
    if gone:
        found[gone] = False
    return found


def _having(leaf: Any, segment: Segment, keys: frozenset[str]) -> Array:
    found = np.zeros(segment.size, bool)
    for key in keys:
        for name in FIELDS:
            found[kept.postings(leaf, name, key)[0]] = True
    return found


def _best(scores: Array, segment: Segment, limit: int) -> list[tuple[float, int]]:
    places = np.flatnonzero(scores)
    if len(places) > limit:
        places = places[np.argpartition(scores[places], -limit)[-limit:]]
    return [(float(scores[place]), int(segment.ids[place])) for place in places]
