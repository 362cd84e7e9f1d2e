"""All vectors of one model in one file that every process maps into its memory: products find the closest.

Numbers are kept as 8 bits with a scale for each row: on a processor that counts in 32 bits anyway the conversion costs
a tenth of that from 16 bits (25,000 rows: 1.6 ms against 17 ms), and the order changes in the third digit only. Rows of
a document stand together. The file is never changed, only replaced; whoever maps the old one goes on with it.

Of very many rows only a summary is read for each query; the documents that it lets hope are then read themselves,
beside some that stand for all others.
"""

import json
import mmap
import os
from collections.abc import Callable, Collection
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.search.meaning.background import above_usual
from portal.search.meaning.closeness import Closeness, Rows, by_document, rows_of
from portal.search.meaning.embedder import Floats
from portal.search.meaning.matrix_file import HEAD_BYTES, LANGUAGES, MAGIC, ROWS_AT_ONCE, layout, viewed

__all__ = ["LANGUAGES", "Matrix", "matrix_at"]

#: Of very many documents so many are looked at that may be close, and so many that tell what is usual.
HOPEFUL, USUAL = 1500, 600
#: So many lately asked queries are kept with what is close to them: the next letter, the next page ask the same again.
KEPT_QUERIES = 8
#: Of very many rows those that were read are given back after so many queries: that costs a little each time.
LET_GO_EVERY = 8


class Matrix:
    """A mapped file of vectors."""

    def __init__(self, path: Path) -> None:
        """Raise ValueError or OSError when the file is none of ours or not whole."""
        with path.open("rb") as file:
            head = json.loads(file.read(HEAD_BYTES).rstrip(b"\x00 ") or b"{}")
            if not isinstance(head, dict) or head.get("magic") != MAGIC:
                raise ValueError("no file of vectors")
            self.model: str = head["model"]
            self.generation: int = head["generation"]
            self.rows, self.size, directions = int(head["rows"]), int(head["size"]), int(head["directions"])
            placed, end = layout(self.rows, self.size, directions)
            if os.fstat(file.fileno()).st_size != end:  # the path may lead to a newer one by now
                raise ValueError("the file of vectors isn't whole")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._asked = 0
        self._rows_end = placed["ids"][0]
        whole = np.frombuffer(self._map, dtype=np.uint8)
        column = {name: viewed(whole, place) for name, place in placed.items()}
        self._rows, self._scales, self._lengths = column["rows"], column["scales"], column["lengths"]
        self._common, self._usual_query = column["common"], column["usual_query"]
        self._directions, self._summaries = column["directions"], column["summaries"]
        self._summary_scales = column["summary_scales"]
        self._windows = np.asarray(column["windows"])
        self._all = self._every(column)
        self._to_all = lru_cache(KEPT_QUERIES)(
            lambda own: self._to_rows(np.frombuffer(own, dtype=np.float32), self._all, None)
        )
        self._usual = np.zeros(len(self._all.documents), dtype=np.bool_)
        at_random = np.random.default_rng(self.rows).permutation(len(self._usual))
        self._usual[at_random[:USUAL]] = True

    def _every(self, column: dict[str, Any]) -> Rows:
        starts = np.flatnonzero(np.diff(column["ids"], prepend=-1))
        everybody = np.ones(len(starts), dtype=np.bool_)
        return rows_of(column["ids"][starts], starts, self._windows, column["langs"][starts], everybody)

    def distinct_closeness(self, vector: Floats, also: Collection[int] = ()) -> Closeness:
        """To every document, by what tells the query from queries and the document from texts in general.

        Vectors of such models lie in a narrow cone, and texts near its middle are close to every query (Mu and
        Viswanath, 2018, 'All-but-the-Top'); queries lie in another (see ``usual``). The numbers rank well, but say
        nothing by themselves. Of very many documents only those are told of that may be close, some others, and
        ``also`` these.
        """
        own = _direction(vector - self._usual_query)
        if not len(self._directions):
            return self._to_all(own.tobytes())
        return self._to_rows(own, *self._read(lambda: above_usual(self._about(own)), also))

    def _to_rows(self, own: Floats, rows: Rows, numbers: NDArray[np.int64] | None) -> Closeness:
        cosines = self._products(own, numbers) - np.dot(self._common, own)
        return by_document(cosines / _of(self._lengths, numbers), rows)

    def closeness(self, vector: Floats, also: Collection[int] = ()) -> Closeness:
        """To every document, or those that count (see above)."""
        rows, numbers = self._read(lambda: self._about(_direction(vector - self._common)).whole, also)
        return by_document(self._products(vector, numbers), rows)

    def _read(self, hopes: Callable[[], Floats], also: Collection[int]) -> tuple[Rows, NDArray[np.int64] | None]:
        """Which rows to multiply, by how much each document lets hope; None for their numbers: all."""
        if not len(self._directions):
            return self._all, None
        documents = len(self._all.documents)
        chosen = self._usual.copy()
        many = min(HOPEFUL, documents)
        chosen[np.argpartition(hopes(), -many)[-many:]] = True
        places = np.searchsorted(self._all.documents, np.fromiter(also, np.int64))
        places = places[places < documents]
        chosen[places[np.isin(self._all.documents[places], list(also))]] = True
        return self._some(np.flatnonzero(chosen), self._usual)

    def _about(self, own: Floats) -> Closeness:
        """About how close every document is to what a text has of its own, by the summary."""
        return by_document(_multiplied(self._summaries, self._directions @ own) * self._summary_scales, self._all)

    def _some(self, places: NDArray[np.int64], usual: NDArray[np.bool_]) -> tuple[Rows, NDArray[np.int64]]:
        whole = self._all
        first = whole.starts[places]
        many = np.append(whole.starts, self.rows)[places + 1] - first
        starts = np.cumsum(many) - many
        numbers = np.repeat(first - starts, many) + np.arange(int(many.sum()))
        windows = self._windows[numbers]
        return rows_of(whole.documents[places], starts, windows, whole.langs[places], usual[places]), numbers

    def _products(self, vector: Floats, numbers: NDArray[np.int64] | None) -> Floats:
        made = _multiplied(self._rows if numbers is None else self._rows[numbers], vector)
        if numbers is not None:
            self._let_go()
        made *= _of(self._scales, numbers)
        return made

    def _let_go(self) -> None:
        """Other queries read other rows: now and then this process gives back those that it has read."""
        self._asked += 1
        if self._asked % LET_GO_EVERY == 0:
            self._map.madvise(mmap.MADV_DONTNEED, 0, self._rows_end - self._rows_end % mmap.PAGESIZE)


