"""All vectors of one model in one file that every process maps into its memory: one product finds the closest.

Numbers are kept as 8 bits with a scale for each row: on a processor that counts in 32 bits anyway the conversion costs
a tenth of that from 16 bits (25,000 rows: 1.6 ms against 17 ms), and the order changes in the third digit only. Rows of
a document stand together. The file is never changed, only replaced; whoever maps the old one goes on with it.
"""

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from portal.search.meaning.embedder import Floats
from portal.search.meaning.windows import TITLE, WHOLE

_MAGIC = "portal vectors 3"
_HEAD_BYTES = 512
_ROWS_AT_ONCE = 1024
_SCALE = 127.0
LANGUAGES = ("", "uk", "ru", "en")
#: How much of what all texts have in common is taken away where texts are ranked.
COMMON_SHARE = np.float32(0.7)
#: Below every cosine.
_ABSENT = np.float32(-2.0)

#: A document, its window, its language and the window's vector in numbers of 16 bits.
Row = tuple[int, int, str, bytes]


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

    def __len__(self) -> int:
        return len(self.documents)


class Matrix:
    """A mapped file of vectors."""

    def __init__(self, path: Path) -> None:
        """Raise ValueError or OSError when the file is none of ours or not whole."""
        head = json.loads(path.open("rb").read(_HEAD_BYTES).rstrip(b"\x00 ") or b"{}")
        if not isinstance(head, dict) or head.get("magic") != _MAGIC:
            raise ValueError("no file of vectors")
        self.model: str = head["model"]
        self.generation: int = head["generation"]
        self.rows, self.size = int(head["rows"]), int(head["size"])
        ids_at, scales_at = _HEAD_BYTES, _HEAD_BYTES + 8 * self.rows
        windows_at = scales_at + 4 * self.rows
        langs_at = windows_at + self.rows
        rows_at = langs_at + self.rows
        if path.stat().st_size != rows_at + self.rows * self.size:
            raise ValueError("the file of vectors isn't whole")
        whole = np.memmap(path, dtype=np.uint8, mode="r")
        self._ids = whole[ids_at:scales_at].view(np.int64)
        self._scales = np.frombuffer(whole[scales_at:windows_at].tobytes(), dtype=np.float32)
        self._windows = np.asarray(whole[windows_at:langs_at])
        self._rows = whole[rows_at:].view(np.int8).reshape(self.rows, self.size)
        self._starts = np.flatnonzero(np.diff(self._ids, prepend=-1))
        self._documents = np.asarray(self._ids[self._starts])
        self._langs = np.asarray(whole[langs_at:rows_at][self._starts])
        self._own = self._pieces()
        self._common = self._mean() * COMMON_SHARE
        aside = 1 - 2 * self._products(self._common) * self._scales + np.dot(self._common, self._common)
        self._lengths = np.sqrt(np.maximum(aside, 1e-6)).astype(np.float32)

    def _mean(self) -> Floats:
        """Of all vectors."""
        whole = np.zeros(self.size, dtype=np.float32)
        for start in range(0, self.rows, _ROWS_AT_ONCE):
            narrow = self._rows[start : start + _ROWS_AT_ONCE].astype(np.float32)
            whole += self._scales[start : start + _ROWS_AT_ONCE] @ narrow
        mean: Floats = (whole / max(self.rows, 1)).astype(np.float32)
        return mean

    def distinct_closeness(self, vector: Floats) -> Closeness:
        """To every document, by what tells both from texts in general: most of what all have in common is taken away.

        Vectors of such models lie in a narrow cone, and texts near its middle are close to every query (Mu and
        Viswanath, 2018, 'All-but-the-Top'). The numbers rank well, but say nothing by themselves.
        """
        own = vector - self._common
        own /= max(float(np.linalg.norm(own)), 1e-6)
        cosines = (self._products(own) * self._scales - np.dot(self._common, own)) / self._lengths
        return self._by_document(cosines)

    def closeness(self, vector: Floats) -> Closeness:
        """To every document."""
        return self._by_document(self._products(vector) * self._scales)

    def _pieces(self) -> NDArray[np.bool_]:
        """The rows that answer questions: titles and windows, and the whole of a text that is one window."""
        if not self.rows:
            return np.zeros(0, dtype=np.bool_)
        last = np.maximum.reduceat(self._windows, self._starts)
        many = np.repeat(last > WHOLE, np.diff(self._starts, append=self.rows))
        pieces: NDArray[np.bool_] = (self._windows != WHOLE) | ~many
        return pieces

    def _by_document(self, cosines: Floats) -> Closeness:
        if not self.rows:
            none = np.zeros(0, dtype=np.float32)
            return Closeness(np.zeros(0, dtype=np.int64), none, none, none, none, self._langs)
        own = np.where(self._own, cosines, np.float32(0.0))
        many = np.add.reduceat(self._own.astype(np.float32), self._starts)
        whole = self._best(cosines, self._windows == WHOLE)
        title = self._best(cosines, self._windows == TITLE)
        return Closeness(
            self._documents,
            self._best(cosines, self._own),
            title,
            (np.add.reduceat(own, self._starts) / many).astype(np.float32),
            np.where(whole > _ABSENT, whole, title),
            self._langs,
        )

    def _best(self, cosines: Floats, among: NDArray[np.bool_]) -> Floats:
        best: Floats = np.maximum.reduceat(np.where(among, cosines, _ABSENT), self._starts)
        return best

    def _products(self, vector: Floats) -> Floats:
        made = np.empty(self.rows, dtype=np.float32)
        wide = np.empty((_ROWS_AT_ONCE, self.size), dtype=np.float32)
        for start in range(0, self.rows, _ROWS_AT_ONCE):
            narrow = self._rows[start : start + _ROWS_AT_ONCE]
            wide[: len(narrow)] = narrow
            np.dot(wide[: len(narrow)], vector, out=made[start : start + len(narrow)])
        return made


