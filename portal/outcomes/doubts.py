"""What is asked about a value beside others of its metric: once, and never in the way of keeping it as it is."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from portal.core.i18n import gettext as _
from portal.outcomes import figures
from portal.outcomes.slips import far_from_usual, likely_slip

#: So many values, the nearest in time, say what is usual; and fewer of them where the comma belongs.
LOOKED_AT, COMMA_LOOKED_AT = 12, 6


class Around:
    """The values of one metric, by the first day of what they stand for."""

    def __init__(self, values: Mapping[date, Decimal]) -> None:
        self._values, self._days = values, sorted(values)

    def doubt(self, day: date, value: Decimal, unit: str) -> str:
        """What is to be asked about a value for that day; empty where nothing is. What stands there doesn't count."""
        near = self._nearest(day)
        if likely_slip(value, near[:COMMA_LOOKED_AT]):
            return _("Is the comma in its place? It is far from the values around it.")
        if far_from_usual(value, near):
            low, high = _ends(near, unit)
            return _("Is it right? Around this time it was from %(low)s to %(high)s.", low=low, high=high)
        return ""

    def _nearest(self, day: date) -> list[Decimal]:
        place = bisect_left(self._days, day)
        beside = self._days[max(place - LOOKED_AT, 0) : place + LOOKED_AT + 1]
        days = sorted((one for one in beside if one != day), key=lambda one: abs(one - day))
        return [self._values[one] for one in days[:LOOKED_AT]]


def doubt_of_newest(value: Decimal, before: Sequence[Decimal], unit: str) -> str:
    """What is to be asked about a value beside those before it, the nearest last; empty where nothing is."""
    if likely_slip(value, before[-COMMA_LOOKED_AT:]):
        return _("Is the comma in its place? It is far from what it was before.")
    if far_from_usual(value, before):
        low, high = _ends(before, unit)
        return _("Is it right? Of late it was from %(low)s to %(high)s.", low=low, high=high)
    return ""


def _ends(values: Sequence[Decimal], unit: str) -> tuple[str, str]:
    """From where to where they usually go: what is far off itself says nothing of that."""
    usual = [one for one in values if not far_from_usual(one, values)]
    return figures.figure(min(usual), unit), figures.figure(max(usual), unit)
