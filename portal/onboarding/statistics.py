"""What a track does for those who follow it, in numbers. Pure: no database, no clock.

Nothing is said of fewer than five people: of four, one's own answer could be read out of the others'.
Formulas: Crocker, L. and Algina, J., 'Introduction to Classical and Modern Test Theory', Holt, Rinehart and Winston,
1986, ch. 14 (item difficulty, corrected item-total correlation). Bounds of the discrimination: Ebel, R. L., 'Essentials
of Educational Measurement', Prentice-Hall, 1972, ch. 14.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

#: Where the formulas come from, as a library would find it.
SOURCES = (
    "Crocker, Algina: “Introduction to Classical and Modern Test Theory”, 1986, ch. 14; "
    "Ebel: “Essentials of Educational Measurement”, 1972, ch. 14"
)
#: Of fewer people nothing is said.
FEWEST = 5
#: Up to so many people a correlation says little: it is shown with that word.
FEW = 20
#: A question that more people get right at once tells hardly anything of who knows the matter.
EASY = 0.95
#: One that fewer get right at once is hard, or badly put.
HARD = 0.5
#: Ebel 1972: below this a question is poor, to be rewritten or left out.
POOR = 0.2


class Advice(StrEnum):
    """What a question needs, the worst first."""

    MISLEADS = "misleads"
    HARD = "hard"
    POOR = "poor"
    EASY = "easy"
    FINE = "fine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The first answers to one question, added up over people.

    x is 1 for whoever got it right at once, else 0; y is the share (0 to 1) of the *other* questions that this person
    got right at once. A share and not a count, because not everybody has come equally far.
    """

    #: Everybody who answered it, and how many of them right at once.
    people: int
    right: int
    #: Those of them who have answered others too, and the sums over them alone.
    compared: int
    x: float
    y: float
    yy: float
    xy: float


def add_up(answers: Iterable[tuple[bool, int, int]]) -> Sums:
    """The sums of one question from its first answers: right or not, and how many *other* questions that person got
    right at once, of how many."""
    people = right = compared = 0
    x = y = yy = xy = 0.0
    for own, others_right, others in answers:
        people += 1
        right += own
        if others:
            share = others_right / others
            compared, x, y = compared + 1, x + own, y + share
            yy, xy = yy + share * share, xy + own * share
    return Sums(people=people, right=right, compared=compared, x=x, y=y, yy=yy, xy=xy)


def difficulty(sums: Sums) -> float | None:
    """The share of people who got it right at their first attempt, 0 to 1: the p-value of classical test theory.

    Small is hard. None below five people.
    """
    return sums.right / sums.people if sums.people >= FEWEST else None


def discrimination(sums: Sums) -> float | None:
    """The corrected item-total correlation, -1 to 1: Pearson's r between this question (0 or 1) and all the others.

    'Corrected': the question itself is not among what it is compared with, else it would agree with itself. Below zero
    those who know the rest get this one wrong. None below five people, and where all answered alike.
    """
    n = sums.compared
    if n < FEWEST:
        return None
    spread = (n * sums.x - sums.x**2) * (n * sums.yy - sums.y**2)
    if spread <= 1e-9:
        return None
    return max(-1.0, min(1.0, (n * sums.xy - sums.x * sums.y) / sqrt(spread)))


def advice(hard: float | None, tells_apart: float | None, compared: int) -> Advice | None:
    """What to do with a question by its two numbers, found from so many people; None where there are too few to say.

    A correlation of few people swings by itself: its standard error about zero is 1 / sqrt(n - 1). A question is said
    to mislead when it lies further below zero than that, and to be poor only from ``FEW`` people up.
    """
    if hard is None:
        return None
    if tells_apart is not None and compared >= FEWEST and hard < EASY and tells_apart < -1 / sqrt(compared - 1):
        return Advice.MISLEADS
    if hard < HARD:
        return Advice.HARD
    if hard >= EASY:
        return Advice.EASY
    if tells_apart is not None and compared >= FEW and tells_apart < POOR:
        return Advice.POOR
    return Advice.FINE


def median(counts: Mapping[int, int]) -> float | None:
    """The middle of whole numbers given with how often each occurs; between the two middle ones of an even number.

    None below five.
    """
    total = sum(counts.values())
    if total < FEWEST:
        return None
    low, high = _at(counts, (total - 1) // 2), _at(counts, total // 2)
    return (low + high) / 2


def _at(counts: Mapping[int, int], place: int) -> int:
    """The number at that place, from 0, when all stand in a row from the smallest."""
    passed = 0
    for number in sorted(counts):
        passed += counts[number]
        if passed > place:
            return number
    raise IndexError(place)
