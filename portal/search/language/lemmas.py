"""From a word to its keys: lemmas of Ukrainian, Russian and English, folded so that twins of two languages meet.

The dictionaries are loaded when the first word is asked for, once for the process; words that were met are kept.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock
from typing import Any

import pymorphy3
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy

MAX_READINGS = 3
_KEPT_WORDS = 40_000
_UKRAINIAN = re.compile("[іїєґ']")
_RUSSIAN = re.compile("[ыэъ]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-z]")

_lock = Lock()
_analysers: dict[str, Any] = {}


def _analyser(lang: str) -> Any:
    """The analyser of a language; loading takes a tenth of a second, once."""
    if lang not in _analysers:
        with _lock:
            if lang not in _analysers:
                _analysers[lang] = _english() if lang == "en" else pymorphy3.MorphAnalyzer(lang=lang)
    return _analysers[lang]


def _english() -> Lemmatizer:
    return Lemmatizer(cache_max_size=1, lemmatization_strategy=DefaultStrategy())


@lru_cache(maxsize=1)
def _lookup() -> DictionaryLookupStrategy:
    """The English dictionary without its rules for words that it doesn't have; one in memory with the other."""
    return DictionaryLookupStrategy()


@lru_cache(maxsize=_KEPT_WORDS)
def keys_of(word: str, lang: str) -> tuple[str, ...]:
    """The keys of a normalised word in a text of a language, the likeliest first; "" for a language unknown.

    At most three a language. Letters that only one language has decide; then the language of the text, unless only
    the other one's dictionary knows the word.
    """
    if _LATIN.search(word) and not _CYRILLIC.search(word):
        return _english_keys(word)
    if not _CYRILLIC.search(word):
        return (word,)
    return _cyrillic_keys(word, lang)


