"""What the criteria of a model are called and how its formula reads: the portal's own in the catalogues, a company's
own in its definition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.scoring.formulas import FIVE, Criterion, Kind, Part

MOST_CRITERIA, MOST_WEIGHT, MOST_HINT_LETTERS, MAX_NOTE_LETTERS = 8, 100, 200, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A criterion in words."""

    label: Any
    help: Any = ""
    #: What the first and the last step mean.
    low: Any = ""
    high: Any = ""
    #: What each step means, where every one has its own words.
    steps: tuple[Any, ...] = ()
    #: Of a number that is typed.
    unit: Any = ""


MODEL_NAMES: dict[Kind, Any] = {Kind.RICE: "RICE", Kind.ICE: "ICE", Kind.IMPACT_EFFORT: _l("Impact and effort")}

_LITTLE, _MUCH = _l("hardly any"), _l("very much")

WORDS: dict[Kind, dict[str, Words]] = {
    Kind.RICE: {
        "reach": Words(
            label=_l("Reach"),
            help=_l("How many customers or colleagues meet it in a month"),
            unit=_l("people a month"),
        ),
        "impact": Words(
            label=_l("Impact"),
            help=_l("How much it changes for each of them"),
            steps=(_l("minimal"), _l("low"), _l("medium"), _l("high"), _l("massive")),
        ),
        "confidence": Words(
            label=_l("Confidence"),
            help=_l("How well you know the other three"),
            steps=(_l("a guess"), _l("some data"), _l("solid data")),
        ),
        "effort": Words(
            label=_l("Effort"),
            help=_l("Weeks of one person, all teams together"),
            unit=_l("weeks of one person"),
        ),
    },
    Kind.ICE: {
        "impact": Words(label=_l("Impact"), help=_l("How much it gives if it works"), low=_LITTLE, high=_MUCH),
        "confidence": Words(
            label=_l("Confidence"), help=_l("How sure you are that it works"), low=_l("a guess"), high=_l("proved")
        ),
        "ease": Words(
            label=_l("Ease"), help=_l("How easily it is done"), low=_l("half a year of work"), high=_l("done in a day")
        ),
    },
    Kind.IMPACT_EFFORT: {
        "impact": Words(
            label=_l("Impact"), help=_l("How much it gives to customers and colleagues"), low=_LITTLE, high=_MUCH
        ),
        "effort": Words(
            label=_l("Effort"),
            help=_l("How much work and money it takes, all teams together"),
            low=_l("done in passing"),
            high=_l("months of work"),
        ),
    },
}

#: Whose formula it is, as a library would find it.
SOURCES: dict[Kind, str] = {
    Kind.RICE: "Sean McBride, “RICE: Simple prioritization for product managers”, Intercom, 2018",
    Kind.ICE: "Sean Ellis, Morgan Brown, “Hacking Growth”, Crown Business, 2017, ch. 4",
    Kind.IMPACT_EFFORT: "“Impact Effort Matrix”, American Society for Quality, Quality Resources",
}
_WEIGHTED_SUM = "Peter C. Fishburn, “Additive Utilities with Incomplete Product Sets”, Operations Research 15(3), 1967"
_WSJF = "Donald G. Reinertsen, “The Principles of Product Development Flow”, 2009, ch. 7 (WSJF)"

_FORMULAS: dict[Kind, Any] = {
    Kind.RICE: _l("reach × impact × confidence ÷ effort"),
    Kind.ICE: _l("(impact + confidence + ease) ÷ 3"),
    Kind.IMPACT_EFFORT: _l("impact ÷ effort"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCriterion:
    """A criterion of the company's own as its definition has it."""

    key: str
    names: Mapping[str, str]
    hints: Mapping[str, str]
    part: Part
    weight: int

    @property
    def criterion(self) -> Criterion:
        """The same as it is reckoned with."""
        return Criterion(key=self.key, part=self.part, weight=self.weight, steps=FIVE)

    @property
    def words(self) -> Words:
        """The same in the reader's language."""
        return Words(label=in_words(self.names), help=in_words(self.hints), low=_LITTLE, high=_MUCH)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnModel:
    """A model of the company's own as somebody wants it."""

    names: Mapping[str, str]
    criteria: Sequence[OwnCriterion]


def field_of(key: str) -> str:
    """The name of the field of a criterion in forms."""
    return f"on_{key}"


def in_words(names: Mapping[str, str]) -> str:
    """The company's own words in the reader's language, else in the first one that has any."""
    found = names.get(i18n.language()) or next((name for name in names.values() if name), "")
    return str(found)


def formula(kind: Kind, own: Sequence[OwnCriterion]) -> str:
    """The formula in words: 'reach × impact × confidence ÷ effort'."""
    if kind is not Kind.WEIGHTED:
        return str(_FORMULAS[kind])
    gains, costs = _mean(own, Part.GAIN), _mean(own, Part.COST)
    return f"{gains} ÷ {costs}" if costs else gains


def _mean(own: Sequence[OwnCriterion], part: Part) -> str:
    """'(3 × Customers + 2 × Time) ÷ 5', in brackets of its own where it stands below the line."""
    of = [one for one in own if one.part is part]
    if len(of) <= 1:
        return "".join(in_words(one.names) for one in of)
    total = sum(one.weight for one in of)
    text = f"({' + '.join(f'{one.weight} × {in_words(one.names)}' for one in of)}) ÷ {total}"
    return f"({text})" if part is Part.COST else text


def source(kind: Kind, own: Sequence[OwnCriterion]) -> str:
    """Whose formula it is."""
    if kind is not Kind.WEIGHTED:
        return SOURCES[kind]
    return _WSJF if any(one.part is Part.COST for one in own) else _WEIGHTED_SUM


def worked(kind: Kind, own: Sequence[OwnCriterion], values: Mapping[str, Decimal], result: Decimal) -> str:
    """The formula with the numbers of one valuation put in: '120 × 2 × 80 % ÷ 4 = 48'."""
    said = {key: number(value) for key, value in values.items()}
    if kind is Kind.RICE:
        said["confidence"] = f"{number(values['confidence'] * 100)} %"
        left = f"{said['reach']} × {said['impact']} × {said['confidence']} ÷ {said['effort']}"
    elif kind is Kind.ICE:
        left = f"({said['impact']} + {said['confidence']} + {said['ease']}) ÷ 3"
    elif kind is Kind.IMPACT_EFFORT:
        left = f"{said['impact']} ÷ {said['effort']}"
    else:
        left = _worked_weighted(own, said)
    return f"{left} = {number(result)}"


def _worked_weighted(own: Sequence[OwnCriterion], said: Mapping[str, str]) -> str:
    parts = []
    for part in Part:
        of = [one for one in own if one.part is part]
        if len(of) == 1:
            parts.append(said[of[0].key])
        elif of:
            total = sum(one.weight for one in of)
            text = f"({' + '.join(f'{one.weight} × {said[one.key]}' for one in of)}) ÷ {total}"
            parts.append(f"({text})" if part is Part.COST else text)
    return " ÷ ".join(parts)


def number(value: Decimal) -> str:
    """A number without needless noughts: '48', '3,5'."""
    return i18n.number(int(value)) if value == value.to_integral_value() else i18n.number(float(value))


def step_words(kind: Kind, criterion: Criterion, step: Decimal) -> str:
    """A step as its number is read: '80 %' for a confidence of 0.8."""
    if kind is Kind.RICE and criterion.key == "confidence":
        return _("%(num)s %%", num=number(step * 100))
    return number(step)
