"""The plain words of laid-out text, and where each of its letters stands in the HTML.

One definition for server and browser (``static/js/plain-words.js``; a test has both read the same texts):

- white space of any kind, as much as there is of it, and the edge of a block are one space; none at either end;
- what isn't seen is left out: soft hyphens, zero-width spaces, marks of direction;
- the numbers of footnotes and the arrows back from them are no words of the text, nor are the numbers of notes;
- places are counted in code points.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple

_WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_UNSEEN = "\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
#: Tags whose edges part words; the edges of all others don't.
_BLOCKS = frozenset({
    "aside", "blockquote", "br", "details", "div", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
    "li", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_WORDLESS = re.compile(r'class="[^"]*\b(?:footnote-ref|footnote-backref|pen-ref)\b')
#: As nh3 writes them: attributes in double quotes, and no bare < or > anywhere.
_PIECE = re.compile(
    r"</?(?P<tag>[a-z][a-z0-9]*)\b[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>"
    r"|(?P<sign>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)"
    rf"|(?P<white>[{_WHITE}]+)|(?P<unseen>[{_UNSEEN}]+)"
    rf"|(?P<plain>[^<&{_WHITE}{_UNSEEN}]+(?: [^<&{_WHITE}{_UNSEEN}]+)*)|[<&]"
)
_ONLY_WHITE = re.compile(f"[{_WHITE}]+")
_ONLY_UNSEEN = re.compile(f"[{_UNSEEN}]+")


class Piece(NamedTuple):
    """Neighbouring letters without a tag between them."""

    #: Where it begins in the plain words, and how many letters it has there.
    at: int
    length: int
    #: Where it stands in the HTML. Another length than that of the words: one sign that is written as an entity.
    start: int
    end: int
    #: Which stretch between two tags it belongs to.
    run: int


class Slice(NamedTuple):
    """A piece of HTML that holds text and no tag."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """The plain words of some HTML with the map back to it."""

    text: str
    pieces: tuple[Piece, ...]
    #: Where blocks end: places in ``text`` of the spaces that stand for an edge.
    edges: tuple[int, ...]
    #: Links in the HTML, from the opening to behind the closing tag: nothing to click may stand inside them.
    links: tuple[Slice, ...]

    def slices(self, start: int, end: int) -> Iterator[Slice]:
        """The parts of the HTML that hold the words from ``start`` to ``end``, one for each stretch between tags."""
        run, first, last = -1, 0, 0
        place = max(0, bisect_right(self.pieces, start, key=_at) - 1)
        for piece in self.pieces[place : bisect_left(self.pieces, end, key=_at)]:
            if piece.start == piece.end or piece.at + piece.length <= start:
                continue
            if piece.run != run:
                if run >= 0:
                    yield Slice(first, last)
                run, first = piece.run, _raw(piece, start - piece.at, begins=True)
            last = _raw(piece, end - piece.at, begins=False)
        if run >= 0:
            yield Slice(first, last)

    def behind_link(self, place: int) -> int:
        """``place`` in the HTML, or behind the link that it stands in."""
        found = bisect_right(self.links, place, key=_at) - 1
        return self.links[found].end if found >= 0 and place <= self.links[found].end else place


def plain_words(html: str) -> Words:
    """Read HTML that ``core.markdown`` has cleaned. Linear in its length."""
    return _Reader().read(html)


class _Reader:
    """Goes through the pieces of the HTML once."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.pieces: list[Piece] = []
        self.edges: list[int] = []
        self.links: list[Slice] = []
        self.length = self.run = 0
        #: The white space before the next letter, if there is any, and the run that it stands in.
        self.gap: tuple[Slice, int] | None = None
        #: Whether the edge of a block comes before it; that counts, whatever white space stands beside it.
        self.edge = False

    def read(self, html: str) -> Words:
        link, wordless = -1, False
        for found in _PIECE.finditer(html):
            tag = found["tag"]
            if tag is None:
                if not wordless:
                    self.take(found)
                continue
            self.run += 1
            self.edge = self.edge or tag in _BLOCKS
            if tag == "a" and html[found.start() + 1] != "/":
                link, wordless = found.start(), bool(_WORDLESS.search(found[0]))
            elif tag == "a":
                self.links.append(Slice(link, found.end()))
                wordless = False
        return Words("".join(self.text), tuple(self.pieces), tuple(self.edges), tuple(self.links))

    def take(self, found: re.Match[str]) -> None:
        """A piece of text: white space, what isn't seen, an entity, or letters."""
        whole = Slice(*found.span())
        text = unescape(found[0]) if found["sign"] else found[0]
        if found["white"] or _ONLY_WHITE.fullmatch(text):
            self.gap = self.gap or (whole, self.run)
        elif not (found["unseen"] or _ONLY_UNSEEN.fullmatch(text)):
            self.space()
            self.put(text, whole, self.run)

    def space(self) -> None:
        """The one space for whatever white there is before a letter; none at the very beginning."""
        if self.text and self.edge:
            self.edges.append(self.length)
            self.put(" ", Slice(self.pieces[-1].end, self.pieces[-1].end), self.run)
        elif self.text and self.gap:
            self.put(" ", *self.gap)
        self.gap, self.edge = None, False

    def put(self, text: str, place: Slice, run: int) -> None:
        self.pieces.append(Piece(self.length, len(text), place.start, place.end, run))
        self.text.append(text)
        self.length += len(text)


def _at(piece: Piece | Slice) -> int:
    return piece[0]


def _raw(piece: Piece, letters: int, *, begins: bool) -> int:
    """Where the HTML of a piece is to be cut before (or behind) that many of its letters; never inside an entity."""
    if piece.end - piece.start != piece.length:
        return piece.start if begins else piece.end
    return piece.start + min(max(letters, 0), piece.length)
