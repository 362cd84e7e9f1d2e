"""What a learner answered, in words, with what the green pen marked in it. Pure."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from portal.onboarding.asked import Question, QuestionKind


class Stretch(NamedTuple):
    """Neighbouring words; ``marks``: numbers of the green marks on them, from 1; ``ends``: of those that end here."""

    words: str
    marks: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def words_of(given: Any) -> str:
    """The words of an answer in one's own; empty for any other."""
    said = given.get("text") if isinstance(given, Mapping) else None
    return said if isinstance(said, str) else ""


def in_words(question: Question | None, given: Any) -> str:
    """An answer as people read it; the question may be gone from the version that the learner follows now."""
    if question is None or question.kind is QuestionKind.FREE or not isinstance(given, Mapping):
        return words_of(given)
    names = {option.key: option.text for option in question.options}
    if question.kind is QuestionKind.MATCH:
        right = dict(question.partners)
        pairs = given.get("pairs")
        pairs = pairs if isinstance(pairs, Mapping) else {}
        return "; ".join(f"{names[left]} — {right[to]}" for left, to in pairs.items() if left in names and to in right)
    chosen = given.get("order") if question.kind is QuestionKind.ORDER else given.get("chosen")
    keys = [key for key in chosen if isinstance(key, str)] if isinstance(chosen, list) else []
    return "; ".join(names[key] for key in keys if key in names)


def marked(words: str, quotes: Sequence[str]) -> list[Stretch]:
    """The words cut where green marks begin and end; a quote that doesn't stand there marks nothing.

    White space is compared loosely: a quote holds single spaces where the answer may have line ends.
    """
    places = [_place(words, quote) for quote in quotes]
    cuts = sorted({0, len(words), *(end for place in places if place for end in place)})
    found = []
    for start, end in pairwise(cuts):
        on_it = tuple(
            number for number, place in enumerate(places, start=1) if place and place[0] <= start and end <= place[1]
        )
        ends = tuple(number for number, place in enumerate(places, start=1) if place and place[1] == end)
        found.append(Stretch(words[start:end], on_it, ends))
    return found


def _place(words: str, quote: str) -> tuple[int, int] | None:
    parts = [re.escape(part) for part in quote.split()]
    found = re.search(r"\s+".join(parts), words) if parts else None
    return found.span() if found else None
