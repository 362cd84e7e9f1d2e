"""The stretch of a text that is most like a pattern, by the number of letters to insert, remove or exchange.

G. Myers, 'A fast bit-vector algorithm for approximate string matching based on dynamic programming', Journal of the
ACM 46 (3), 1999: a column of the table of distances is two numbers of as many bits as the pattern has letters, so each
letter of the text costs a few operations, whatever stands in it.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Stretch(NamedTuple):
    """From where to where, and with how many edits it becomes the pattern."""

    start: int
    end: int
    edits: int


def nearest_stretches(text: str, pattern: str, most: int) -> list[Stretch]:
    """The stretch nearest to the pattern within ``most`` edits, and the nearest on either side of it, if there are."""
    best = _nearest(text, pattern, most)
    if best is None:
        return []
    before = _nearest(text[: best.start], pattern, most)
    behind = _nearest(text[best.end :], pattern, most)
    found = [best] if before is None else [best, before]
    if behind is not None:
        found.append(Stretch(best.end + behind.start, best.end + behind.end, behind.edits))
    return found


def _nearest(text: str, pattern: str, most: int) -> Stretch | None:
    if not pattern:
        return None
    edits, end = min(
        ((edits, place) for place, edits in _distances(text, pattern, anywhere=True)), default=(most + 1, 0)
    )
    if edits > most:
        return None
    # Backwards from that end: where it begins is where the reversed pattern ends best, of several the most alike long.
    reach = reversed(text[max(0, end - len(pattern) - edits) : end])
    backwards = _distances(reach, pattern[::-1], anywhere=False)
    _edits, _unlike, length = min((found, abs(size - len(pattern)), size) for size, found in backwards)
    return Stretch(end - length, end, edits)


def _distances(text: Iterable[str], pattern: str, *, anywhere: bool) -> Iterator[tuple[int, int]]:
    """After each letter of the text: how many there were, and how far the pattern is from what ends there.

    ``anywhere``: that may begin at any letter; else it begins with the text.
    """
    full, last = (1 << len(pattern)) - 1, 1 << (len(pattern) - 1)
    letters: dict[str, int] = {}
    for place, letter in enumerate(pattern):
        letters[letter] = letters.get(letter, 0) | 1 << place
    # Where the distance grows, and where it falls, from each letter of the pattern to the next.
    grows, falls, distance = full, 0, len(pattern)
    for count, letter in enumerate(text, 1):
        same = letters.get(letter, 0)
        down = same | falls
        across = (((same & grows) + grows) ^ grows) | same
        more, less = falls | (full & ~(across | grows)), grows & across
        distance += 1 if more & last else -1 if less & last else 0
        more = more << 1 | (not anywhere)
        grows = full & (less << 1 | ~(down | more))
        falls = full & more & down
        yield count, distance
