"""The small language of the search box: "a phrase", -without, and filters such as status:accepted.

Whatever doesn't fit is free text: a search box answers everything.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from portal.core.text import storable
from portal.search.language import Token, analyse_query, is_filler

MAX_LETTERS = 200
MAX_WORDS = 8

_NAMES = {
    "status": "status статус стан",
    "kind": "kind type вид тип",
    "tag": "tag тег мітка метка",
    "author": "author автор",
    "team": "team команда",
    "lang": "lang language мова язык",
    "after": "after since після после",
    "before": "before until до",
}
_FILTERS = {name: filter_ for filter_, names in _NAMES.items() for name in names.split()}
_MYSELF = frozenset({"me", "myself", "i", "я", "мене", "мій", "моя", "моє", "мої", "меня", "мой", "мое", "моё", "мои"})

_QUOTED = r'"[^"]*"|«[^»]*»|“[^”]*”|„[^“”]*[“”]'
#: A quotation mark within a word is an apostrophe of a poor keyboard, hence the look behind.
_PIECE = re.compile(
    rf"(?<!\S)(?P<name>[^\W\d_]+):(?P<value>{_QUOTED}|[^\s\"«“„]+)"
    rf"|(?<!\S)[-−](?:(?P<not_phrase>{_QUOTED})|(?P<not_word>[^\W_]\S*))"
    rf"|(?<!\w)(?P<phrase>{_QUOTED})"
)
_QUOTES = '"«»“”„'


class Condition(NamedTuple):
    """A filter of a query: any of its values will do."""

    #: The English name: status, kind, tag, author, team, lang, after, before.
    name: str
    #: As they were typed.
    values: tuple[str, ...]
    #: The whole as it stands in the query.
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A query taken apart."""

    #: The free text that is left, the words of phrases included.
    words: str = ""
    #: Its words: at most eight that mean something, the fillers between them, and parts of hyphenated ones.
    tokens: Sequence[Token] = ()
    #: Words that must stand one after another.
    phrases: Sequence[Sequence[Token]] = ()
    without: Sequence[Token] = ()
    conditions: Sequence[Condition] = ()
    #: What was meant as a condition but can't be one, as it was typed.
    unknown: Sequence[str] = ()


def parse(text: str) -> Parsed:
    """Take a query apart; it never fails."""
    text = " ".join(storable(text[:MAX_LETTERS]).split())
    taken = _Taken()
    words = " ".join(_PIECE.sub(taken.take, text).split())
    return Parsed(
        words=words,
        tokens=_some(analyse_query(words)),
        phrases=tuple(taken.phrases),
        without=tuple(taken.without[:MAX_WORDS]),
        conditions=tuple(taken.conditions),
        unknown=tuple(taken.unknown),
    )


def is_myself(value: str) -> bool:
    """Whether a value of ``author:`` means whoever asks."""
    return value.casefold() in _MYSELF


class _Taken:
    """What is taken out of the text piece by piece."""

    def __init__(self) -> None:
        self.phrases: list[Sequence[Token]] = []
        self.without: list[Token] = []
        self.conditions: list[Condition] = []
        self.unknown: list[str] = []

    def take(self, piece: re.Match[str]) -> str:
        """Note a piece; what is left of it as free text."""
        if piece["name"]:
            return self._condition(piece)
        if piece["phrase"]:
            return self._phrase(piece["phrase"].strip(_QUOTES))
        return self._without(piece)

    def _condition(self, piece: re.Match[str]) -> str:
        name = _FILTERS.get(piece["name"].casefold())
        if name is None:
            return piece.group()
        quoted = piece["value"][0] in _QUOTES
        values = [piece["value"].strip(_QUOTES)] if quoted else piece["value"].split(",")
        values = [value.strip() for value in values if value.strip()]
        if values:
            self.conditions.append(Condition(name, tuple(values), piece.group()))
        else:
            self.unknown.append(piece.group())
        return " "

    def _phrase(self, text: str) -> str:
        tokens = _some(_whole(analyse_query(text)))
        if len(tokens) > 1:
            self.phrases.append(tokens)
        return f" {text} "

    def _without(self, piece: re.Match[str]) -> str:
        tokens = _whole(analyse_query(piece["not_phrase"] or piece["not_word"]))
        if len(tokens) == 1:
            self.without.append(tokens[0])
        else:
            self.unknown.append(piece.group())
        return " "


def _whole(tokens: Sequence[Token]) -> list[Token]:
    """Without the parts of hyphenated words."""
    whole: list[Token] = []
    for token in tokens:
        if not whole or token.start >= whole[-1].end:
            whole.append(token)
    return whole


def _some(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """As many as mean at most eight words, parts of a word not counted."""
    some: list[Token] = []
    words = end = 0
    for token in tokens:
        if token.start >= end:
            words += not is_filler(token)
            end = token.end
        if words > MAX_WORDS or len(some) >= 4 * MAX_WORDS:
            break
        some.append(token)
    return tuple(some)
