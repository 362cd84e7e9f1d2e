"""A question of a self-check as it is understood. Pure: no database, no Flask."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from random import Random

from portal.core.text import plain_name


class QuestionKind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    SEVERAL = "several"
    ORDER = "order"
    MATCH = "match"
    #: In one's own words, read by the mentor.
    FREE = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the answers on offer: a choice, a place in an order, or the left side of a pair."""

    #: Made of its text: it means the same when the options are put in another order.
    key: str
    text: str
    line: int
    right: bool = False
    #: Why, if the writer said so.
    why: str = ""
    #: What belongs to it, where pairs are to be made.
    partner: str = ""

    @property
    def partner_key(self) -> str:
        """The key of what belongs to it."""
        return key_of(self.partner)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. Options of ``ORDER`` stand in the right order."""

    #: Made of its text: answers stay with it when another question is put before it, or its options change.
    key: str
    kind: QuestionKind
    text: str
    line: int
    options: tuple[Option, ...] = ()
    why: str = ""

    @property
    def partners(self) -> tuple[tuple[str, str], ...]:
        """Key and text of everything that can belong to an option, each once, by the alphabet of keys."""
        return tuple(sorted({option.partner_key: option.partner for option in self.options}.items()))

    def shuffled(self, seed: str) -> tuple[Option, ...]:
        """The options as they are shown: those of an order are mixed, for the same ``seed`` always alike.

        Never in the right order: it would be no question.
        """
        if self.kind is not QuestionKind.ORDER or len(self.options) < 2:
            return self.options
        mixed = list(self.options)
        Random(f"{seed}:{self.key}").shuffle(mixed)  # noqa: S311 - mixes, guards nothing
        return tuple(mixed[1:] + mixed[:1]) if tuple(mixed) == self.options else tuple(mixed)


def key_of(text: str) -> str:
    """The short name of a text, the same for whatever differs in case, apostrophes and spaces alone."""
    return sha256(" ".join(plain_name(text).split()).encode("utf-8", "replace")).hexdigest()[:12]
