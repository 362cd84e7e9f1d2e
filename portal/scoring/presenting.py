"""Scores in words: criteria with their steps, sheets side by side, how far they lie apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.scoring.criteria import Words, number, step_words, worked
from portal.scoring.formulas import FAR_APART, Criterion, apart
from portal.scoring.queries.reference import KnownVersion
from portal.scoring.queries.rounds import RoundView, SheetView


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A criterion of a form: its field, its words, and its steps with the keys that choose them."""

    field: Any
    words: Words
    #: (value, what stands on it, what it means, the key) of each step; empty where a number is typed.
    steps: Sequence[tuple[str, str, Any, str]]
    #: The median of what was given, where that is known.
    middle: str = ""
    #: Whether that is no step, so that nothing is chosen beforehand.
    between: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A criterion over all sheets."""

    label: Any
    cells: Sequence[str]
    middle: str
    spread: str
    far: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """All sheets side by side."""

    names: Sequence[str]
    lines: Sequence[Line]
    results: Sequence[str]
    middle: str
    spread: str
    notes: Sequence[SheetView]
    #: Where they lie furthest apart, in a sentence; empty when they are close.
    talk: str
    worked: str


def questions(version: KnownVersion, form: Any, field_of: Any, of: RoundView | None = None) -> list[Question]:
    """The criteria of a form in their order; with the medians of a round where one is shown."""
    middles = of.middle if of else {}
    return [
        Question(
            field=form[field_of(one.key)],
            words=version.words[one.key],
            steps=_steps(version, one),
            middle=_in_words(version, one, middles[one.key]) if middles else "",
            between=bool(middles) and not one.takes(middles[one.key]),
        )
        for one in version.rule.criteria
    ]


def _steps(version: KnownVersion, one: Criterion) -> list[tuple[str, str, Any, str]]:
    words = version.words[one.key]
    ends = {0: words.low, len(one.steps) - 1: words.high}
    return [
        (
            f"{step.normalize():f}",
            step_words(version.kind, one, step),
            words.steps[place] if words.steps else ends.get(place, ""),
            str((place + 1) % 10),
        )
        for place, step in enumerate(one.steps)
    ]


def _in_words(version: KnownVersion, one: Criterion, value: Decimal) -> str:
    return step_words(version.kind, one, value)


def beside(of: RoundView) -> Beside:
    """The sheets of a round that is shown."""
    version, sheets = of.version, of.sheets
    middles, results = of.middle, [sheet.result for sheet in sheets]
    lines = [_line(version, one, [sheet.values[one.key] for sheet in sheets], middles) for one in version.rule.criteria]
    return Beside(
        names=[sheet.name for sheet in sheets],
        lines=lines,
        results=[number(value) for value in results],
        middle=number(of.middle_result),
        spread=_spread(number(min(results)), number(max(results))),
        notes=[sheet for sheet in sheets if sheet.note],
        talk=_talk(version, sheets),
        worked=worked(version.kind, version.own, middles, of.middle_result),
    )


def _line(version: KnownVersion, one: Criterion, values: Sequence[Decimal], middles: Mapping[str, Decimal]) -> Line:
    return Line(
        label=version.words[one.key].label,
        cells=[_in_words(version, one, value) for value in values],
        middle=_in_words(version, one, middles[one.key]),
        spread=_spread(_in_words(version, one, min(values)), _in_words(version, one, max(values))),
        far=apart(one, values) >= FAR_APART,
    )


def _spread(low: str, high: str) -> str:
    return low if low == high else f"{low}–{high}"


def _talk(version: KnownVersion, sheets: Sequence[SheetView]) -> str:
    """'You differ most on effort: 1 (Hanna) to 5 (Roman).'"""
    if len(sheets) < 2:
        return ""
    distances = {one.key: apart(one, [sheet.values[one.key] for sheet in sheets]) for one in version.rule.criteria}
    widest = max(version.rule.criteria, key=lambda one: distances[one.key])
    if distances[widest.key] < FAR_APART:
        return _("You are close to each other.")
    low = min(sheets, key=lambda sheet: sheet.values[widest.key])
    high = max(sheets, key=lambda sheet: sheet.values[widest.key])
    return _(
        "You differ most on “%(criterion)s”: from %(low)s (%(one)s) to %(high)s (%(other)s). "
        "Let both say what they see.",
        criterion=version.words[widest.key].label,
        low=_in_words(version, widest, low.values[widest.key]),
        one=low.name,
        high=_in_words(version, widest, high.values[widest.key]),
        other=high.name,
    )


def given_words(given: int, quorum: int) -> str:
    """'3 have scored; you can agree from 3 on.'"""
    said = ngettext("%(num)s of you has scored.", "%(num)s of you have scored.", given)
    if given >= quorum:
        enough = _("That is enough to agree.")
        return f"{said} {enough}"
    more = ngettext("%(num)s more is needed to agree.", "%(num)s more are needed to agree.", quorum - given)
    return f"{said} {more}"
