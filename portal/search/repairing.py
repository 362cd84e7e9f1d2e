"""Other readings of a query: the keyboard was in another layout, it was typed in Latin letters, or with one error."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from portal.search.asking import Repair
from portal.search.engine import Engine
from portal.search.language import Token, is_filler, normalised
from portal.search.language.dictionary import shipped
from portal.search.language.lemmas import is_known, keys_of, known_among
from portal.search.language.transliteration import to_cyrillic, to_latin

MAX_LETTERS = 200

_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`\\QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~|/?&"
_KEYS = {
    "uk": "йцукенгшщзхїфівапролджєячсмитьбю'ґЙЦУКЕНГШЩЗХЇФІВАПРОЛДЖЄЯЧСМИТЬБЮ'Ґ.,?",
    "ru": "йцукенгшщзхъфывапролджэячсмитьбюё\\ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ/.,?",
}
_FROM_LATIN = {lang: str.maketrans(_LATIN_KEYS, keys) for lang, keys in _KEYS.items()}
_TO_LATIN = {lang: str.maketrans(keys, _LATIN_KEYS) for lang, keys in _KEYS.items()}
_TO_UKRAINIAN = str.maketrans("ыъэёЫЪЭЁ", "іїє'ІЇЄ'")
_TO_RUSSIAN = str.maketrans("іїєІЇЄ", "ыъэЫЪЭ")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z]")

#: Shorter words are within one edit of too many others.
MIN_LETTERS = 4
#: Longer ones have too many neighbours to try, and are rarely words.
MAX_WORD_LETTERS = 30
MOST_NEAR = 5
_LETTERS = {
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
}


Turn = Callable[[str], str]


def readings(text: str) -> list[tuple[Repair, str]]:
    """What the raw text can be meant for, the likeliest first. Whether one is taken, the index decides.

    Those come first of which the dictionaries know the most words.
    """
    text = text[:MAX_LETTERS]
    found: dict[str, Repair] = {}
    for repair, reading in _turned(text):
        if reading != text and reading.strip():
            found.setdefault(reading, repair)
    return sorted(((repair, reading) for reading, repair in found.items()), key=lambda each: -_known_share(each[1]))


def plainly_meant(text: str) -> str:
    """The text, or what it is in another layout or alphabet when that is plain: all its words are known only so."""
    if _known_share(text):
        return text
    return next((reading for _repair, reading in readings(text) if _known_share(reading) == 1.0), text)


def _turned(text: str) -> Iterator[tuple[Repair, str]]:
    turns: list[tuple[Repair, Turn]] = []
    if _LATIN.search(text):
        turns += [(Repair.LAYOUT, _by(_FROM_LATIN[lang])) for lang in _KEYS]
        turns += [(Repair.TRANSLITERATION, partial(to_cyrillic, lang=lang)) for lang in _KEYS]
    if _CYRILLIC.search(text):
        turns += [(Repair.LAYOUT, _by(_TO_LATIN[lang])) for lang in _KEYS]
        turns += [(Repair.LAYOUT, _by(table)) for table in (_TO_UKRAINIAN, _TO_RUSSIAN)]
        turns += [(Repair.TRANSLITERATION, to_latin)]
    for repair, turn in turns:
        words = text.split()
        yield repair, " ".join(turn(word) for word in words)
        if len(words) > 1:
            yield repair, " ".join(word if _is_word(word) or not _is_word(turn(word)) else turn(word) for word in words)


def _by(table: dict[int, int]) -> Turn:
    return lambda word: word.translate(table)


def _is_word(text: str) -> bool:
    """Whether a word is right as it stands, signs around it not counted."""
    return is_known(normalised(text.strip(".,;:!?()[]\"'")))


def _known_share(reading: str) -> float:
    words = reading.split()
    return sum(_is_word(word) for word in words) / max(len(words), 1)


def corrected(tokens: Sequence[Token], engine: Engine) -> str | None:
    """The text with the words that the index hasn't put right by one edit each; None where nothing is nearer."""
    words: list[str] = []
    end = changes = 0
    for token in tokens:
        if token.start < end:
            continue
        end = token.end
        better = None if is_filler(token) or engine.frequencies(token.keys) else _better(normalised(token.text), engine)
        changes += better is not None
        words.append(better or token.text)
    return " ".join(words) if changes else None


