"""How much closer than usual something is: cosines of a model mean little by themselves.

A query is closer to everything in its own language, and some queries are close to everything. So a
document's closeness is measured against that of all others to the same query, and some of what a language is ahead is
taken away: an answer in another language may stand above a near miss in one's own, not above an answer.
"""

import numpy as np

from portal.search.meaning.closeness import Closeness
from portal.search.meaning.embedder import Floats

#: What a title and the whole of a text add to its closest window.
TITLE_SHARE, MEAN_SHARE = 0.3, 0.3
#: More lets answers in other languages rise; less puts those in other words of one's own language higher.
LANGUAGE_SHARE = 0.4
#: What is usual, as so many documents would tell: a handful of texts has no background of its own.
_USUAL_DEVIATION, _USUAL_WEIGHT = 0.1, 20
_FEWEST_OF_A_LANGUAGE = 5


def combined(near: Closeness) -> Floats:
    """One number for each document: its closest window, its title and its whole."""
    made: Floats = near.best + TITLE_SHARE * near.title + MEAN_SHARE * near.mean
    return made


def above_usual(near: Closeness) -> Floats:
    """By how many deviations each document is closer than documents usually are to this text."""
    if not len(near):
        return near.best
    numbers = combined(near)
    whole = float(numbers[near.usual].mean())
    for lang in np.unique(near.langs):
        of_lang = near.langs == lang
        if int((of_lang & near.usual).sum()) >= _FEWEST_OF_A_LANGUAGE:
            numbers[of_lang] -= LANGUAGE_SHARE * (float(numbers[of_lang & near.usual].mean()) - whole)
    usual = numbers[near.usual]
    many = len(usual)
    variance = (many * float(usual.var()) + _USUAL_WEIGHT * _USUAL_DEVIATION**2) / (many + _USUAL_WEIGHT)
    above: Floats = (numbers - np.float32(usual.mean())) / np.float32(variance**0.5)
    return above
