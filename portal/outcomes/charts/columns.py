"""Columns beside one another: how much of something in each month, step or group."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.outcomes.charts.axes import rounded, text_width, ticks

TOP, BOTTOM, GAP = 22, 26, 8
#: How much of a group's room its columns take.
FILLED = 0.72


@dataclass(frozen=True, slots=True)
class Group:
    """What stands at one place: a word under it, and one value for each series, at most two."""

    label: str
    values: tuple[float, ...]
    #: Where each value leads; empty: nowhere.
    hrefs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A rectangle with its words and its place in the group (0 or 1, by which it is coloured)."""

    x: float
    y: float
    width: float
    height: float
    series: int
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across, or a word under a group."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChart:
    """Everything that is drawn, in the units of ``width`` and ``height``."""

    width: int
    height: int
    left: float
    right: float
    bottom: float
    columns: list[Column]
    y_ticks: list[Tick]
    x_ticks: list[Tick]


def column_chart(groups: Sequence[Group], size: tuple[int, int], value: Callable[[float], str]) -> ColumnChart:
    """The chart of at least one group; ``value`` says a number in the reader's language. Columns stand on zero."""
    width, height = size
    highest = max((one for group in groups for one in group.values), default=0)
    numbers = ticks(0, max(highest, 1), most=4)
    left = max(text_width(value(number)) for number in numbers) + GAP
    bottom, room = height - BOTTOM, (width - left - GAP) / max(len(groups), 1)
    scale = (bottom - TOP) / numbers[-1]
    columns = []
    for place, group in enumerate(groups):
        each = room * FILLED / max(len(group.values), 1)
        begin = left + room * (place + (1 - FILLED) / 2)
        columns += [
            Column(
                rounded(begin + each * series), rounded(bottom - one * scale), rounded(each), rounded(one * scale),
                series, f"{group.label}: {value(one)}", group.hrefs[series] if group.hrefs else "",
            )
            for series, one in enumerate(group.values)
        ]  # fmt: skip
    return ColumnChart(
        width=width,
        height=height,
        left=rounded(left),
        right=rounded(width - GAP),
        bottom=bottom,
        columns=columns,
        y_ticks=[Tick(rounded(left - GAP), rounded(bottom - number * scale), value(number)) for number in numbers],
        x_ticks=_words_below(groups, left, room, bottom),
    )


def _words_below(groups: Sequence[Group], left: float, room: float, bottom: float) -> list[Tick]:
    """As many words as fit beside one another: each one, each second and so on."""
    widest = max((text_width(group.label) for group in groups), default=0)
    step = max(int(-(-(widest + GAP) // room)), 1)
    return [
        Tick(rounded(left + room * (place + 0.5)), bottom, group.label)
        for place, group in enumerate(groups)
        if place % step == 0
    ]