def _better(word: str, engine: Engine) -> str | None:
    """The likeliest word of the index, or form of one, within one edit; else one that means something in it."""
    if not MIN_LETTERS <= len(word) <= MAX_WORD_LETTERS or not word.isalpha():
        return None
    known: dict[str, set[str]] = {}
    for lang in _langs(word):
        for edit in sorted(known_among(_edits(word, _LETTERS[lang]), lang)):
            known.setdefault(edit, set()).update(keys_of(edit, lang))
    counts = engine.frequencies({key for keys in known.values() for key in keys})
    scores = {edit: max(counts.get(key, 0) for key in keys) for edit, keys in known.items()}
    for place, near in enumerate(engine.near(word, MOST_NEAR)):
        scores.setdefault(near, MOST_NEAR - place)
    return _likeliest(word, scores) or _likeliest(word, _meanings(word, known, engine))


def _meanings(word: str, known: Mapping[str, Collection[str]], engine: Engine) -> dict[str, int]:
    """How often the index has what the likeliest words mean that it hasn't themselves."""
    likely = sorted(known, key=lambda edit: (-_likeness(word, edit), edit))[:MOST_NEAR]
    near = {edit: shipped().keys_near(known[edit]).keys() for edit in likely}
    counts = engine.frequencies({key for keys in near.values() for key in keys})
    return {edit: max((counts.get(key, 0) for key in keys), default=0) for edit, keys in near.items()}


def _likeliest(word: str, scores: Mapping[str, int]) -> str | None:
    found = [edit for edit, score in scores.items() if score > 0]
    return max(found, key=lambda edit: (_likeness(word, edit), scores[edit], edit), default=None)


def _langs(word: str) -> tuple[str, ...]:
    return ("uk", "ru") if _CYRILLIC.search(word) else ("en",)


def _edits(word: str, letters: str) -> set[str]:
    """Every word within one edit: two neighbours changed places, a letter too few, too many, or another."""
    pairs = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    swaps = {left + right[1] + right[0] + right[2:] for left, right in pairs if len(right) > 1}
    fewer = {left + right[1:] for left, right in pairs if right}
    others = {left + letter + right[1:] for left, right in pairs if right for letter in letters}
    more = {left + letter + right for left, right in pairs for letter in letters}
    return (swaps | fewer | others | more) - {word}


#: Keys that are neighbours on the keyboard, row by row.
_ROWS = (
    "йцукенгшщзхї",
    "фівапролджє",
    "ячсмитьбю",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)
_NEIGHBOURS = frozenset(frozenset(pair) for row in _ROWS for pair in pairwise(row))
#: Letters that are heard alike, or stand under one key where a keyboard lacks the other.
_TWINS = frozenset(frozenset(pair) for pair in ("еє", "иі", "ії", "гґ", "иы", "еэ", "её", "іы", "єэ"))


def _likeness(word: str, edit: str) -> int:
    """How likely one was typed for the other, by the kind of slip; the first letter is rarely wrong."""
    first = 0 if word[:1] == edit[:1] else -2
    if len(word) == len(edit):
        different = [(a, b) for a, b in zip(word, edit, strict=True) if a != b]
        if len(different) == 2:
            return 3 + first
        pair = frozenset(different[0]) if different else frozenset()
        return first + (3 if pair in _TWINS else 2 if pair in _NEIGHBOURS else 1)
    longer, shorter = (word, edit) if len(word) > len(edit) else (edit, word)
    doubled = any(
        longer[at] == longer[at + 1] and longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer) - 1)
    )
    return first + (3 if doubled else 2)
