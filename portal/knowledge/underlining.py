"""Green underlines in laid-out text: whole HTML in, whole HTML out."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from portal.knowledge.plain_words import Words, plain_words

#: So many marks are named at one word that very many share; its underline is the same.
MOST_NAMED = 8


class Underline(NamedTuple):
    """A marked stretch of the plain words, and the number that its note has on the page."""

    start: int
    end: int
    number: int
    #: What a reader of the screen hears of the number.
    label: str = ""


class _Insertion(NamedTuple):
    place: int
    #: What ends here stands before the number, and that before what begins.
    order: int
    html: str


@lru_cache(maxsize=256)
def underlined(html: str, underlines: tuple[Underline, ...]) -> Markup:
    """The HTML with each stretch in ``<mark class="green">`` and the number of its note, a link, behind it.

    A mark never reaches over a tag: across tags there are several, and where stretches overlap one names them all. So
    what was whole HTML stays whole, and without our marks and numbers it is what it was.
    """
    if not underlines:
        return Markup(html)  # noqa: S704 - cleaned HTML
    words = plain_words(html)
    fitting = [one for one in underlines if words.text[max(0, one.start) : one.end].strip()]
    marks = [
        insertion for start, end, numbers in _segments(fitting) for insertion in _marked(words, start, end, numbers)
    ]
    numbers = [_numbered(words, underline) for underline in fitting]
    return Markup("".join(_with(html, sorted([*marks, *numbers]))))  # noqa: S704 - cleaned HTML and our own tags


@lru_cache(maxsize=256)
def words_at(html: str, places: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    """The plain words that stand at some places."""
    text = plain_words(html).text
    return tuple(text[start:end] for start, end in places)


def _segments(underlines: Sequence[Underline]) -> Iterator[tuple[int, int, list[int]]]:
    """Stretches that the same marks cover, with the numbers of those."""
    cuts = sorted({place for one in underlines for place in (one.start, one.end)})
    for start, end in pairwise(cuts):
        numbers = [one.number for one in underlines if one.start <= start and end <= one.end]
        if numbers:
            yield start, end, numbers[:MOST_NAMED]


def _marked(words: Words, start: int, end: int, numbers: Iterable[int]) -> Iterator[_Insertion]:
    named = " ".join(str(number) for number in numbers)
    for piece in words.slices(start, end):
        yield _Insertion(piece.start, 2, f'<mark class="green" data-pen="{named}">')
        yield _Insertion(piece.end, 0, "</mark>")


def _numbered(words: Words, underline: Underline) -> _Insertion:
    *_, last = words.slices(underline.start, underline.end)
    number = underline.number
    link = f'<a class="pen-ref" id="pen-{number}" href="#pen-note-{number}" aria-label="{escape(underline.label)}">'
    return _Insertion(words.behind_link(last.end), 1, f"{link}{number}</a>")


def _with(html: str, insertions: Iterable[_Insertion]) -> Iterator[str]:
    done = 0
    for insertion in insertions:
        yield html[done : insertion.place]
        yield insertion.html
        done = insertion.place
    yield html[done:]
