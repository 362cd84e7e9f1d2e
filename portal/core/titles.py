"""Words in titles, for whoever looks for an item by a part of its name where there is no search."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_

from portal.core.text import clean_line

MOST_WORDS = 6
#: Endings begin with these: what is looked for without them is found in every form of the word.
_SOFT = "аеєиіїоуюяьйыэёaeiouy"
_MIN_LETTERS = 3


def has_words(title: Any, text: str) -> Sequence[ColumnElement[bool]]:
    """The conditions that a title (a column) has all the words, in whatever form; none when there are no words."""
    return [_has(title, word) for word in clean_line(text).split()[:MOST_WORDS]]


def _has(title: Any, word: str) -> ColumnElement[bool]:
    """SQLite compares Cyrillic letter by letter, so the cases that titles have are all asked for."""
    firm = word.rstrip(_SOFT + _SOFT.upper())
    word = firm if len(firm) >= _MIN_LETTERS else word
    forms = {word, word.lower(), word.capitalize(), word.upper()}
    return or_(*(title.contains(form, autoescape=True) for form in sorted(forms)))
