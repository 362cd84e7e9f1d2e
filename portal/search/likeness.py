"""How likely two texts are about the same matter, from what their words and their meanings have in common.

A logistic formula (Berkson, 1944) of two numbers, fitted on 36 drafts against 40 initiatives in three languages (22
drafts retell one of them in other words, 6 of these in another language; 14 are new but share words), each draft judged
by what the others taught. The closeness of meaning separates alone (0.82 of the twins at no false alarm), the shared
words add those that a language or a short text hides (0.91 at one false alarm in fourteen). Unlike the rank of a
search, it's the absolute closeness that tells: something is always the closest.
"""

import math

import numpy as np

from portal.search.meaning.embedder import Floats
from portal.search.meaning.matrix import Closeness

_MEANING, _WORDS, _LEAST = 57.0, 54.0, -56.0
#: The same from words alone, where there is no meaning.
_WORDS_ALONE, _LEAST_ALONE = 70.0, -10.5
LANGUAGE_SHARE = 0.5
#: What is shown as much like it; knowledge has to answer it, not only to speak of the same thing.
LIKELY, ANSWERS = 0.5, 0.8


def closeness(near: Closeness) -> Floats:
    """The cosine of the closest window and the whole, without half of what its language is nearer or farther by."""
    numbers: Floats = ((near.best + near.mean) / 2).astype(np.float32)
    if not len(near):
        return numbers
    whole = float(numbers.mean())
    for lang in np.unique(near.langs):
        of_lang = near.langs == lang
        numbers[of_lang] -= LANGUAGE_SHARE * (float(numbers[of_lang].mean()) - whole)
    return numbers


def likelihood(words: float, meaning: float | None) -> float:
    """From 0 to 1; ``words`` is the share of the one's words that the other has (``evidence.share``)."""
    alone = _WORDS_ALONE * words + _LEAST_ALONE
    odds = alone if meaning is None else _MEANING * meaning + _WORDS * words + _LEAST
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
