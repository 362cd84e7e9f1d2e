"""The formula of both engines: BM25F over title, short words and body.

Robertson and Zaragoza, 'The Probabilistic Relevance Framework: BM25 and Beyond', 2009, chapter 3.6: the frequencies of
the fields are added up by their weights and only then saturated.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.search.engine import Term

BOOSTS = {"title": 4.0, "words": 2.5, "body": 1.0}
#: How much a field's length counts; titles are all short.
LENGTH_COUNTS = {"title": 0.3, "words": 0.2, "body": 0.75}
SATURATION = 1.2
#: A word that is only begun counts a little less than one that stands there.
BEGUN_COUNTS = 0.8
#: A beginning stands for so many words of titles at most, the commonest.
MOST_BEGUN = 8


def rarity(size: int, n: float) -> float:
    """The weight of a word that stands in ``n`` of ``size`` documents."""
    return math.log(1 + (size - n + 0.5) / (n + 0.5)) if n <= size else 0.0


def coordinated(total: Any, met: Any, weights: float) -> Any:
    """Who has most of the words goes before who has one of them often. For numbers and arrays of them."""
    return total * (0.5 + 0.5 * met / weights)


@dataclass(slots=True)
class Wanted:
    """A word of a query with what each key that it may be found by is worth."""

    term: Term
    keys: Mapping[str, float]
    #: Forms of titles that begin as it does, and what each is worth.
    begun: Mapping[str, float] = field(default_factory=dict)
    #: In how many documents it stands itself.
    n: int = 0


def wanted(term: Term, size: int, frequency: Callable[[str], int], begun: Mapping[str, int]) -> Wanted:
    """What keys are worth: the readings of a word alike, and what means the same never more than the word itself."""
    known = {key: n for key in term.keys if (n := frequency(key))}
    own = [rarity(size, n) for n in known.values()]
    common = sum(own) / len(own) if own else 0.0
    keys = dict.fromkeys(known, common)
    for key, weight in term.near.items():
        n = frequency(key) if key not in keys else 0
        if n and weight > 0:
            worth = rarity(size, n)
            keys[key] = weight * (min(worth, common) if own else worth)
    commonest = sorted(begun, key=lambda form: (-begun[form], form))[:MOST_BEGUN]
    worth_of_begun = {form: BEGUN_COUNTS * rarity(size, begun[form]) for form in commonest}
    return Wanted(term, keys, worth_of_begun, sum(known.values()))
