"""What changed between two versions of a text, word by word: plain text in, plain text out (the page escapes it)."""

import re
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

#: A run of line ends, a word (with its apostrophes and hyphens) or a sign; each with the blanks behind it.
_TOKEN = re.compile(r"\s*\n\s*|[\w'’ʼ-]+[^\S\n]*|[^\w\s]+[^\S\n]*|\s+")


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
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    # Very frequent words don't anchor a match (autojunk): that keeps two long texts within milliseconds.
    matcher = SequenceMatcher(None, [_key(token) for token in old], [_key(token) for token in new])
    pieces: list[Piece] = []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.KEPT, "".join(new[new_from:new_to])))
            continue
        if old_from < old_to:
            pieces.append(Piece(Change.REMOVED, "".join(old[old_from:old_to])))
        if new_from < new_to:
            pieces.append(Piece(Change.ADDED, "".join(new[new_from:new_to])))
    return pieces


def _key(token: str) -> str:
    return token.strip() or ("\n" if "\n" in token else " ")
