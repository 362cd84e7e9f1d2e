"""What the guard has found, pointed out where it stands in the text as people read it."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from markupsafe import Markup, escape

from portal.knowledge.plain_words import plain_words
from portal.knowledge.presenting import Chapter, ShownText


def pointed_out(text: ShownText, fragments: Collection[str]) -> ShownText:
    """The text with each of the fragments in ``<mark>``, wherever it stands."""
    wanted = {" ".join(fragment.split()) for fragment in fragments} - {""}
    if not wanted:
        return text
    chapters = tuple(_chapter(chapter, wanted) for chapter in text.chapters)
    return replace(text, title=_marked(str(escape(text.title)), wanted), chapters=chapters)


def _chapter(chapter: Chapter, wanted: Collection[str]) -> Chapter:
    if chapter.html:
        return replace(chapter, html=_marked(chapter.html, wanted))
    return replace(chapter, source=_marked(str(escape(chapter.source)), wanted))


def _marked(html: str, wanted: Collection[str]) -> Markup:
    """Whole HTML stays whole: a mark never reaches over a tag."""
    return Markup("".join(_pieces(html, wanted)))  # noqa: S704 - cleaned HTML and our own tags


def _pieces(html: str, wanted: Collection[str]) -> Iterator[str]:
    words = plain_words(html)
    longest_first = "|".join(re.escape(fragment) for fragment in sorted(wanted, key=len, reverse=True))
    done = 0
    for found in re.finditer(longest_first, words.text):
        for piece in words.slices(found.start(), found.end()):
            yield f"{html[done : piece.start]}<mark>{html[piece.start : piece.end]}</mark>"
            done = piece.end
    yield html[done:]
