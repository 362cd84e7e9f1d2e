"""A document taken apart: which keys stand where. It is made when the document is indexed and lies in the index.

Whoever asks looks for few keys in many documents: so keys are kept as numbers of 32 bits, which arrays compare at once.
Two keys of one number are met once in millions of comparisons, and then a document stands a little too high.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from portal.search.language import Token, analyse

#: Of each field; what stands behind them is found but says nothing for the rank.
MAX_LETTERS = 6_000
FIELDS = ("title", "words", "body")
#: How many words each field has, and how many keys there are.
_HEAD = struct.Struct("<3HxxI")
_KEPT_DOCUMENTS = 400


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of title, short words and body, counted through all three."""

    #: How many words each of the three has.
    lengths: tuple[int, int, int]
    #: The numbers of all keys, and the word that each belongs to; words rising.
    keys: NDArray[np.uint32]
    of_words: NDArray[np.intp]
    #: Where each word begins and ends in its field.
    starts: NDArray[np.uint16]
    ends: NDArray[np.uint16]

    def bounds(self, field: str) -> tuple[int, int]:
        """The first word of a field, and the first behind it."""
        place = FIELDS.index(field)
        first = sum(self.lengths[:place])
        return first, first + self.lengths[place]


@lru_cache(maxsize=100_000)
def number_of(key: str) -> int:
    """The number of a key."""
    return crc32(key.encode())


def packed(*fields: Sequence[Token]) -> bytes:
    """What is kept of the tokens of title, short words and body."""
    kept = [[token for token in tokens if token.end <= MAX_LETTERS] for tokens in fields]
    tokens = list(chain.from_iterable(kept))
    keys = _array("<u4", (number_of(key) for token in tokens for key in token.keys))
    return b"".join(
        [
            _HEAD.pack(*map(len, kept), len(keys)),
            keys.tobytes(),
            _array("u1", (len(token.keys) for token in tokens)).tobytes(),
            _array("<u2", (token.start for token in tokens)).tobytes(),
            _array("<u2", (token.end for token in tokens)).tobytes(),
        ]
    )


def _array(kind: str, numbers: Iterable[int]) -> NDArray[Any]:
    return np.fromiter(numbers, np.dtype(kind))


def unpacked(kept: bytes) -> Reading:
    """The document again."""
    title, words, body, many = _HEAD.unpack_from(kept)
    tokens, behind = title + words + body, _HEAD.size + 4 * many
    counts = np.frombuffer(kept, "u1", tokens, behind)
    places = np.frombuffer(kept, "<u2", 2 * tokens, behind + tokens)
    return Reading(
        lengths=(title, words, body),
        keys=np.frombuffer(kept, "<u4", many, _HEAD.size),
        of_words=np.arange(tokens).repeat(counts),
        starts=places[:tokens],
        ends=places[tokens:],
    )


@lru_cache(maxsize=_KEPT_DOCUMENTS)
def read(lang: str, title: str, words: str, body: str) -> Reading:
    """A document that the index hasn't as it is now: taken apart here, which takes a millisecond or ten."""
    return unpacked(packed(*(analyse(text[:MAX_LETTERS], lang) for text in (title, words, body))))
