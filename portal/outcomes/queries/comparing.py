"""A metric before and after a day: the windows, their test, and what else has to be said so that nobody is misled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.outcomes.before_after import PermutationResult, Strength, permutation_test, strength, was_moving
from portal.outcomes.models import Direction, Rhythm
from portal.outcomes.periods import shifted, start_of
from portal.outcomes.queries.metrics import KnownMetric
from portal.outcomes.queries.points import Mark, Point, marks, series

#: How many periods on each side one may choose; the first is usual.
WINDOWS: Mapping[Rhythm, tuple[int, ...]] = {
    Rhythm.DAY: (28, 14, 56),
    Rhythm.WEEK: (13, 8, 26),
    Rhythm.MONTH: (6, 4, 12),
    Rhythm.QUARTER: (4, 8),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Periods in a row, from the first day of the first to the last day of the last, and what is known of them."""

    first: date
    last: date
    wanted: int
    points: Sequence[Point]

    @property
    def values(self) -> list[Decimal]:
        """In order of time."""
        return [point.value for point in self.points]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeAfter:
    """What can be said of a metric around a day."""

    metric: KnownMetric
    acted_on: date
    before: Window
    after: Window
    #: None where one side is empty.
    result: PermutationResult | None
    strength: Strength
    #: The period of the day itself belongs to neither side, unless it began with it.
    leaves_out: date | None
    #: 1 or -1 when the values were rising or falling already before.
    moving: int
    #: Other initiatives that touched the metric within the windows.
    overlaps: Sequence[Mark]

    @property
    def better(self) -> bool | None:
        """Whether the mean moved the way that is better; None when it didn't move, or nothing is known."""
        if self.result is None or self.result.difference == 0:
            return None
        return (self.result.difference > 0) is (self.metric.direction is Direction.UP)


def compare(
    metric: KnownMetric,
    points: Sequence[Point],
    acted_on: date,
    *,
    size: int | None = None,
    others: Sequence[Mark] = (),
    today: date,
) -> BeforeAfter:
    """Windows of ``size`` periods before and after, as far as they are over. ``others``: what else touched it."""
    rhythm, wanted = metric.rhythm, size or WINDOWS[metric.rhythm][0]
    own = start_of(acted_on, rhythm)
    leaves_out = None if own == acted_on else own
    begin = own if leaves_out is None else shifted(own, rhythm, 1)
    before = _window(points, shifted(own, rhythm, -wanted), wanted, rhythm)
    after = _window([point for point in points if _is_over(point, rhythm, today)], begin, wanted, rhythm)
    result = permutation_test(before.values, after.values) if before.points and after.points else None
    return BeforeAfter(
        metric=metric,
        acted_on=acted_on,
        before=before,
        after=after,
        result=result,
        strength=strength(before.values, after.values, result),
        leaves_out=leaves_out,
        moving=was_moving(before.values),
        overlaps=[mark for mark in others if before.first <= mark.acted_on <= after.last],
    )


def around(
    session: Session, actor: Actor, metric: KnownMetric, acted_on: date, *, initiative_id: int, today: date
) -> BeforeAfter:
    """The usual windows around the day of an initiative, with the others that this person may see. Two statements."""
    since = shifted(start_of(acted_on, metric.rhythm), metric.rhythm, -WINDOWS[metric.rhythm][0])
    points = series(session, [metric.id], since=since).get(metric.id, ())
    others = [one for one in marks(session, actor, [metric.id]) if one.initiative_id != initiative_id]
    return compare(metric, points, acted_on, others=others, today=today)


def _is_over(point: Point, rhythm: Rhythm, today: date) -> bool:
    return shifted(point.starts_on, rhythm, 1) <= today


def _window(points: Sequence[Point], first: date, wanted: int, rhythm: Rhythm) -> Window:
    end = shifted(first, rhythm, wanted)
    inside = [point for point in points if first <= point.starts_on < end]
    return Window(first=first, last=end - timedelta(days=1), wanted=wanted, points=inside)
