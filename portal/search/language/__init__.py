"""The words of a text as search compares them: one chain for documents and queries, in three languages.

A hyphenated word, or one of letters and digits, is a token by itself, and its parts are tokens beside it: the whole and
its first part have the same position, each further part the next one. So 'інтернет-магазин' answers 'інтернет магазин'
as a phrase, and the other way round.
"""

from functools import lru_cache
from typing import NamedTuple

from portal.search.language.fillers import is_filler_word
from portal.search.language.lemmas import keys_of
from portal.search.language.letters import MAX_WORD_LETTERS, normalised, parts_of, words_of

__all__ = ["Token", "analyse", "analyse_query", "is_filler", "normalised"]

#: A chain of more parts is no word ("а-а-а-а-а"): only the parts count.
MAX_PARTS = 5
_KEPT_WORDS = 30_000


class Token(NamedTuple):
    """A word where it stands."""

    #: As it stands in the text; ``start`` and ``end`` are its place there.
    text: str
    start: int
    end: int
    #: For phrases: neighbours differ by one.
    position: int
    #: Folded lemmas, the likeliest first; at most three a language.
    keys: tuple[str, ...]


def analyse(text: str, lang: str = "") -> list[Token]:
    """The words of a document in a language ("" where it isn't known), in their order."""
    tokens: list[Token] = []
    position = 0
    for start, end in words_of(text):
        for piece, first, last, step, keys in _pieces(text[start:end], lang):
            tokens.append(Token(piece, start + first, start + last, position + step, keys))
        position += step + 1
    return tokens


def analyse_query(text: str) -> list[Token]:
    """The words of a query: read as Ukrainian and Russian together, for nobody says in which language he asks."""
    return analyse(text)


#: A token of a word: its text, where it begins and ends in the word, by how much it is further, its keys.
_Piece = tuple[str, int, int, int, tuple[str, ...]]


@lru_cache(maxsize=_KEPT_WORDS)
def _pieces(word: str, lang: str) -> tuple[_Piece, ...]:
    """A word and its parts; the last one is the furthest. Kept, for texts are mostly the same words."""
    parts = parts_of(word)
    whole = [(word, 0, len(word), 0, _keys(word, lang))] if len(parts) <= MAX_PARTS else []
    if len(parts) < 2:
        return tuple(whole)
    each = ((number, first, last, word[first:last]) for number, (first, last) in enumerate(parts))
    return (*whole, *((part, first, last, number, _keys(part, lang)) for number, first, last, part in each))


def _keys(word: str, lang: str) -> tuple[str, ...]:
    plain = normalised(word)
    keys = keys_of(plain, lang) if len(plain) < MAX_WORD_LETTERS else ()
    return tuple(filter(None, keys)) or (plain,)  # of a sign alone (ь) folding leaves nothing: no engine takes that


def is_filler(token: Token) -> bool:
    """It says nothing of what is looked for: a particle, or the wording of a question ('як', 'what to do if')."""
    return is_filler_word(normalised(token.text))
