"""The small language of the search box: "a phrase", -without, and filters such as status:accepted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.search.language import Token, analyse_query

MAX_LETTERS = 200
MAX_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A query taken apart; values of filters are as they were typed."""

    #: The free text that is left, phrases included.
    words: str = ""
    tokens: Sequence[Token] = ()
    #: Words that must stand one after another.
    phrases: Sequence[Sequence[Token]] = ()
    without: Sequence[Token] = ()
    #: By the English name of the filter: status, kind, tag, author, team, lang, after, before.
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: What looks like a filter but names nothing that can be filtered by.
    unknown: Sequence[str] = ()


def parse(text: str) -> Parsed:
    """Take a query apart; it never fails."""
    text = " ".join(text[:MAX_LETTERS].split())
    return Parsed(words=text, tokens=analyse_query(text)[:MAX_WORDS])
