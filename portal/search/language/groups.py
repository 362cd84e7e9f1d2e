"""Groups of words that mean the same, as they stand in a line of text.

The shipped ones are in ``portal/search/data``; how they are written stands there.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from portal.search.language import Token, analyse, normalised
from portal.search.language.lemmas import key_of_lemma, lemmas_of

FOLDER = Path(__file__).parent.parent / "data"
LANGUAGES = ("uk", "ru", "en")
#: Begins a line of words that only go together.
_LOOSELY = "~"


class Entry(NamedTuple):
    """A word or a phrase of a group."""

    words: tuple[frozenset[str], ...]
    #: "" in groups of a company, which don't say.
    lang: str
    #: It is the first of its language.
    leads: bool
    #: Its group only goes together.
    loose: bool = False


Group = tuple[Entry, ...]


def lines_of(path: Path) -> list[str]:
    """The lines of a file that hold a group."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def group_of(line: str) -> Group:
    """The entries of a line 'Ukrainian, … | Russian, … | English, …'."""
    entries: list[Entry] = []
    loose = line.startswith(_LOOSELY)
    for lang, column in zip(LANGUAGES, line.removeprefix(_LOOSELY).split("|"), strict=False):
        for place, words in enumerate(column.split(",")):
            entries.extend(entry._replace(loose=loose) for entry in entries_of(words, lang, leads=place == 0))
    return tuple(entries)


def entries_of(words: str, lang: str, *, leads: bool = False) -> list[Entry]:
    """A word or a phrase as it is compared: a hyphenated word as a whole, and as its parts one after another."""
    tokens = analyse(words, lang)
    wholes = [token for token in tokens if not _is_part(token, tokens)]
    parts = [token for token in tokens if not _has_parts(token, tokens)]
    ways = [wholes] if wholes == parts else [wholes, parts]
    return [Entry(tuple(_own_keys(token, lang) for token in way), lang, leads) for way in ways if way]


def _is_part(token: Token, tokens: Sequence[Token]) -> bool:
    return any(other.start <= token.start and token.end <= other.end and other is not token for other in tokens)


def _has_parts(token: Token, tokens: Sequence[Token]) -> bool:
    return any(token.start <= other.start and other.end <= token.end and other is not token for other in tokens)


def _own_keys(token: Token, lang: str) -> frozenset[str]:
    """Without readings of a word as a form of another: what stands in the dictionary stands there in its first form."""
    word = normalised(token.text)
    own = {
        key_of_lemma(lemma, each, kind)
        for each in ((lang,) if lang in LANGUAGES else LANGUAGES)
        for lemma, kind in lemmas_of(word, each)
        if lemma.replace("ё", "е") == word
    }
    return frozenset(own & set(token.keys) or token.keys)
