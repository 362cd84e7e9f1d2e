"""What a page says of a comparison: what moved, how much can be said of it, and what must be said beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.outcomes import figures, periods
from portal.outcomes.before_after import LEAST_POINTS, PermutationResult, Strength
from portal.outcomes.models import Direction, Rhythm
from portal.outcomes.queries.comparing import BeforeAfter
from portal.outcomes.queries.metrics import KnownMetric


@dataclass(frozen=True, slots=True)
class Told:
    """A comparison in words. ``state``: "better", "worse" or "same", which the page shows by icon and colour too."""

    state: str
    headline: str
    strength: str
    method: str
    cautions: Sequence[str]


def tell(found: BeforeAfter) -> Told:
    """The whole of it, for somebody who never heard of tests."""
    state = {True: "better", False: "worse", None: "same"}[found.better]
    if found.strength in {Strength.TOO_FEW, Strength.CHANCE}:
        state = "same"
    return Told(state, _headline(found), _strength(found), _method(found), _cautions(found))


def scale_words(metric: KnownMetric) -> str:
    """'0–100, better up' in words."""
    better = _("more is better") if metric.direction is Direction.UP else _("less is better")
    if metric.scale_min is None and metric.scale_max is None:
        return better
    return f"{ends_words(metric.scale_min, metric.scale_max, metric.unit)}, {better}"


def ends_words(low: Decimal | None, high: Decimal | None, unit: str = "") -> str:
    """'from 0 to 100 %'; a scale with both ends alone says its unit."""
    if low is None and high is None:
        return _("without ends")
    if low is None or high is None:
        return (
            _("from %(low)s", low=figures.number(low))
            if low is not None
            else _("up to %(high)s", high=figures.number(high or 0))
        )
    return _("from %(low)s to %(high)s", low=figures.number(low), high=figures.figure(high, unit))


def rhythm_words(rhythm: Rhythm) -> str:
    """'by months'."""
    return {
        Rhythm.DAY: _("by days"),
        Rhythm.WEEK: _("by weeks"),
        Rhythm.MONTH: _("by months"),
        Rhythm.QUARTER: _("by quarters"),
    }[rhythm]


def _headline(found: BeforeAfter) -> str:
    result, unit = found.result, found.metric.unit
    if result is None:
        return _("There is nothing to compare yet.")
    values = {"before": figures.mean(result.before_mean, unit), "after": figures.mean(result.after_mean, unit)}
    if result.difference == 0:
        return _("On average %(before)s before and %(after)s after: no difference.", **values)
    values["change"] = figures.difference(result.difference, unit)
    if found.better:
        return _("On average %(before)s before and %(after)s after: %(change)s, which is better.", **values)
    return _("On average %(before)s before and %(after)s after: %(change)s, which is worse.", **values)


def _strength(found: BeforeAfter) -> str:
    if found.strength is Strength.TOO_FEW or found.result is None:
        return _(
            "Too few values to tell anything: %(before)s before and %(after)s after, at least %(least)s on each side"
            " are needed.",
            before=len(found.before.points),
            after=len(found.after.points),
            least=LEAST_POINTS,
        )
    share = _share(found.result)
    if found.strength is Strength.STRONG:
        return _("Chance alone would hardly make such a difference: in %(share)s of cases.", share=share)
    if found.strength is Strength.LIKELY:
        return _("Chance alone would seldom make such a difference: in %(share)s of cases.", share=share)
    return _("This may just as well be chance: it alone makes such a difference in %(share)s of cases.", share=share)


def _share(result: PermutationResult) -> str:
    """'0,2 %', never nothing."""
    share = result.p_value * 100
    return figures.figure(round(share, 1 if share >= 0.1 else 2), "%")


def _method(found: BeforeAfter) -> str:
    if found.result is None or found.strength is Strength.TOO_FEW:
        return ""
    counts = {"far": i18n.number(found.result.as_far), "all": i18n.number(found.result.splits)}
    dealt = (
        _("%(far)s of all %(all)s ways to deal the values into two such groups differ as much.", **counts)
        if found.result.exact
        else _("%(far)s of %(all)s random ways to deal the values into two such groups differ as much.", **counts)
    )
    name = _("Permutation test of the difference of means, two-sided.")
    assumes = _("It assumes that without the change the values could have come in any order: no trend, no seasons.")
    modest = _("It shows that something changed, not what changed it.")
    return f"{name} {dealt} {assumes} {modest}"


def _cautions(found: BeforeAfter) -> list[str]:
    rhythm, said = found.metric.rhythm, []
    if found.overlaps:
        overlapping = ngettext(
            "%(num)s other initiative touched it in the same time: what each of them did can't be told apart.",
            "%(num)s other initiatives touched it in the same time: what each of them did can't be told apart.",
            len(found.overlaps),
        )
        said.append(overlapping)
    if found.moving and found.result and (found.moving > 0) is (found.result.difference > 0):
        said.append(
            _("It was rising already before: the difference may be nothing but that going on.")
            if found.moving > 0
            else _("It was falling already before: the difference may be nothing but that going on.")
        )
    lacking = found.before.wanted - len(found.before.points) + found.after.wanted - len(found.after.points)
    if lacking and found.result:
        said.append(
            ngettext(
                "%(num)s value is missing in the two windows.",
                "%(num)s values are missing in the two windows.",
                lacking,
            )
        )
    if found.leaves_out:
        said.append(
            _("Left out: %(time)s, the time of the change itself.", time=periods.words(found.leaves_out, rhythm))
        )
    return said
