"""How a value comes out of what was chosen: the models, their criteria and their formulas. Pure.

A formula's source stands with it, and ``FORMULAS`` is what pages say of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise
from math import log
from statistics import median

#: What one person chose: a number for each criterion, by its key.
Values = Mapping[str, Decimal]

_HUNDREDTH = Decimal("0.01")


class Kind(StrEnum):
    """The kinds of models; only weighted ones have criteria of the company's own."""

    RICE = "rice"
    ICE = "ice"
    IMPACT_EFFORT = "impact_effort"
    WEIGHTED = "weighted"


class Part(StrEnum):
    """On which side of the fraction a criterion stands."""

    GAIN = "gain"
    COST = "cost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One question of a model: answered by one of ``steps``, or where there are none by any number in between."""

    key: str
    part: Part = Part.GAIN
    weight: int = 1
    steps: tuple[Decimal, ...] = ()
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)

    def takes(self, value: Decimal) -> bool:
        """Whether that is an answer to it."""
        return value in self.steps if self.steps else self.least <= value <= self.most


@dataclass(frozen=True, slots=True)
class Rule:
    """A model as it is reckoned with: its kind and its criteria."""

    kind: Kind
    criteria: tuple[Criterion, ...]


def _steps(*numbers: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(number) for number in numbers)


FIVE = _steps("1", "2", "3", "4", "5")
TEN = (*FIVE, *_steps("6", "7", "8", "9", "10"))

#: What came with the portal. Reach: people in a month; effort: weeks of one person.
RULES: dict[Kind, Rule] = {
    Kind.RICE: Rule(
        Kind.RICE,
        (
            Criterion(key="reach", least=Decimal(1), most=Decimal(1_000_000)),
            Criterion(key="impact", steps=_steps("0.25", "0.5", "1", "2", "3")),
            Criterion(key="confidence", steps=_steps("0.5", "0.8", "1")),
            Criterion(key="effort", part=Part.COST, least=Decimal("0.1"), most=Decimal(500)),
        ),
    ),
    Kind.ICE: Rule(
        Kind.ICE,
        (Criterion(key="impact", steps=TEN), Criterion(key="confidence", steps=TEN), Criterion(key="ease", steps=TEN)),
    ),
    Kind.IMPACT_EFFORT: Rule(
        Kind.IMPACT_EFFORT,
        (Criterion(key="impact", steps=FIVE), Criterion(key="effort", part=Part.COST, steps=FIVE)),
    ),
}


def result(rule: Rule, values: Values) -> Decimal:
    """The value of an initiative by the model, to the hundredth; the higher, the sooner it is worth doing."""
    reckon = {Kind.RICE: _rice, Kind.ICE: _ice, Kind.IMPACT_EFFORT: _impact_effort}.get(rule.kind)
    exact = reckon(values) if reckon else _weighted(rule.criteria, values)
    return exact.quantize(_HUNDREDTH, ROUND_HALF_UP)


def _rice(values: Values) -> Decimal:
    """Reach x impact x confidence / effort.

    Sean McBride, 'RICE: Simple prioritization for product managers', Intercom, 2018. Impact 3 massive, 2 high,
    1 medium, 0.5 low, 0.25 minimal; confidence 100 % high, 80 % medium, 50 % low. Any period and any unit of effort
    will do as long as they are the same everywhere: here people in a month and weeks of one person.
    """
    return values["reach"] * values["impact"] * values["confidence"] / values["effort"]


def _ice(values: Values) -> Decimal:
    """The mean of impact, confidence and ease, each 1 to 10.

    Sean Ellis and Morgan Brown, 'Hacking Growth', 2017, chapter 4. (Others multiply the three.)
    """
    return (values["impact"] + values["confidence"] + values["ease"]) / 3


def _impact_effort(values: Values) -> Decimal:
    """Impact / effort, each 1 to 5; the matrix itself is what counts.

    'Impact effort matrix', American Society for Quality, Quality resources.
    """
    return values["impact"] / values["effort"]


def _weighted(criteria: Sequence[Criterion], values: Values) -> Decimal:
    """The weighted mean of gains, divided by that of costs where the company counts costs.

    Without costs: the weighted sum, Peter Fishburn, 'Additive utilities with incomplete product sets', Operations
    Research 15(3), 1967, divided by the sum of the weights so that it keeps the scale 1 to 5. With costs it is made
    like WSJF, the cost of delay over the duration of the job: Donald Reinertsen, 'The Principles of Product
    Development Flow', 2009, chapter 7.
    """
    gains = _mean([one for one in criteria if one.part is Part.GAIN], values)
    costs = [one for one in criteria if one.part is Part.COST]
    return gains / _mean(costs, values) if costs else gains


def _mean(criteria: Sequence[Criterion], values: Values) -> Decimal:
    return sum((one.weight * values[one.key] for one in criteria), Decimal(0)) / sum(one.weight for one in criteria)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the matrix: each from 0, little, to 1, much."""

    effort: float
    impact: float


#: Effort of RICE has no end: from a week (the left edge) to a year (the right one), by its logarithm.
_WEEKS_FROM, _WEEKS_TO = 1.0, 52.0


def spot(rule: Rule, values: Values) -> Spot | None:
    """Where it stands in the matrix; None for a model that asks nothing about effort."""
    if rule.kind is Kind.RICE:
        weeks = min(max(float(values["effort"]), _WEEKS_FROM), _WEEKS_TO)
        impact = next(one for one in rule.criteria if one.key == "impact")
        return Spot(log(weeks / _WEEKS_FROM) / log(_WEEKS_TO / _WEEKS_FROM), _along(impact.steps, values["impact"]))
    if rule.kind is Kind.ICE:
        return Spot(1 - _along(TEN, values["ease"]), _along(TEN, values["impact"]))
    costs = [one for one in rule.criteria if one.part is Part.COST]
    gains = [one for one in rule.criteria if one.part is Part.GAIN]
    if not costs:
        return None
    return Spot(_along(FIVE, _mean(costs, values)), _along(FIVE, _mean(gains, values)))


def _along(steps: Sequence[Decimal], value: Decimal) -> float:
    """How far along a scale a number lies, with equal room for each step."""
    for place, (low, high) in enumerate(pairwise(steps)):
        if value <= high:
            return (place + max(float((value - low) / (high - low)), 0.0)) / (len(steps) - 1)
    return 1.0


class Corner(StrEnum):
    """The quarters of the matrix; the middle belongs to much."""

    QUICK = "quick"
    BIG = "big"
    SMALL = "small"
    DOUBTFUL = "doubtful"


def corner(of: Spot) -> Corner:
    """The quarter in which it lies."""
    if of.impact >= 0.5:
        return Corner.BIG if of.effort >= 0.5 else Corner.QUICK
    return Corner.DOUBTFUL if of.effort >= 0.5 else Corner.SMALL


def middle(rule: Rule, sheets: Sequence[Values]) -> dict[str, Decimal]:
    """The median of each criterion over what several people chose: one far off moves it little."""
    return {one.key: median([sheet[one.key] for sheet in sheets]) for one in rule.criteria}


def apart(criterion: Criterion, values: Iterable[Decimal]) -> float:
    """How far answers to a criterion lie apart: 0 for the same, 1 for the two ends (or one many times the other)."""
    chosen = list(values)
    low, high = min(chosen), max(chosen)
    if criterion.steps:
        return _along(criterion.steps, high) - _along(criterion.steps, low)
    return float(1 - low / high)


#: From here on people should talk about it.
FAR_APART = 0.5
