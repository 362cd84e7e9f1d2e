"""What changed between two versions of a text, word by word: plain text in, plain text out (the page escapes it)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

#: A run of line ends, a word (with its apostrophes and hyphens) or a sign; each with the blanks behind it.
_TOKEN = re.compile(r"\s*\n\s*|[\w'’ʼ-]+[^\S\n]*|[^\w\s]+[^\S\n]*|\s+")
_END = re.compile(r"[.!?…\n]")
#: Pairs of equal words up to which two texts are compared word by word.
MOST_WORK = 20_000


class Change(StrEnum):
    """What happened to some words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    """Neighbouring words that share a fate, with the blanks between and behind them."""

    kind: Change
    words: str


def difference(before: str, after: str) -> list[Piece]:
    """The pieces in reading order; what was removed stands before what replaced it.

    The kept and added pieces together are ``after``. Words that differ only in the blanks around them are kept.
    Texts with very much to compare are compared sentence by sentence first, and word by word where that is little
    enough: two of 20,000 characters take some hundredths of a second, whatever stands in them.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    middle = _between(old[start : len(old) - end], new[start : len(new) - end])
    return _joined([(Change.KEPT, new[:start]), *middle, (Change.KEPT, new[len(new) - end :])])


#: Words of one fate.
_Run = tuple[Change, list[str]]


def _alike(old: list[str], new: list[str]) -> int:
    """With how many equal words both begin."""
    pairs = zip(old, new, strict=False)
    return next(
        (place for place, (one, other) in enumerate(pairs) if _key(one) != _key(other)), min(len(old), len(new))
    )


def _between(old: list[str], new: list[str]) -> Iterator[_Run]:
    if _work(old, new) <= MOST_WORK:
        yield from _runs(old, new)
        return
    old_sentences, new_sentences = _sentences(old), _sentences(new)
    if _work(old_sentences, new_sentences) > MOST_WORK:
        yield from ((Change.REMOVED, old), (Change.ADDED, new))
        return
    for tag, *places in _opcodes(old_sentences, new_sentences):
        removed = _words(old_sentences[places[0] : places[1]])
        added = _words(new_sentences[places[2] : places[3]])
        if tag == "equal":
            yield Change.KEPT, added
        elif _work(removed, added) <= MOST_WORK:
            yield from _runs(removed, added)
        else:
            yield from ((Change.REMOVED, removed), (Change.ADDED, added))


def _work(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pairs of equal words there are: what a comparison costs, times the number of places it finds."""
    there = Counter(map(_key, new))
    return sum(times * there[key] for key, times in Counter(map(_key, old)).items())


def _runs(old: list[str], new: list[str]) -> Iterator[_Run]:
    for tag, old_from, old_to, new_from, new_to in _opcodes(old, new):
        if tag == "equal":
            yield Change.KEPT, new[new_from:new_to]
        else:
            yield from ((Change.REMOVED, old[old_from:old_to]), (Change.ADDED, new[new_from:new_to]))


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    # Very frequent words don't anchor a match (autojunk): that keeps two long texts within milliseconds.
    return SequenceMatcher(None, [_key(token) for token in old], [_key(token) for token in new]).get_opcodes()


def _sentences(tokens: list[str]) -> list[str]:
    """The words put together to sentences and lines."""
    found: list[str] = []
    sentence: list[str] = []
    for token in tokens:
        sentence.append(token)
        if _END.search(token):
            found.append("".join(sentence))
            sentence = []
    return [*found, "".join(sentence)] if sentence else found


def _words(sentences: list[str]) -> list[str]:
    return _TOKEN.findall("".join(sentences))


def _joined(runs: Iterable[_Run]) -> list[Piece]:
    """Neighbours of one fate as one piece."""
    filled = (run for run in runs if run[1])
    return [
        Piece(kind, "".join(word for _kind, words in group for word in words))
        for kind, group in groupby(filled, key=itemgetter(0))
    ]


def _key(token: str) -> str:
    return token.strip() or ("\n" if "\n" in token else " ")
