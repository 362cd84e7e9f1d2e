"""Outcomes in words: what was expected, what came out, what changed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.initiatives.queries.past import Change
from portal.outcomes.figures import figure, number, unit_words
from portal.outcomes.models import Benefit, PlanKind, Verdict
from portal.outcomes.queries.summary import OutcomeSummary

VERDICTS: Mapping[Verdict, Any] = {
    Verdict.REACHED: _l("Reached"),
    Verdict.PARTLY: _l("Partly reached"),
    Verdict.NOT_REACHED: _l("Not reached"),
    Verdict.UNKNOWN: _l("Can't be told"),
}
BENEFITS: Mapping[Benefit, Any] = {
    Benefit.CUSTOMERS: _l("Customers"),
    Benefit.TIME: _l("Time"),
    Benefit.MONEY: _l("Money"),
    Benefit.QUALITY: _l("Quality"),
    Benefit.SAFETY: _l("Safety"),
}
VERDICT_ICONS: Mapping[Verdict, str] = {
    Verdict.REACHED: "circle-check",
    Verdict.PARTLY: "circle-dot",
    Verdict.NOT_REACHED: "circle-slash",
    Verdict.UNKNOWN: "circle-dashed",
}
_FIELDS: Mapping[str, Any] = {
    "kind": _l("how it is seen"),
    "metric_id": _l("metric"),
    "metric_name": _l("what is measured"),
    "unit": _l("unit"),
    "baseline": _l("value before"),
    "target": _l("target"),
    "sign": _l("sign"),
    "benefit": _l("what it serves"),
    "check_on": _l("day of the check"),
    "measurer_id": _l("who measures"),
}
#: Whose values say nothing to a reader by themselves.
_UNSAID = frozenset({"kind", "metric_id", "measurer_id", "benefit"})


def way(baseline: Decimal | None, target: Decimal | None, unit: str) -> str:
    """'19,6 → 6 %'; empty without numbers."""
    if baseline is None or target is None:
        return ""
    return f"{number(baseline)} → {figure(target, unit)}"


def expected(outcome: OutcomeSummary) -> str:
    """What was to change, in a sentence; empty where nobody said it beforehand."""
    if outcome.kind is PlanKind.METRIC:
        path = way(outcome.baseline, outcome.target, outcome.unit)
        return _ended(_("Expected: %(metric)s %(path)s", metric=_inside(outcome.metric), path=path))
    if outcome.kind is PlanKind.SIGN:
        return _ended(_("Expected: %(sign)s", sign=outcome.sign))
    return ""


def found(outcome: OutcomeSummary) -> str:
    """What was measured and when, in a sentence; empty before anything was."""
    if outcome.measured_on is None:
        return ""
    day = i18n.day(outcome.measured_on)
    if outcome.measured is None:
        return _ended(_("Looked at on %(day)s", day=day))
    return _ended(_("Measured on %(day)s: %(value)s", value=figure(outcome.measured, outcome.unit), day=day))


def look_words(value: Decimal | None, day: date, unit: str) -> str:
    """'3 вер.: 7,9 %': what somebody found when they looked last."""
    return i18n.day(day) if value is None else f"{i18n.day(day)}: {figure(value, unit)}"


def share_words(share: Decimal | None) -> str:
    """How much of the hoped-for change has come, in a sentence; empty without numbers."""
    if share is None:
        return ""
    percent = figure(round(share * 100), "%")
    if share < 0:
        return _("It moved the other way.")
    return _("%(percent)s of the expected change.", percent=percent)


def planned_words(change: Change) -> tuple[str, str]:
    """Icon and words of a plan for the history."""
    if change.data.get("late"):
        return "target", _("wrote down after the beginning how we will know that it worked")
    return "target", _("agreed how we will know that it worked")


def plan_changed_words(change: Change) -> tuple[str, str]:
    """What stood, what stands, and why."""
    parts = [_changed(name, *values) for name, values in change.data["changes"].items()]
    why = _("Why: %(reason)s", reason=change.data["reason"])
    return "target", f"{', '.join(parts)}. {why}"


def confirmed_words(change: Change) -> tuple[str, str]:
    """The verdict for the history."""
    return "target", _("verdict: %(verdict)s", verdict=str(VERDICTS[Verdict(change.data["verdict"])]))


def measured_words(_change: Change) -> tuple[str, str]:
    """That somebody has looked."""
    return "target", _("measured what it gave")


def _changed(name: str, was: str, is_: str) -> str:
    label = str(_FIELDS.get(name, name))
    if name in _UNSAID:
        return _("another choice: %(field)s", field=label)
    return f"{label}: {_value(name, was)} → {_value(name, is_)}"


def _value(name: str, text: str) -> str:
    if not text:
        return "—"
    if name == "check_on":
        return i18n.day(date.fromisoformat(text))
    if name in {"baseline", "target"}:
        return number(Decimal(text))
    return unit_words(text) if name == "unit" else text


def _ended(words: str) -> str:
    """With a full stop: a unit or a month in short has its own already."""
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _inside(words: str) -> str:
    """A name in the middle of a sentence: without its capital, unless it is an abbreviation."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