def write_matrix(path: Path, model: str, generation: int, size: int, rows: Iterable[Row]) -> int:
    """Put a new file in the place of the old one: rows of one document together, documents rising.

    How many rows it has.
    """
    packed = _Packed()
    for document, window, lang, vector in rows:
        numbers = np.frombuffer(vector, dtype=np.float16).astype(np.float32)
        if len(numbers) == size:
            packed.add(document, window, lang, numbers)
    head = {"magic": _MAGIC, "model": model, "generation": generation, "rows": len(packed.ids), "size": size}
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mine = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with mine.open("wb") as file:
            file.write(json.dumps(head).encode().ljust(_HEAD_BYTES))
            packed.write(file)
        mine.replace(path)
    finally:
        mine.unlink(missing_ok=True)
    return len(packed.ids)


class _Packed:
    """Rows as the file has them: one column after another."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self._scales: list[float] = []
        self._windows, self._langs, self._narrow = bytearray(), bytearray(), bytearray()

    def add(self, document: int, window: int, lang: str, numbers: Floats) -> None:
        """A row; of each number 8 bits are kept, and for all of them how large the largest was."""
        largest = float(np.abs(numbers).max()) or 1.0
        self.ids.append(document)
        self._scales.append(largest / _SCALE)
        self._windows.append(min(window, 255))
        self._langs.append(LANGUAGES.index(lang) if lang in LANGUAGES else 0)
        self._narrow += np.rint(numbers * (_SCALE / largest)).astype(np.int8).tobytes()

    def write(self, file: BinaryIO) -> None:
        """All columns."""
        file.write(np.array(self.ids, dtype=np.int64).tobytes())
        file.write(np.array(self._scales, dtype=np.float32).tobytes())
        for column in (self._windows, self._langs, self._narrow):
            file.write(column)


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
