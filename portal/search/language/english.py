"""English words: lemmas, forms that the dictionary lacks, and one of the two spellings."""

import re
from functools import lru_cache

from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy
from simplemma.strategies.dictionaries import LOW_MEMORY_DICTIONARY_FACTORY

#: Forms that the dictionary takes for words of their own.
_OTHER_LEMMAS = {
    "broke": "break", "left": "leave", "shelves": "shelf", "people": "person", "bigger": "big", "biggest": "big",
    "worse": "bad", "worst": "bad", "data": "datum", "felt": "feel", "lay": "lie", "saw": "see", "better": "good",
    "best": "good", "less": "little", "more": "much", "wound": "wind", "bore": "bear", "ground": "grind",
}  # fmt: skip
#: British and American spelling.
_SPELLINGS = (
    (re.compile("(?<=...)is(?=(e|ation|ing|er)$)"), "iz"),
    (re.compile("(?<=...)our$"), "or"),
    (re.compile("(?<=..)tre$"), "ter"),
    (re.compile("(?<=..)ogue$"), "og"),
    (re.compile("ence$"), "ense"),
    (re.compile("(?<=....l)l(?=er$|$)"), ""),
)
_SIGNS = re.compile("'s?$|['-]")
_SHORT = 3
_SHORT_WORDS = (
    "a i am an as at be by do go he hi if in is it me mr my no of oh ok on or so to tv up us we id pc hr ai uk"
)


@lru_cache(maxsize=1)
def _lemmatizer() -> Lemmatizer:
    """What tells the lemma by the dictionary, and by rules where it lacks a word; loaded once, in 0.1 s and 3 MB."""
    return Lemmatizer(cache_max_size=1, lemmatization_strategy=DefaultStrategy(low_memory=True))


@lru_cache(maxsize=1)
def _dictionary() -> DictionaryLookupStrategy:
    """The same dictionary without the rules."""
    return DictionaryLookupStrategy(LOW_MEMORY_DICTIONARY_FACTORY)


def keys_of(word: str) -> tuple[str, ...]:
    """The keys of a normalised word, the likeliest first."""
    bare = _SIGNS.sub("", word)
    lemma = spelt_alike(_lemmatizer().lemmatize(bare, "en").casefold().replace("-", ""))
    # "Meetings" are a meeting, and a meeting may be to meet.
    other = bare if bare.endswith("ing") else _OTHER_LEMMAS.get(bare, lemma)
    return (lemma,) if other == lemma else (lemma, other)


def is_known(word: str) -> bool:
    """Whether the dictionary has a normalised word; of the shortest it has too many, for any two letters are some."""
    if len(word) < _SHORT:
        return word in _SHORT_WORDS.split()
    return _dictionary().get_lemma(word, "en") is not None


def lemma_of(word: str) -> str:
    """The lemma of a normalised word by the dictionary; empty where it lacks the word."""
    return (_dictionary().get_lemma(word, "en") or "").casefold() if word.isascii() else ""


def spelt_alike(lemma: str) -> str:
    """A lemma in the one of two spellings that both have here."""
    for ending, ours in _SPELLINGS:
        lemma = ending.sub(ours, lemma)
    return lemma
