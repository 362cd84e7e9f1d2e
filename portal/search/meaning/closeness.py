"""How close documents are to a text, from the cosines of their rows."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.search.meaning.embedder import Floats
from portal.search.meaning.windows import WHOLE

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


class Rows(NamedTuple):
    """The rows of some documents: what stands where, worked out once for all queries."""

    documents: NDArray[np.int64]
    #: Where each document's begin; its title is the first.
    starts: NDArray[np.int64]
    #: Where that of its whole text is; of a document without one its title.
    wholes: NDArray[np.int64]
    #: Which of them answer questions, and how many each document has.
    pieces: NDArray[np.bool_]
    many: Floats
    langs: NDArray[np.uint8]
    usual: NDArray[np.bool_]


def rows_of(
    documents: NDArray[np.int64],
    starts: NDArray[np.int64],
    windows: NDArray[np.uint8],
    langs: NDArray[np.uint8],
    usual: NDArray[np.bool_],
) -> Rows:
    """Rows by the window of each; titles first, wholes behind them."""
    if not len(starts):
        return Rows(documents, starts, starts, windows > WHOLE, starts.astype(np.float32), langs, usual)
    # Titles and windows, and the whole of a text that is one window.
    last = np.maximum.reduceat(windows, starts)
    lengths = np.diff(starts, append=len(windows))
    pieces = (windows != WHOLE) | ~np.repeat(last > WHOLE, lengths)
    many = np.add.reduceat(pieces.astype(np.float32), starts)
    second = np.minimum(starts + 1, len(windows) - 1)
    wholes = np.where((lengths > 1) & (windows[second] == WHOLE), second, starts)
    return Rows(documents, starts, wholes, pieces, many, langs, usual)


def by_document(cosines: Floats, rows: Rows) -> Closeness:
    """What the cosines of rows say of their documents."""
    if not len(rows.documents):
        none = np.zeros(0, dtype=np.float32)
        return Closeness(np.zeros(0, dtype=np.int64), none, none, none, none, rows.langs, rows.usual)
    best: Floats = np.maximum.reduceat(np.where(rows.pieces, cosines, _ABSENT), rows.starts)
    mean: Floats = np.add.reduceat(np.where(rows.pieces, cosines, np.float32(0.0)), rows.starts)
    mean /= rows.many
    return Closeness(
        rows.documents, best, cosines[rows.starts], mean, cosines[rows.wholes], rows.langs, rows.usual,
    )  # fmt: skip
