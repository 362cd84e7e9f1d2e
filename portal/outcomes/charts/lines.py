"""A line through time, with flags where something happened, bands of days with their means, and a target."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.outcomes.charts.axes import month_ticks, rounded, span, text_width, ticks

TOP, BOTTOM, GAP = 14, 40, 8
FLAG, FLAG_ROOM = 20, 24
#: A chart up to so high has room for fewer numbers.
LOW = 250
#: A label under the axis is about so wide.
MONTH_ROOM = 46


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How the reader's language says things."""

    value: Callable[[float], str]
    #: Under the axis: 'трав.' and, where a year begins, the year below it.
    tick: Callable[[date], str]
    #: At a point: 'травень 2026: 19,4 %'.
    point: Callable[[date, float], str]


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that happened on a day: a number that a list beside explains."""

    day: date
    number: int
    title: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Days that belong together, the last one included, and the mean of what was measured in them."""

    first: date
    last: date
    mean: float | None
    label: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its words."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class DrawnFlag:
    """The staff goes down from ``y`` to the axis."""

    x: float
    y: float
    number: int
    title: str
    current: bool


@dataclass(frozen=True, slots=True)
class DrawnBand:
    """A strip, the line of its mean (None: there is none) and where its words stand.

    The words of the first begin at its end and go back, those of the second go on from its beginning: never over
    each other, however narrow the strips are.
    """

    x: float
    width: float
    mean_y: float | None
    label: Spot
    #: "end" or "start", as SVG has it.
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """Everything that is drawn, in the units of ``width`` and ``height``."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    #: Of the line as far as values follow one another, and across what is missing.
    path: str
    missing: str
    dots: list[Spot]
    y_ticks: list[Spot]
    x_ticks: list[Spot]
    years: list[Spot]
    flags: list[DrawnFlag] = field(default_factory=list)
    bands: list[DrawnBand] = field(default_factory=list)
    target: Spot | None = None
    last: Spot | None = None


@dataclass(frozen=True, slots=True)
class _Plane:
    """From days and values to places."""

    left: float
    right: float
    top: float
    bottom: float
    first: date
    last: date
    low: float
    high: float

    def x(self, day: date) -> float:
        days = (self.last - self.first).days or 1
        share = min(max((day - self.first).days / days, 0.0), 1.0)
        return rounded(self.left + (self.right - self.left) * share)

    def y(self, value: float) -> float:
        return rounded(self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low))


def line_chart(
    points: Sequence[tuple[date, float]],
    size: tuple[int, int],
    wording: Wording,
    *,
    step_days: int,
    flags: Sequence[Flag] = (),
    bands: Sequence[Band] = (),
    target: tuple[float, str] | None = None,
) -> LineChart:
    """The chart of at least one point, in order of time. ``step_days``: two points further apart have a gap between."""
    values = [value for _day, value in points]
    also = [band.mean for band in bands if band.mean is not None] + ([target[0]] if target else [])
    numbers = ticks(*span([*values, *also]), most=5 if size[1] > LOW else 4)
    plane = _plane(points, flags, numbers, size, wording)
    path, missing = _paths(points, plane, step_days)
    months = month_ticks(plane.first, plane.last, max(int((plane.right - plane.left) / MONTH_ROOM), 2))
    return LineChart(
        width=size[0], height=size[1], left=plane.left, right=plane.right, top=plane.top, bottom=plane.bottom,
        path=path, missing=missing,
        dots=[Spot(plane.x(day), plane.y(value), wording.point(day, value)) for day, value in points],
        y_ticks=[Spot(rounded(plane.left - GAP), plane.y(number), wording.value(number)) for number in numbers],
        x_ticks=[Spot(plane.x(day), plane.bottom, wording.tick(day)) for day in months],
        years=_years(months, plane),
        flags=_flags(flags, plane),
        bands=_bands(bands, plane, wording),
        target=_target(target, plane),
        last=Spot(plane.right + GAP, plane.y(values[-1]), wording.value(values[-1])),
    )  # fmt: skip


def _plane(
    points: Sequence[tuple[date, float]],
    flags: Sequence[Flag],
    numbers: Sequence[float],
    size: tuple[int, int],
    wording: Wording,
) -> _Plane:
    """Where the line is drawn: beside the numbers, under the flags, before the words at its end."""
    width, height = size
    left = max(text_width(wording.value(number)) for number in numbers) + GAP
    right = width - text_width(wording.value(points[-1][1])) - GAP * 2
    top = TOP + FLAG_ROOM * _rows(flags, points, width)
    first, last = _days(points, flags)
    return _Plane(rounded(left), rounded(right), top, height - BOTTOM, first, last, numbers[0], numbers[-1])


def _days(points: Sequence[tuple[date, float]], flags: Sequence[Flag]) -> tuple[date, date]:
    """From the first point to the last, and to what happened after it."""
    first, last = points[0][0], max([points[-1][0], *(flag.day for flag in flags)])
    return (first, last) if last > first else (first - timedelta(days=1), first + timedelta(days=1))


def _paths(points: Sequence[tuple[date, float]], plane: _Plane, step_days: int) -> tuple[str, str]:
    whole: list[str] = []
    missing: list[str] = []
    before: tuple[date, str] | None = None
    for day, value in points:
        place = f"{plane.x(day)} {plane.y(value)}"
        follows = before is not None and (day - before[0]).days <= step_days
        whole.append(f"{'L' if follows else 'M'}{place}")
        if before is not None and not follows:
            missing.append(f"M{before[1]}L{place}")
        before = (day, place)
    return "".join(whole), "".join(missing)


def _years(days: Sequence[date], plane: _Plane) -> list[Spot]:
    """The year under the first label of each."""
    firsts = [day for place, day in enumerate(days) if place == 0 or days[place - 1].year != day.year]
    return [Spot(plane.x(day), plane.bottom, str(day.year)) for day in firsts]


def _rows(flags: Sequence[Flag], points: Sequence[tuple[date, float]], width: int) -> int:
    """How many rows of flags there have to be so that none lies on another; the line is a bit narrower than all."""
    plane = _Plane(0, width * 0.85, 0, 1, *_days(points, flags), 0, 1)
    return max((row for _flag, row in _placed(flags, plane)), default=-1) + 1


def _placed(flags: Sequence[Flag], plane: _Plane) -> list[tuple[Flag, int]]:
    """Each flag with the first row that is free at its place."""
    ends: list[float] = []
    placed = []
    for flag in sorted(flags, key=lambda one: (one.day, one.number)):
        x = plane.x(flag.day)
        row = next((place for place, end in enumerate(ends) if x - end >= FLAG), len(ends))
        ends[row:] = [x, *ends[row + 1 :]]
        placed.append((flag, row))
    return placed


def _flags(flags: Sequence[Flag], plane: _Plane) -> list[DrawnFlag]:
    return [
        DrawnFlag(plane.x(flag.day), TOP + FLAG_ROOM * row, flag.number, flag.title, flag.current)
        for flag, row in _placed(flags, plane)
    ]


def _bands(bands: Sequence[Band], plane: _Plane, wording: Wording) -> list[DrawnBand]:
    drawn = []
    for place, band in enumerate(bands):
        x, end = plane.x(band.first), plane.x(band.last)
        mean_y = None if band.mean is None else plane.y(band.mean)
        words = band.label if band.mean is None else f"{band.label} {wording.value(band.mean)}"
        at, anchor = (end, "end") if place == 0 else (x, "start")
        drawn.append(DrawnBand(x, rounded(max(end - x, 2)), mean_y, Spot(at, plane.bottom - 6, words), anchor))
    return drawn


def _target(target: tuple[float, str] | None, plane: _Plane) -> Spot | None:
    return None if target is None else Spot(plane.left, plane.y(target[0]), target[1])
