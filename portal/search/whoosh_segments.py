"""A segment of the index as arrays: which documents it has, who may find them, where a key stands.

Whoosh's own matchers go from document to document in Python; a query of ten words with their synonyms would take a
second. Its postings are read in whole blocks here instead, and numpy does the rest.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

import numpy as np
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.reading import TermNotFound

from portal.search.whoosh_store import ROW_BYTES

#: The row of a document as ``whoosh_engine`` packs it.
ROW = np.dtype([("id", ">i8"), ("print", ">i8"), ("day", ">i4"), ("title", ">i4"), ("words", ">i4"), ("body", ">i4")])
assert ROW.itemsize == ROW_BYTES  # noqa: S101 - two ways of saying the same
FIELDS = ("title", "words", "body")
Postings = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]
_NOTHING: Postings = (np.empty(0, np.int64), np.empty(0, np.float32))
#: Of all segments together: 12 bytes a place where a key stands.
MOST_KEPT_POSTINGS = 600_000
MOST_KEPT_MASKS = 64
MOST_KEPT_FREQUENCIES = 20_000


class Segment:
    """What never changes of a segment; deletions belong to a reader of it."""

    def __init__(self, reader: Any) -> None:
        self.size: int = reader.doc_count_all()
        column = reader.column_reader("row", translate=False)
        rows = np.frombuffer(b"".join(column[place] for place in range(self.size)), ROW)
        self.ids = rows["id"].astype(np.int64)
        self.prints = rows["print"].astype(np.int64)
        self.days = rows["day"].astype(np.int32)
        self.lengths = {name: rows[name].astype(np.float32) for name in FIELDS}
        self._masks: OrderedDict[str, np.ndarray[Any, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def having(self, reader: Any, fact: str) -> np.ndarray[Any, Any]:
        """Which documents have a fact."""
        with self._lock:
            if fact in self._masks:
                self._masks.move_to_end(fact)
                return self._masks[fact]
        mask = np.zeros(self.size, bool)
        mask[postings(reader, "facts", fact)[0]] = True
        with self._lock:
            self._masks[fact] = mask
            if len(self._masks) > MOST_KEPT_MASKS:
                self._masks.popitem(last=False)
        return mask

    def having_any(self, reader: Any, facts: Iterable[str]) -> np.ndarray[Any, Any]:
        """Which documents have at least one of some facts."""
        found = np.zeros(self.size, bool)
        for fact in facts:
            found |= self.having(reader, fact)
        return found


def postings(reader: Any, field: str, term: str) -> Postings:
    """Where a term stands in a segment: numbers of documents, rising, and how often; deleted ones are among them."""
    try:
        matcher = reader.postings(field, term)
    except TermNotFound:
        return _NOTHING
    matcher = getattr(matcher, "child", matcher)  # beneath the filter of deleted ones, which goes one by one
    if not isinstance(matcher, W3LeafMatcher):
        return _one_by_one(matcher)
    matcher.reset()
    numbers, weights = [], []
    while matcher.is_active():
        numbers.append(_ids(matcher))
        weights.append(_weights(matcher))
        matcher._next_block()  # noqa: SLF001 - the version is pinned, and the contract of the engines would notice
    return np.concatenate(numbers), np.concatenate(weights)


def _ids(matcher: Any) -> Any:
    matcher._read_data()  # noqa: SLF001 - as above
    return np.cumsum(np.asarray(matcher._data[0], np.int64))  # noqa: SLF001 - the distances between the numbers


def _weights(matcher: Any) -> Any:
    matcher._read_weights()  # noqa: SLF001 - as above
    return np.asarray(matcher._weights, np.float32)  # noqa: SLF001 - as above


def _one_by_one(matcher: Any) -> Postings:
    """Of rare terms, which stand beside the term itself."""
    numbers, weights = [], []
    while matcher.is_active():
        numbers.append(matcher.id())
        weights.append(matcher.weight())
        matcher.next()
    return np.array(numbers, np.int64), np.array(weights, np.float32)


class Kept:
    """Segments, and postings that were read lately, for all threads of the process."""

    def __init__(self) -> None:
        self._segments: OrderedDict[str, Segment] = OrderedDict()
        self._postings: OrderedDict[tuple[str, str, str], Postings] = OrderedDict()
        self._places = 0
        self._frequencies: dict[tuple[str, str, str], int] = {}
        self._lock = threading.Lock()

    def segment(self, reader: Any) -> Segment:
        """The arrays of a segment."""
        name = reader.segment().segment_id()
        with self._lock:
            if name in self._segments:
                self._segments.move_to_end(name)
                return self._segments[name]
        made = Segment(reader)
        with self._lock:
            self._segments[name] = made
            if len(self._segments) > MOST_KEPT_SEGMENTS:
                self._segments.popitem(last=False)
        return made

    def frequency(self, reader: Any, field: str, term: str) -> int:
        """In how many documents of a segment a term stands: asked several times a query, and each time three reads."""
        key = (reader.segment().segment_id(), field, term)
        known = self._frequencies.get(key)
        if known is None:
            known = int(reader.doc_frequency(field, term))
            if len(self._frequencies) >= MOST_KEPT_FREQUENCIES:
                self._frequencies.clear()
            self._frequencies[key] = known
        return known

    def postings(self, reader: Any, field: str, term: str) -> Postings:
        """As ``postings``."""
        if not self.frequency(reader, field, term):
            return _NOTHING
        key = (reader.segment().segment_id(), field, term)
        with self._lock:
            if key in self._postings:
                self._postings.move_to_end(key)
                return self._postings[key]
        found = postings(reader, field, term)
        with self._lock:
            if key not in self._postings:
                self._postings[key] = found
                self._places += len(found[0]) + 8
            while self._places > MOST_KEPT_POSTINGS:
                _key, gone = self._postings.popitem(last=False)
                self._places -= len(gone[0]) + 8
        return found


#: More than an index has, so that a change of a few doesn't let go of the large ones.
MOST_KEPT_SEGMENTS = 60
kept = Kept()
