"""How likely two texts are about the same matter, from what their words and their meanings have in common.

A logistic formula (Berkson, 1944) of two numbers, fitted on 66 drafts against 88 initiatives in three languages (40
retell one of them in other words, some in another language; 26 are new but speak of the same setting), each draft
judged by what the others taught: 0.94 of the twins are met at 5 % false alarms; on drafts that taught nothing it is
less. The closeness of the wholes tells most, for windows of one setting are alike whatever is proposed there. The
shared words add those that a language hides: by how much one text shares more than the next best, because a setting's
own words are shared with all of its texts, and by square roots, because the first few words tell more than the next.
Unlike the rank of a search, it's the absolute closeness that tells: something is always the closest.
"""

import math

import numpy as np

from portal.search.meaning.embedder import Floats
from portal.search.meaning.matrix import Closeness

_MEANING, _AHEAD, _LEAST = 41.2, 13.5, -37.0
#: The same from words alone, where there is no meaning.
_WORDS_ALONE, _LEAST_ALONE = 49.5, -7.6
LANGUAGE_SHARE = 0.5
#: What is shown as much like it; knowledge has to answer it, not only to speak of the same thing.
LIKELY, ANSWERS = 0.35, 0.7


def closeness(near: Closeness) -> Floats:
    """The cosine of the wholes, without half of what a language is nearer or farther by."""
    numbers: Floats = near.whole.copy()
    if not len(near):
        return numbers
    whole = float(numbers.mean())
    for lang in np.unique(near.langs):
        of_lang = near.langs == lang
        numbers[of_lang] -= LANGUAGE_SHARE * (float(numbers[of_lang].mean()) - whole)
    return numbers


def likelihood(words: float, next_best: float, meaning: float | None) -> float:
    """From 0 to 1; ``words``: the share of the text's words that the other has; ``next_best``: the most of the rest."""
    alone = _WORDS_ALONE * words + _LEAST_ALONE
    ahead = math.sqrt(words) - math.sqrt(next_best)
    odds = alone if meaning is None else _MEANING * meaning + _AHEAD * ahead + _LEAST
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
