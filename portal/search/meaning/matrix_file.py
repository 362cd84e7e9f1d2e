"""How vectors lie in their file: rows of 8 bits first, then what is known of each row, column by column.

Of many rows a summary is kept as well: what each has of its own, along the directions in which the rows differ most
(Pearson, 1901, principal components), which is a sixth to read and tells who may be close.
"""

import json
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from portal.search.place import make_folder, make_way

UNFINISHED_SECONDS = 3600
MAGIC = "portal vectors 6"
HEAD_BYTES = 512
ROWS_AT_ONCE = 1024
#: A file of more rows has a summary of so many directions, found by so many of the rows.
MANY_ROWS, DIRECTIONS, SAMPLE = 100_000, 64, 20_000
LANGUAGES = ("", "uk", "ru", "en")
#: How much of what all texts have in common is taken away from each where they are ranked, and of what all queries have
#: from a query.
COMMON_SHARE, USUAL_SHARE = np.float32(0.7), np.float32(0.9)
_SCALE = 127.0
_ALIGNED = 64

#: A document, its window, its language and the window's vector in numbers of 16 bits.
Row = tuple[int, int, str, bytes]
Floats = NDArray[np.float32]


def layout(rows: int, size: int, directions: int) -> tuple[Mapping[str, tuple[int, Any, tuple[int, ...]]], int]:
    """Where each column begins, what it consists of, and how long the whole is."""
    columns: dict[str, tuple[Any, tuple[int, ...]]] = {
        "rows": (np.int8, (rows, size)),
        "ids": (np.int64, (rows,)),
        "scales": (np.float32, (rows,)),
        "lengths": (np.float32, (rows,)),
        "windows": (np.uint8, (rows,)),
        "langs": (np.uint8, (rows,)),
        "common": (np.float32, (size,)),
        "usual_query": (np.float32, (size,)),
        "directions": (np.float32, (directions, size)),
        "summaries": (np.int8, (rows if directions else 0, directions)),
        "summary_scales": (np.float32, (rows if directions else 0,)),
    }
    placed, at = {}, HEAD_BYTES
    for name, (kind, shape) in columns.items():
        placed[name] = (at, kind, shape)
        at += int(np.prod(shape)) * np.dtype(kind).itemsize
        at += -at % _ALIGNED
    return placed, at


def write_matrix(path: Path, model: str, generation: int, usual_query: Floats, rows: Iterable[Row]) -> int:
    """Put a new file in the place of the old one: rows of one document together, documents rising.

    How many rows it has. They go to the disk as they come. ``usual_query`` is what all queries have in common, as long
    as each row.
    """
    size = len(usual_query)
    make_folder(path.parent)
    make_way(path)
    _forget_unfinished(path)
    mine = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with mine.open("w+b") as file:
            file.write(b" " * HEAD_BYTES)
            known = _Known(size)
            for row in rows:
                file.write(known.add(*row))
            file.flush()
            head = {"magic": MAGIC, "model": model, "generation": generation, "rows": len(known.ids), "size": size}
            head["directions"] = _write_columns(file, known, usual_query)
            file.seek(0)
            file.write(json.dumps(head).encode().ljust(HEAD_BYTES))
            file.flush()
            os.fsync(file.fileno())  # else a power cut could leave a head with nothing behind it
        mine.replace(path)
    finally:
        mine.unlink(missing_ok=True)
    return len(known.ids)


def _forget_unfinished(path: Path) -> None:
    """Files that somebody was writing who was killed; nobody writes one for so long."""
    for left in path.parent.glob(f".{path.name}.*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > UNFINISHED_SECONDS:
                left.unlink()


class _Known:
    """What is kept of rows beside their numbers."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.ids: list[int] = []
        self.scales: list[float] = []
        self.windows, self.langs = bytearray(), bytearray()

    def add(self, document: int, window: int, lang: str, vector: bytes) -> bytes:
        """A row: its numbers in 8 bits, and for all of them how large the largest was; nothing of another size."""
        numbers = np.frombuffer(vector, dtype=np.float16).astype(np.float32)
        if len(numbers) != self.size:
            return b""
        narrow, scale = _narrow(numbers[None, :])
        self.ids.append(document)
        self.scales.append(float(scale[0]))
        self.windows.append(min(window, 255))
        self.langs.append(LANGUAGES.index(lang) if lang in LANGUAGES else 0)
        return narrow.tobytes()


def _narrow(numbers: Floats) -> tuple[NDArray[np.int8], Floats]:
    largest = np.abs(numbers).max(axis=1)
    largest[largest == 0] = 1.0
    return np.rint(numbers * (_SCALE / largest)[:, None]).astype(np.int8), (largest / _SCALE).astype(np.float32)


def _write_columns(file: BinaryIO, known: _Known, usual_query: Floats) -> int:
    """Everything behind the rows; how many directions the summary has."""
    rows, size = len(known.ids), known.size
    directions = DIRECTIONS if rows > MANY_ROWS else 0
    placed, end = layout(rows, size, directions)
    file.truncate(end)
    whole = np.memmap(file, dtype=np.uint8, mode="r+", shape=(end,))
    column = {name: viewed(whole, place) for name, place in placed.items()}
    column["ids"][:] = known.ids
    column["scales"][:] = known.scales
    column["windows"][:] = np.frombuffer(known.windows, np.uint8)
    column["langs"][:] = np.frombuffer(known.langs, np.uint8)
    column["usual_query"][:] = usual_query * USUAL_SHARE
    if rows:
        mean = sum(numbers.sum(axis=0) for _part, numbers in _wide(column)) / np.float32(rows)
        column["common"][:] = mean * COMMON_SHARE
        for part, numbers in _wide(column):
            column["lengths"][part] = np.maximum(np.linalg.norm(numbers - column["common"], axis=1), 1e-3)
    if directions:
        column["directions"][:] = _directions(column, directions)
        for part, numbers in _wide(column):
            narrow, scales = _narrow(_distinct(column, part, numbers) @ column["directions"].T)
            column["summaries"][part], column["summary_scales"][part] = narrow, scales
    whole.flush()
    return directions


def _wide(column: Mapping[str, Any]) -> Iterator[tuple[slice, Floats]]:
    """The rows as they were, some at a time."""
    for start in range(0, len(column["rows"]), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        yield part, column["rows"][part].astype(np.float32) * column["scales"][part][:, None]


def _distinct(column: Mapping[str, Any], part: slice, numbers: Floats) -> Floats:
    """Rows without most of what all have in common, each of length one: as texts are ranked."""
    made: Floats = (numbers - column["common"]) / column["lengths"][part][:, None]
    return made


def _directions(column: Mapping[str, Any], many: int) -> Floats:
    """In which the rows differ most."""
    some = slice(None, None, max(1, len(column["rows"]) // SAMPLE))
    numbers = column["rows"][some].astype(np.float32) * column["scales"][some][:, None]
    own = _distinct(column, some, numbers)
    _values, found = np.linalg.eigh(own.T @ own)
    made: Floats = found[:, -many:].T.astype(np.float32)
    return made


def viewed(whole: NDArray[np.uint8], place: tuple[int, Any, tuple[int, ...]]) -> Any:
    """A column of a file."""
    at, kind, shape = place
    return whole[at : at + int(np.prod(shape)) * np.dtype(kind).itemsize].view(kind).reshape(shape)
