"""A document in pieces that a model can take in: its title by itself, then its text in windows of a few sentences.

One vector for a long text is the mean of everything in it and close to nothing in particular; a short question finds
its answer by the window that holds it. The title stands before each window and says what it is about.
"""

import hashlib
import re
from collections.abc import Iterator

#: The window of the title and the words that belong to it.
TITLE = 0
#: About 150 to 200 of the model's 512 tokens, in Cyrillic letters.
WINDOW_LETTERS = 520
#: More of a text is not looked at by meaning; words find it.
MAX_WINDOWS = 12
_TITLE_LETTERS = 200
_BREAK = re.compile(r"(?<=[.!?…])\s+|\s*\n\s*")


def windows_of(title: str, body: str, words: str) -> list[str]:
    """The window of the title first, then those of the text in their order."""
    short = title[:_TITLE_LETTERS].strip()
    told = ", ".join(words.split("\n"))[:_TITLE_LETTERS].strip()
    first = ". ".join(part for part in (short, told) if part)
    return [first, *(f"{short}\n{piece}" for piece in _pieces(body))]


def _pieces(body: str) -> list[str]:
    """Whole sentences up to the size of a window, of about equal size so that none is a leftover."""
    sentences = [part for sentence in _BREAK.split(body) if sentence for part in _bounded(sentence)]
    letters = sum(map(len, sentences))
    if not letters:
        return []
    many = min(MAX_WINDOWS, -(-letters // WINDOW_LETTERS))
    target = min(letters / many, WINDOW_LETTERS)
    pieces: list[list[str]] = [[]]
    filled = 0
    for sentence in sentences:
        if pieces[-1] and filled + len(sentence) / 2 > target:
            if len(pieces) == MAX_WINDOWS:
                break
            pieces.append([])
            filled = 0
        pieces[-1].append(sentence)
        filled += len(sentence)
    return [" ".join(piece) for piece in pieces]


def _bounded(sentence: str) -> Iterator[str]:
    for start in range(0, len(sentence), WINDOW_LETTERS):
        yield sentence[start : start + WINDOW_LETTERS]


def print_of(windows: list[str]) -> str:
    """Equal prints: the same windows, so the same vectors."""
    return hashlib.sha256("\x00".join(windows).encode()).hexdigest()[:32]
