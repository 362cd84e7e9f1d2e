"""All vectors of one model in one file that every process maps into its memory: products find the closest.

Numbers are kept as 8 bits with a scale for each row: on a processor that counts in 32 bits anyway the conversion costs
a tenth of that from 16 bits (25,000 rows: 1.6 ms against 17 ms), and the order changes in the third digit only. Rows of
a document stand together. The file is never changed, only replaced; whoever maps the old one goes on with it.

Of very many rows only a summary is read for each query; those that it lets hope are then read themselves, beside some
documents that stand for all others.
"""

import json
import mmap
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.search.meaning.embedder import Floats
from portal.search.meaning.matrix_file import HEAD_BYTES, LANGUAGES, MAGIC, ROWS_AT_ONCE, layout, viewed
from portal.search.meaning.windows import TITLE, WHOLE

__all__ = ["LANGUAGES", "Closeness", "Matrix", "matrix_at"]

#: Of very many documents so many are looked at that may be close, and so many that tell what is usual.
HOPEFUL, USUAL = 600, 1000
#: Of very many rows those that were read are given back after so many queries: that costs a little each time.
LET_GO_EVERY = 8
#: Below every cosine.
_ABSENT = np.float32(-2.0)


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close documents are to a text: columns of equal length, documents rising by id."""

    documents: NDArray[np.int64]
    #: The cosine of the closest window of each.
    best: Floats
    #: The cosine of its title.
    title: Floats
    #: The mean of its windows.
    mean: Floats
    #: The cosine of its text as a whole.
    whole: Floats
    #: The language of each, by its place in ``LANGUAGES``.
    langs: NDArray[np.uint8]
    #: Which of them were taken for no reason, so that they tell what is usual: mostly all.
    usual: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.documents)


class _Rows(NamedTuple):
    """The rows of some documents: where each document's begin, and which of them answer questions."""

    documents: NDArray[np.int64]
    starts: NDArray[np.int64]
    windows: NDArray[np.uint8]
    pieces: NDArray[np.bool_]
    langs: NDArray[np.uint8]
    usual: NDArray[np.bool_]


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
            if path.stat().st_size != end:
                raise ValueError("the file of vectors isn't whole")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._asked = 0
        self._rows_end = placed["ids"][0]
        whole = np.frombuffer(self._map, dtype=np.uint8)
        column = {name: viewed(whole, place) for name, place in placed.items()}
        self._rows, self._scales, self._lengths = column["rows"], column["scales"], column["lengths"]
        self._common = column["common"]
        self._directions, self._summaries = column["directions"], column["summaries"]
        self._summary_scales = column["summary_scales"]
        self._all = self._every(column)
        self._usual = np.zeros(len(self._all.documents), dtype=np.bool_)
        at_random = np.random.default_rng(self.rows).permutation(len(self._usual))
        self._usual[at_random[:USUAL]] = True

    def _every(self, column: dict[str, Any]) -> _Rows:
        starts = np.flatnonzero(np.diff(column["ids"], prepend=-1))
        windows = np.asarray(column["windows"])
        pieces = np.zeros(0, dtype=np.bool_)
        if self.rows:
            # Titles and windows, and the whole of a text that is one window.
            last = np.maximum.reduceat(windows, starts)
            pieces = (windows != WHOLE) | ~np.repeat(last > WHOLE, np.diff(starts, append=self.rows))
        everybody = np.ones(len(starts), dtype=np.bool_)
        return _Rows(column["ids"][starts], starts, windows, pieces, column["langs"][starts], everybody)

    def distinct_closeness(self, vector: Floats, also: Collection[int] = ()) -> Closeness:
        """To every document, by what tells both from texts in general: most of what all have in common is taken away.

        Vectors of such models lie in a narrow cone, and texts near its middle are close to every query (Mu and
        Viswanath, 2018, 'All-but-the-Top'). The numbers rank well, but say nothing by themselves. Of very many
        documents only those are told of that may be close, some others, and ``also`` these.
        """
        own = vector - self._common
        own /= max(float(np.linalg.norm(own)), 1e-6)
        rows, numbers = self._read(own, also, self._lengths)
        cosines = self._products(own, numbers) - np.dot(self._common, own)
        return _by_document(cosines / _of(self._lengths, numbers), rows)

    def closeness(self, vector: Floats, also: Collection[int] = ()) -> Closeness:
        """To every document, or those that count (see above)."""
        rows, numbers = self._read(vector, also, None)
        return _by_document(self._products(vector, numbers), rows)

    def _read(
        self, vector: Floats, also: Collection[int], lengths: Floats | None
    ) -> tuple[_Rows, NDArray[np.int64] | None]:
        """Which rows to multiply; None for their numbers: all."""
        if not len(self._directions):
            return self._all, None
        documents = len(self._all.documents)
        chosen = np.zeros(documents, dtype=np.bool_)
        hopeful = self._hopeful(vector, lengths)
        chosen[np.argpartition(hopeful, -min(HOPEFUL, documents))[-min(HOPEFUL, documents) :]] = True
        places = np.searchsorted(self._all.documents, np.fromiter(also, np.int64))
        places = places[places < documents]
        chosen[places[np.isin(self._all.documents[places], list(also))]] = True
        return self._some(np.flatnonzero(chosen | self._usual), self._usual)

    def _hopeful(self, vector: Floats, lengths: Floats | None) -> Floats:
        """About how close each document is, by the summary."""
        short = self._directions @ vector
        about = _multiplied(self._summaries, short) * self._summary_scales
        if lengths is not None:
            about = (about - np.dot(self._common, vector)) / lengths
        made: Floats = np.maximum.reduceat(about, self._all.starts)
        return made

    def _some(self, places: NDArray[np.int64], usual: NDArray[np.bool_]) -> tuple[_Rows, NDArray[np.int64]]:
        whole = self._all
        first = whole.starts[places]
        many = np.append(whole.starts, self.rows)[places + 1] - first
        starts = np.cumsum(many) - many
        numbers = np.repeat(first - starts, many) + np.arange(int(many.sum()))
        some = _Rows(
            whole.documents[places], starts, whole.windows[numbers], whole.pieces[numbers], whole.langs[places],
            usual[places],
        )  # fmt: skip
        return some, numbers

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


def _by_document(cosines: Floats, rows: _Rows) -> Closeness:
    if not len(rows.documents):
        none = np.zeros(0, dtype=np.float32)
        return Closeness(np.zeros(0, dtype=np.int64), none, none, none, none, rows.langs, rows.usual)
    own = np.where(rows.pieces, cosines, np.float32(0.0))
    many = np.add.reduceat(rows.pieces.astype(np.float32), rows.starts)
    whole = _best(cosines, rows.windows == WHOLE, rows.starts)
    title = _best(cosines, rows.windows == TITLE, rows.starts)
    return Closeness(
        rows.documents,
        _best(cosines, rows.pieces, rows.starts),
        title,
        (np.add.reduceat(own, rows.starts) / many).astype(np.float32),
        np.where(whole > _ABSENT, whole, title),
        rows.langs,
        rows.usual,
    )


def _best(cosines: Floats, among: NDArray[np.bool_], starts: NDArray[np.int64]) -> Floats:
    best: Floats = np.maximum.reduceat(np.where(among, cosines, _ABSENT), starts)
    return best


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
