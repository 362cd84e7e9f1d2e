"""From a word to its keys: lemmas of Ukrainian, Russian and English, folded so that twins of two languages meet.

The dictionaries are loaded when the first word is asked for, once for the process; words that were met are kept.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

import pymorphy3

from portal.search.language import english
from portal.search.language.folding import fold, key_of, part_of, stem
from portal.search.language.mapped import let_share
from portal.search.memory import give_back

MAX_READINGS = 3
_KEPT_WORDS = 20_000
_UKRAINIAN = re.compile("[іїєґ']")
_RUSSIAN = re.compile("[ыэъ]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-z]")

_lock = Lock()
_analysers: dict[str, Any] = {}


def _analyser(lang: str) -> Any:
    """The analyser of Ukrainian or Russian; loading takes a tenth of a second, once."""
    if lang not in _analysers:
        with _lock:
            if lang not in _analysers:
                _analysers[lang] = _loaded(lang)
    return _analysers[lang]


def _loaded(lang: str) -> Any:
    made = pymorphy3.MorphAnalyzer(lang=lang, result_type=None)
    let_share(made, Path(import_module(f"pymorphy3_dicts_{lang}").get_path()))
    give_back()
    return made


@lru_cache(maxsize=_KEPT_WORDS)
def keys_of(word: str, lang: str) -> tuple[str, ...]:
    """The keys of a normalised word in a text of a language, the likeliest first; "" for a language unknown.

    At most three a language. Letters that only one language has decide; then the language of the text, unless only
    the other one's dictionary knows the word.
    """
    if _LATIN.search(word) and not _CYRILLIC.search(word):
        return english.keys_of(word)
    if not _CYRILLIC.search(word):
        return (word,)
    return _cyrillic_keys(word, lang)


@lru_cache(maxsize=_KEPT_WORDS // 4)
def is_known(word: str, lang: str = "") -> bool:
    """Whether a dictionary has a normalised word: that of a language, or any whose letters it is written in."""
    if _CYRILLIC.search(word):
        return any(_analyser(each).word_is_known(word) for each in ("uk", "ru") if lang in ("", each))
    if _LATIN.search(word):
        return lang in ("", "en") and english.is_known(word)
    return word.isdigit()


def known_among(words: Collection[str], lang: str) -> set[str]:
    """Those of many normalised words that the dictionary of a language has.

    Words made from one another begin alike: in their order each is looked up from where it differs from the last one.
    """
    if lang == "en":
        return {word for word in words if is_known(word, lang)}
    analyser = _analyser(lang)
    lookup = _Lookup(analyser.dictionary.words, analyser.char_substitutes)
    return {word for word in sorted(words) if lookup.has(word)}


class _Lookup:
    """Where in the automaton of a dictionary the beginnings of the last word lead."""

    def __init__(self, words: Any, substitutes: Mapping[bytes, Sequence[tuple[bytes, str]]]) -> None:
        self._words, self._follow = words, words.dct.follow_bytes
        #: What a letter may stand for: е for ё as well.
        self._ways = {each.decode(): [other for other, _letter in others] for each, others in substitutes.items()}
        self._last = ""
        #: Behind each letter of it the states that it leads to.
        self._states: list[list[int]] = [[words.dct.ROOT]]

    def has(self, word: str) -> bool:
        """Whether it is a word; the same as the library says, which begins anew each time."""
        known = 0
        for one, other in zip(word, self._last, strict=False):
            if one != other:
                break
            known += 1
        del self._states[known + 1 :]
        self._last = word
        for letter in word[len(self._states) - 1 :]:
            states = self._states[-1]
            if not states:
                return False
            ways = [letter.encode(), *self._ways.get(letter, ())]
            reached = [self._follow(way, state) for state in states for way in ways]
            self._states.append([state for state in reached if state is not None])
        return any(map(self._words._has_value, self._states[-1]))  # noqa: SLF001 - a test compares with the library


def begins_words(letters: str, lang: str) -> bool:
    """Whether the dictionary of a language has words that begin so; English isn't asked."""
    return lang == "en" or next(words_beginning(letters, lang), None) is not None


def words_beginning(letters: str, lang: str) -> Iterator[str]:
    """The forms of words that begin so in the dictionary of Ukrainian or Russian, in its own order."""
    found: Iterator[str] = _analyser(lang).dictionary.words.iterkeys(letters)
    return found


@lru_cache(maxsize=_KEPT_WORDS // 4)
def lemmas_of(word: str, lang: str) -> tuple[tuple[str, str], ...]:
    """The lemmas of a normalised word by the dictionary of a language, unfolded, each with its part of speech.

    The likeliest first; none where the dictionary doesn't know the word.
    """
    if lang == "en":
        lemma = english.lemma_of(word)
        return ((lemma, ""),) if lemma else ()
    analyser = _analyser(lang)
    if not analyser.word_is_known(word):
        return ()
    parses = analyser.parse(word)
    return tuple(dict.fromkeys((normal_form, part_of(tag.POS)) for _word, tag, normal_form, *_rest in parses))


def key_of_lemma(lemma: str, lang: str, part_of_speech: str) -> str:
    """The key of a lemma as ``lemmas_of`` gives it."""
    return english.spelt_alike(lemma.replace("-", "")) if lang == "en" else key_of(lemma, lang, part_of_speech)


def _cyrillic_keys(word: str, lang: str) -> tuple[str, ...]:
    langs = _languages(word, lang)
    known = [readings for each in langs if (readings := _known(word, each))]
    if not known and len(langs) == 1:
        known = [readings for each in ("uk", "ru") if each not in langs and (readings := _known(word, each))]
    if not known:
        return _guessed(word, langs)
    return tuple(
        dict.fromkeys(key for place in range(MAX_READINGS) for each in known for key in each[place : place + 1])
    )


def _languages(word: str, lang: str) -> tuple[str, ...]:
    if _UKRAINIAN.search(word):
        return ("uk",)
    if _RUSSIAN.search(word):
        return ("ru",)
    return (lang,) if lang in ("uk", "ru") else ("uk", "ru")


def _known(word: str, lang: str) -> list[str]:
    """Up to three different keys by the dictionary of a language; none where it doesn't know the word."""
    return _first(key_of(lemma, lang, kind) for lemma, kind in lemmas_of(word, lang))


def _first(keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(keys))[:MAX_READINGS]


def _guessed(word: str, langs: tuple[str, ...]) -> tuple[str, ...]:
    """A word that no dictionary has: what its ending tells, and what is left without the ending."""
    guesses = [(each, parse) for each in langs for parse in _guesses(word, each)[:1]]
    keys = [key_of(normal_form, lang, part_of(tag.POS)) for lang, (_word, tag, normal_form, *_rest) in guesses]
    return tuple(_first([stem(fold(word)), *keys]))


def _guesses(word: str, lang: str) -> Sequence[Any]:
    """None where the library fails: it asks for the Unicode names of letters, and some letters have none."""
    try:
        found: Sequence[Any] = _analyser(lang).parse(word)
    except ValueError:
        return ()
    return found
