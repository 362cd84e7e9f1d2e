"""Words that mean the same: the shipped groups of the field and those that a company adds, asked at query time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from portal.search.language import Token


class Alternative(NamedTuple):
    """Another way to say it: one set of keys for each of its words, and how near it is from 0 to 1."""

    words: tuple[frozenset[str], ...]
    weight: float


class Near(NamedTuple):
    """What the words ``first`` to ``last`` (places in the given sequence, both included) can be said by."""

    first: int
    last: int
    alternatives: tuple[Alternative, ...]


class Dictionary:
    """Groups of words and phrases; never changed after it was made."""

    def near(self, tokens: Sequence[Token]) -> list[Near]:
        """Synonyms and translations of the words of a query and of phrases within it."""
        return []

    def keys_near(self, keys: Collection[str]) -> Mapping[str, float]:
        """Single keys that mean the same as any of these, each with its weight."""
        return {}


@lru_cache(maxsize=1)
def shipped() -> Dictionary:
    """The dictionary that comes with the portal."""
    return Dictionary()


def with_groups(base: Dictionary, groups: Iterable[str]) -> Dictionary:
    """Another dictionary that knows these groups too: words parted by lines, commas, semicolons or bars."""
    return base
