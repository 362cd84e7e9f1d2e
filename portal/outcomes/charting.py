"""Charts of metrics in the reader's language: for their own pages, for outcomes, for reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.outcomes import figures, periods
from portal.outcomes.charts import NARROW, WIDE, Band, Flag, LineChart, Wording, line_chart
from portal.outcomes.models import Rhythm
from portal.outcomes.queries.comparing import BeforeAfter, Window
from portal.outcomes.queries.metrics import KnownMetric
from portal.outcomes.queries.points import Mark, Point

#: Two values further apart have a gap between them.
_STEP_DAYS: Mapping[Rhythm, int] = {Rhythm.DAY: 1, Rhythm.WEEK: 7, Rhythm.MONTH: 31, Rhythm.QUARTER: 92}
SPARK = (120, 32)
_MARGIN = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table beside a chart."""

    key: str
    period: str
    value: str
    #: The numbers of the flags that stand in this period.
    flags: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart for wide and narrow screens, what it shows in a sentence, and the table with the same, newest first."""

    wide: LineChart
    narrow: LineChart
    words: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line without words: where it goes, and its last place."""

    width: int
    height: int
    path: str
    x: float
    y: float


def draw(
    metric: KnownMetric,
    points: Sequence[Point],
    marks: Sequence[Mark] = (),
    *,
    current: int | None = None,
    around: BeforeAfter | None = None,
    target: Decimal | None = None,
) -> Drawing | None:
    """The line of a metric; None without values. ``current``: the initiative whose flag stands out."""
    if not points:
        return None
    numbers = numbered(marks)
    flags = [
        Flag(mark.acted_on, numbers[mark.initiative_id], mark.title, mark.initiative_id == current)
        for mark in marks
        if mark.acted_on >= points[0].starts_on
    ]
    line = [(point.starts_on, float(point.value)) for point in points]
    wanted = None if target is None else (float(target), _("target %(value)s", value=_words(metric, float(target))))
    bands = _bands(around)
    wide, narrow = (
        line_chart(
            line, size, _wording(metric), step_days=_STEP_DAYS[metric.rhythm], flags=flags, bands=bands, target=wanted
        )
        for size in (WIDE, NARROW)
    )
    return Drawing(wide=wide, narrow=narrow, words=_in_a_sentence(metric, points), rows=_rows(metric, points, marks))


def draw_around(found: BeforeAfter, marks: Sequence[Mark] = (), *, current: int | None = None,
                target: Decimal | None = None) -> Drawing | None:  # fmt: skip
    """The line within the two windows and between them."""
    points = [*found.before.points, *found.after.points]
    return draw(found.metric, points, marks, current=current, around=found, target=target)


def numbered(marks: Sequence[Mark]) -> dict[int, int]:
    """The number of each initiative's flag: 1 is the earliest."""
    return {mark.initiative_id: place for place, mark in enumerate(marks, 1)}


def spark(points: Sequence[Point]) -> Spark | None:
    """A small line of at least two values."""
    if len(points) < 2:
        return None
    width, height = SPARK
    values = [float(point.value) for point in points]
    low, high = min(values), max(values)
    days = (points[-1].starts_on - points[0].starts_on).days
    places = [
        (
            round(_MARGIN + (width - 2 * _MARGIN) * (point.starts_on - points[0].starts_on).days / days, 1),
            round(height - _MARGIN - (height - 2 * _MARGIN) * (value - low) / ((high - low) or 1), 1),
        )
        for point, value in zip(points, values, strict=True)
    ]
    return Spark(width, height, "M" + "L".join(f"{x} {y}" for x, y in places), *places[-1])


def _bands(around: BeforeAfter | None) -> list[Band]:
    if around is None:
        return []
    result = around.result
    return [
        _band(around.before, result.before_mean if result else None, _("before")),
        _band(around.after, result.after_mean if result else None, _("after")),
    ]


def _band(window: Window, mean: float | None, label: str) -> Band:
    last = window.points[-1].starts_on if window.points else window.last
    first = window.points[0].starts_on if window.points else window.first
    return Band(first, max(last, first + timedelta(days=1)), mean, label)


def _wording(metric: KnownMetric) -> Wording:
    return Wording(
        value=lambda value: _words(metric, value),
        tick=i18n.short_month if metric.rhythm is not Rhythm.DAY else i18n.day,
        point=lambda day, value: f"{periods.words(day, metric.rhythm)}: {_words(metric, value)}",
    )


def _words(metric: KnownMetric, value: float) -> str:
    return figures.mean(value, metric.unit)


def _in_a_sentence(metric: KnownMetric, points: Sequence[Point]) -> str:
    values = [point.value for point in points]
    first, last = points[0], points[-1]
    return _(
        "%(name)s: from %(first)s (%(since)s) to %(last)s (%(until)s); the smallest is %(low)s, the largest %(high)s.",
        name=metric.label,
        first=figures.figure(first.value, metric.unit),
        since=periods.words(first.starts_on, metric.rhythm),
        last=figures.figure(last.value, metric.unit),
        until=periods.words(last.starts_on, metric.rhythm),
        low=figures.figure(min(values), metric.unit),
        high=figures.figure(max(values), metric.unit),
    )


def _rows(metric: KnownMetric, points: Sequence[Point], marks: Sequence[Mark]) -> list[Row]:
    numbers = numbered(marks)
    flags: dict[date, list[int]] = {}
    for mark in marks:
        flags.setdefault(periods.start_of(mark.acted_on, metric.rhythm), []).append(numbers[mark.initiative_id])
    return [
        Row(
            periods.key(point.starts_on, metric.rhythm),
            periods.words(point.starts_on, metric.rhythm),
            figures.figure(point.value, metric.unit),
            flags.get(point.starts_on, []),
        )
        for point in reversed(points)
    ]