@lru_cache(maxsize=_KEPT_WORDS // 4)
def is_known(word: str, lang: str = "") -> bool:
    """Whether a dictionary has a normalised word: that of a language, or any whose letters it is written in."""
    if _CYRILLIC.search(word):
        return any(_analyser(each).word_is_known(word) for each in ("uk", "ru") if lang in ("", each))
    if _LATIN.search(word):
        return lang in ("", "en") and _lookup().get_lemma(word, "en") is not None
    return word.isdigit()


def begins_words(letters: str, lang: str) -> bool:
    """Whether the dictionary of a language has words that begin so; English isn't asked."""
    return lang == "en" or next(_analyser(lang).dictionary.words.iterkeys(letters), None) is not None


@lru_cache(maxsize=_KEPT_WORDS // 8)
def lemmas_of(word: str, lang: str) -> tuple[tuple[str, str], ...]:
    """The lemmas of a normalised word by the dictionary of a language, unfolded, each with its part of speech."""
    if lang == "en":
        lemma = _lookup().get_lemma(word, "en") if word.isascii() else None
        return ((lemma.casefold(), ""),) if lemma else ()
    parses = [parse for parse in _analyser(lang).parse(word) if parse.is_known]
    pairs = dict.fromkeys((parse.normal_form, _PARTS_OF_SPEECH.get(str(parse.tag.POS), "")) for parse in parses)
    return tuple(pairs)[:MAX_READINGS]


def key_of(lemma: str, lang: str, part_of_speech: str) -> str:
    """The key of a lemma whose part of speech is one of ours: "noun", "verb", "adjective" or ""."""
    return _folded(lemma, lang, part_of_speech)


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
    analyser = _analyser(lang)
    if not analyser.word_is_known(word):
        return []
    return _first(fold(parse.normal_form, lang, str(parse.tag.POS)) for parse in analyser.parse(word) if parse.is_known)


def _first(keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(keys))[:MAX_READINGS]


def _guessed(word: str, langs: tuple[str, ...]) -> tuple[str, ...]:
    """A word that no dictionary has: what its ending tells, and what is left without the ending."""
    keys = [
        fold(parse.normal_form, lang, str(parse.tag.POS)) for lang in langs for parse in _analyser(lang).parse(word)[:1]
    ]
    return tuple(_first([_stem(fold(word)), *keys]))


#: Endings of Ukrainian and Russian words of every kind, as they are folded.
_CHANGING = (
    "а я у ю о е и й ов ев ив ам ям ом ем ах ях ою ею ой ей ам ями ами ови еви им их ими ого его ому ему ий ая яя ое ее ие ия ии "
    "ию ую юю ией ием иям иями иях ти в ла ло ли иш еш емо имо ете ите ав ала ало али ив ила ило или "
    "ати ити ути яти ювати овати увати овал уваю уе уют увала ував ои имо тиму тимеш тиме тимемо тимете тимут"
).split()
_ENDING = re.compile(f"(?<=....)(?:{'|'.join(sorted(set(_CHANGING), key=len, reverse=True))})$")
_REFLEXIVE = re.compile("(?<=....)(?:ся|с)$")


def _stem(key: str) -> str:
    """A folded word without its ending, where four letters stay."""
    found = _ENDING.search(_REFLEXIVE.sub("", key)) if _REFLEXIVE.search(key) else None
    if found:
        return _REFLEXIVE.sub("", key)[: found.start()]
    return _ENDING.sub("", key, count=1)


def _english_keys(word: str) -> tuple[str, ...]:
    bare = re.sub("'s?$|['-]", "", word)
    lemma = _spelt_alike(_analyser("en").lemmatize(bare, "en").casefold().replace("-", ""))
    if bare.endswith("ing"):
        return (lemma,) if lemma == bare else (lemma, bare)
    other = _OTHER_LEMMAS.get(bare, lemma)
    return (lemma, other) if other != lemma else (lemma,)


#: Forms that the English dictionary takes for words of their own.
_OTHER_LEMMAS = {
    "broke": "break", "left": "leave", "shelves": "shelf", "people": "person", "bigger": "big", "biggest": "big",
    "worse": "bad", "worst": "bad", "data": "datum", "found": "find", "lay": "lie", "felt": "feel", "saw": "see",
    "better": "good", "best": "good", "less": "little", "more": "much", "wound": "wind", "bore": "bear", "ground": "grind",
}  # fmt: skip
#: British and American spelling.
_SPELLINGS = (
    (re.compile("(?<=...)is(?=(e|ation|ing|er)$)"), "iz"), (re.compile("(?<=...)our$"), "or"),
    (re.compile("(?<=..)tre$"), "ter"), (re.compile("(?<=..)ogue$"), "og"), (re.compile("ence$"), "ense"), (re.compile("(?<=....l)l(?=er$|$)"), ""),
)  # fmt: skip


def _spelt_alike(lemma: str) -> str:
    """An English lemma in the one of two spellings that both have here."""
    for ending, ours in _SPELLINGS:
        lemma = ending.sub(ours, lemma)
    return lemma


_FOLD = str.maketrans(
    {"і": "и", "ї": "и", "ы": "и", "є": "е", "э": "е", "ё": "е", "ґ": "г", "ь": None, "ъ": None, "'": None}
)
_DOUBLED = re.compile(r"(?<=\w)([бклмнпрстф])\1")
#: Endings that one language writes by rule where the other has another: (language, part of speech, its ending, ours).
_ENDINGS = {
    ("ru", "verb"): (("ировать", "овати"), ("ироваться", "оватися"), ("ться", "тися"), ("ть", "ти")),
    ("uk", "verb"): (("увати", "овати"), ("ювати", "овати"), ("уватися", "оватися"), ("юватися", "оватися")),
    ("ru", "noun"): (("ирование", "овання"), ("ние", "ння"), ("тие", "ття")),
    ("uk", "noun"): (("ість", "ость"), ("ування", "овання"), ("ювання", "овання")),
    ("ru", "adjective"): (("ой", "ый"),),
}
_PARTS_OF_SPEECH = {
    "NOUN": "noun", "ADJF": "adjective", "ADJS": "adjective", "COMP": "adjective",
    "VERB": "verb", "INFN": "verb", "GRND": "verb", "PRTF": "verb", "PRTS": "verb",
}  # fmt: skip


def fold(lemma: str, lang: str = "", part_of_speech: str = "") -> str:
    """The key of a lemma: what Ukrainian and Russian write differently by rule is written alike."""
    return _folded(lemma, lang, _PARTS_OF_SPEECH.get(part_of_speech, ""))


def _folded(lemma: str, lang: str, part_of_speech: str) -> str:
    for ending, ours in _ENDINGS.get((lang, part_of_speech), ()):
        if lemma.endswith(ending):
            lemma = lemma.removesuffix(ending) + ours
            break
    return _DOUBLED.sub(r"\1", lemma.translate(_FOLD)).replace("-", "")
