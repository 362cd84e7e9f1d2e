"""How a word is written: where words stand in a text, and one way of writing for those that are written in several.

Nothing here knows a dictionary. Positions are those of the text as it was given.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from portal.core.text import APOSTROPHES

_MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
_HYPHENS = "\u2010\u2011-"
_RUN = rf"[^\W_](?:[^\W_]|[{_MARKS}])*"
#: A quotation mark or a star stands for the apostrophe on poor keyboards ('п"ять'), but only before these letters.
_JOIN = rf"(?:[{APOSTROPHES}´ʻʽ＇{_HYPHENS}]|[\"*](?=[яюєїЯЮЄЇ]))"
_WORD = re.compile(rf"{_RUN}(?:{_JOIN}{_RUN})*")
_PART = re.compile(rf"[^{_HYPHENS}]+")
#: Whatever it is, it's taken once: to look for a letter within would take the square of a long run of marks.
_DIGITS_OR_OTHERS = re.compile(r"\d+|\D+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_PLAIN = re.compile(r"[a-z0-9а-яіїєґ'-]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_SIGNS = str.maketrans(dict.fromkeys(f'{APOSTROPHES}´ʻʽ＇"*', "'") | dict.fromkeys("\u2010\u2011", "-") | {"ё": "е"})
#: Marks that make a letter of their own (й, ї); all others are stress marks or ornaments.
_LETTERS_WITH_MARKS = {"и\u0306": "й", "і\u0308": "ї"}
_TO_CYRILLIC = str.maketrans("aeopcxyikmthb", "аеорсхуікмтнв")
_TO_LATIN = str.maketrans("аеорсхуікмтнв", "aeopcxyikmthb")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-z]")

#: Longer ones are no words of a person: they are cut, and no dictionary is asked.
MAX_WORD_LETTERS = 64


def words_of(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of a text begin and end, hyphenated ones as a whole."""
    for found in _WORD.finditer(text):
        yield found.span()


def parts_of(word: str) -> list[tuple[int, int]]:
    """Where the parts of a word begin and end within it: at hyphens, and where letters meet digits. One: no parts."""
    return [
        (piece.start() + found.start(), piece.start() + found.end())
        for piece in _PART.finditer(word)
        for found in _DIGITS_OR_OTHERS.finditer(piece.group())
        if _LETTER_OR_DIGIT.search(found.group())
    ]


@lru_cache(maxsize=20_000)
def normalised(word: str) -> str:
    """A word in small letters and in one way of writing: apostrophes, ё, stress marks, letters of the other script.

    It is no lemma: for beginnings of words, near words, and for showing.
    """
    word = word[:MAX_WORD_LETTERS].casefold().translate(_SIGNS)
    if not _PLAIN.fullmatch(word):
        word = _undecorated(_INVISIBLE.sub("", word)).translate(_SIGNS)
    if _CYRILLIC.search(word) and _LATIN.search(word):
        word = "-".join(one_script(part) for part in word.split("-"))
    return word


def _undecorated(word: str) -> str:
    """Without stress marks and ornaments, and compatible letters as usual ones."""
    letters: list[str] = []
    for letter in unicodedata.normalize("NFKD", word).casefold():
        if not unicodedata.combining(letter):
            letters.append(letter)
        elif letters and (whole := _LETTERS_WITH_MARKS.get(letters[-1] + letter)):
            letters[-1] = whole
    return "".join(letters)


def one_script(part: str) -> str:
    """A word of mixed script in that of most of its letters, or in the one where every letter has its double."""
    cyrillic, latin = len(_CYRILLIC.findall(part)), len(_LATIN.findall(part))
    if not cyrillic or not latin:
        return part
    ways = [(_TO_CYRILLIC, _LATIN), (_TO_LATIN, _CYRILLIC)]
    for table, strange in ways if cyrillic >= latin else reversed(ways):
        turned = part.translate(table)
        if not strange.search(turned):
            return turned
    return part