def _direction(vector: Floats) -> Floats:
    made: Floats = vector / max(float(np.linalg.norm(vector)), 1e-6)
    return made


def _of(column: Floats, numbers: NDArray[np.int64] | None) -> Floats:
    return column if numbers is None else column[numbers]


def _multiplied(rows: NDArray[np.int8], vector: Floats) -> Floats:
    """The product of each row with a vector, block by block: a block stays in the processor's cache."""
    made = np.empty(len(rows), dtype=np.float32)
    wide = np.empty((ROWS_AT_ONCE, len(vector)), dtype=np.float32)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        narrow = rows[start : start + ROWS_AT_ONCE]
        wide[: len(narrow)] = narrow
        np.dot(wide[: len(narrow)], vector, out=made[start : start + len(narrow)])
    return made


class _Open:
    """The files that this process has mapped, by path; looked at again when another file has taken the place."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[Path, tuple[tuple[int, int, int], Matrix | None]] = {}

    def at(self, path: Path) -> Matrix | None:
        try:
            stat = path.stat()
        except OSError:
            return None
        state = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        with self._lock:
            held = self._held.get(path)
            if held is None or held[0] != state:
                held = self._held[path] = (state, _opened(path))
            return held[1]


def _opened(path: Path) -> Matrix | None:
    try:
        return Matrix(path)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # the worker makes it anew


_open = _Open()


def matrix_at(path: Path) -> Matrix | None:
    """The vectors in a file; None when there is none that can be used."""
    return _open.at(path)
