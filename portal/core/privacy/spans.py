"""What the guard finds: places in a text, and which of two overlapping ones is told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from operator import attrgetter


class Kind(StrEnum):
    """Sorts of personal data, in the order in which they win a place that two of them claim."""

    EMAIL = "email"
    CARD = "card"
    DOCUMENT = "document"
    ORDER = "order"
    PHONE = "phone"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` up to, without, ``end``, in code points of the text as it was given.

    ``value_key`` is the same for the same phone, e-mail, number or name however it is written. Like any hash of a
    number it can be guessed back: keep it no longer than the text.
    """

    start: int
    end: int
    kind: Kind
    value_key: str = field(default="", compare=False)


class Sure(IntEnum):
    """How strongly a finder claims a place, the strongest first."""

    QUITE = 0
    USUAL = 1
    HARDLY = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A place in the folded text that one finder claims; a surer one wins over a kind that comes first."""

    start: int
    end: int
    kind: Kind
    sure: Sure = Sure.USUAL


#: Of which a part is worth telling when another kind holds the rest.
_DIVISIBLE = frozenset([Kind.ADDRESS, Kind.NAME])
_ORDER = {kind: place for place, kind in enumerate(Kind)}


def without_overlaps(found: Iterable[Found]) -> list[Found]:
    """Each place once: the surer, earlier kind and longer span keeps it; of the others stays what sticks out."""
    ranked = sorted(found, key=lambda one: (one.sure, _ORDER[one.kind], one.start - one.end, one.start))
    taken: dict[int, int] = {}  # every index of a chosen span: spans are short
    chosen = []
    for one in ranked:
        start, end = one.start, one.end
        while start < end and start in taken:
            start += 1
        while end > start and end - 1 in taken:
            end -= 1
        if end - start < one.end - one.start and one.kind not in _DIVISIBLE:
            continue
        if start == end or any(index in taken for index in range(start, end)):
            continue
        taken.update(dict.fromkeys(range(start, end), 1))
        chosen.append(Found(start, end, one.kind, one.sure))
    return sorted(chosen, key=attrgetter("start"))
