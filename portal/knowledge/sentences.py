"""The sentences of a text, to choose one from a list."""

import re
from collections.abc import Iterator

from portal.knowledge.anchoring import Place
from portal.knowledge.plain_words import Words

#: What ends a sentence, with the quotation marks and brackets that close behind it, unless a small letter follows.
_END = re.compile(r"(?P<word>\w*)[.!?…]+[»”\"')\]]*(?= [^a-zа-яґєіїё])")
#: Words that a dot shortens; so does it a single letter.
_SHORT = frozenset(
    {"ім", "ст", "гр", "тр", "см", "вул", "просп", "тис", "грн", "стр", "ул", "им", "руб", "коп", "dr", "mr", "mrs"}
)
MIN_LETTERS = 3


def sentences(words: Words, longest: int) -> list[Place]:
    """Where each sentence stands, in order; one that is longer than may be marked is parted between words."""
    found: list[Place] = []
    start = 0
    for edge in (*words.edges, len(words.text)):
        for end in (*_ends(words.text, start, edge), edge):
            found += _parted(words.text, start, end, longest)
            start = end + 1
    return found


def _ends(text: str, start: int, end: int) -> Iterator[int]:
    for stop in _END.finditer(text, start, end):
        word = stop["word"].lower()
        if text[stop.end("word")] != "." or not (word in _SHORT or (len(word) == 1 and word.isalpha())):
            yield stop.end()


def _parted(text: str, start: int, end: int, longest: int) -> Iterator[Place]:
    while end - start > longest:
        cut = text.rfind(" ", start + 1, start + longest + 1)
        cut = cut if cut > start else start + longest
        yield Place(start, cut)
        start = cut + text[cut].isspace()
    if end - start >= MIN_LETTERS:
        yield Place(start, end)
