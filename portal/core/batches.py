"""Many ids in statements of a bearable size."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
BATCH = 500


def in_batches(values: Iterable[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    """The values in their order, so many at a time: databases bind only so many parameters."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch
