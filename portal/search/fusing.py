"""One score from words and meaning.

The weights were found on a hand-made collection (100 texts, 80 queries of ten types) and hold on another; none belongs
to a word or a theme. Words count by a power of the share of the query that they cover: a document that has all of it is
out of reach of one that merely means something like it, while one word of four says less than the meaning of the whole.
"""

import math

from portal.search.evidence import Evidence

#: Deviations of meaning (see ``meaning.background``) are counted one for one; the best answers have three to six.
WORDS = 8.0
POWER = 1.6
IN_TITLE = 1.0
WHOLE_TITLE = 0.7
TOGETHER = 1.5
#: What a text whose meaning isn't known (yet) is given: what one with such words usually has.
USUAL_MEANING = 2.5
MOST_MEANING = 6.0
HIGHEST = WORDS + IN_TITLE + WHOLE_TITLE + TOGETHER + MOST_MEANING


def by_words(found: Evidence) -> float:
    """What the words say."""
    return (
        WORDS * math.pow(found.share, POWER)
        + IN_TITLE * found.title**2
        + WHOLE_TITLE * found.title * found.whole_title
        + TOGETHER * found.together * found.covered
    )


def fused(found: Evidence, meaning: float | None) -> float:
    """From 0 to 1; ``meaning`` in deviations above the usual, None where it isn't known."""
    known = USUAL_MEANING * found.share if meaning is None else min(meaning, MOST_MEANING)
    return max(0.0, (by_words(found) + known) / HIGHEST)
