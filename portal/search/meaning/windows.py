"""A document in pieces that a model can take in: its title, the whole of it, and its text in windows of sentences.

One vector for a long text is the mean of everything in it and close to nothing in particular; a short question finds
its answer by the window that holds it. Two texts are about the same matter when they are alike as wholes: windows of
one setting are alike whatever is proposed there. The title stands before each window and says what it is about.
"""

import hashlib
import re
from collections.abc import Iterator

#: The window of the title and the words that belong to it, and that of the whole text; the others follow.
TITLE, WHOLE = 0, 1
#: Another number lets all vectors be made anew.
VERSION = 2
#: Beyond it the model takes nothing in.
_WHOLE_LETTERS = 1_600
#: About 150 to 200 of the model's 512 tokens, in Cyrillic letters.
WINDOW_LETTERS = 520
#: More of a text is not looked at by meaning; words find it.
MAX_WINDOWS = 12
_TITLE_LETTERS = 200
_BREAK = re.compile(r"(?<=[.!?…])\s+|\s*\n\s*")


def windows_of(title: str, body: str, words: str, *, part: bool = False) -> list[str]:
    """The title, the whole and, of a longer text, its windows in their order; of a part of a text one for all."""
    short = title[:_TITLE_LETTERS].strip()
    whole = f"{short}\n{body[:_WHOLE_LETTERS].strip()}".strip()
    if part:
        return [whole]
    told = ", ".join(words.split("\n"))[:_TITLE_LETTERS].strip()
    first = ". ".join(each for each in (short, told) if each)
    pieces = _pieces(body)
    if not pieces:
        return [first]
    return [first, whole, *(f"{short}\n{piece}" for piece in pieces if len(pieces) > 1)]


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
