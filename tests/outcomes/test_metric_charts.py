"""Charts: what is drawn stands where the numbers say, and nothing lies on anything else."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.outcomes.charts import NARROW, WIDE, Band, Flag, Group, LineChart, Wording, column_chart, line_chart
from portal.outcomes.charts.axes import month_ticks, ticks
from portal.outcomes.charts.lines import FLAG

WORDS = Wording(
    value=lambda value: f"{value:g}", tick=lambda day: f"{day:%m}", point=lambda day, value: f"{day}: {value:g}"
)
DAY = date(2026, 1, 1)
LINE = [(DAY, 10.0), (date(2026, 2, 1), 20.0), (date(2026, 3, 1), 15.0)]


def drawn(size: tuple[int, int] = WIDE, **more: object) -> LineChart:
    return line_chart(LINE, size, WORDS, step_days=31, **more)  # type: ignore[arg-type]  # what a test adds


def test_ticks_by_hand() -> None:
    assert ticks(0, 10) == [0, 2.5, 5, 7.5, 10]
    assert ticks(18.2, 22.6) == [18, 20, 22, 24]
    assert ticks(5, 5) == [4, 4.5, 5, 5.5, 6]


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_ticks_hold_all_values_and_are_few(one: float, other: float) -> None:
    low, high = sorted((one, other))
    found = ticks(low, high)
    assert 2 <= len(found) <= 8
    assert found[0] <= low + 1e-6
    assert found[-1] >= high - 1e-6


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 5000), st.integers(2, 16))
def test_no_more_months_are_written_than_fit(first: date, days: int, most: int) -> None:
    found = month_ticks(first, first + timedelta(days=days), most)
    assert len(found) <= most + 1
    assert found == sorted(set(found))


def test_places_follow_days_and_values() -> None:
    chart = drawn()
    low, high = (next(tick.y for tick in chart.y_ticks if tick.text == text) for text in ("10", "20"))
    assert [dot.y for dot in chart.dots] == [low, high, pytest.approx((low + high) / 2, abs=0.1)]
    assert chart.dots[0].x == chart.left
    assert chart.dots[2].x == chart.right
    # January has 31 of the 59 days.
    assert chart.dots[1].x == pytest.approx(chart.left + (chart.right - chart.left) * 31 / 59, abs=0.1)
    assert chart.dots[1].text == "2026-02-01: 20"


def test_a_missing_month_is_a_gap() -> None:
    line = [*LINE, (date(2026, 6, 1), 12.0)]
    chart = line_chart(line, WIDE, WORDS, step_days=31)
    assert chart.path.count("M") == 2
    assert re.fullmatch(r"M[\d.]+ [\d.]+L[\d.]+ [\d.]+", chart.missing)
    assert drawn().missing == ""


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_flags_never_lie_on_each_other(size: tuple[int, int]) -> None:
    flags = [Flag(DAY + timedelta(days=place), place, "щось") for place in range(12)]
    chart = drawn(size, flags=flags)
    for one in chart.flags:
        near = [other for other in chart.flags if other is not one and other.y == one.y]
        assert all(abs(other.x - one.x) >= FLAG * 0.99 for other in near)
    assert max(flag.y for flag in chart.flags) < chart.top
    assert chart.top < chart.bottom


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_everything_stands_on_the_sheet(size: tuple[int, int]) -> None:
    flags = [Flag(date(2026, 5, 5), 1, "після останнього")]
    bands = [Band(DAY, date(2026, 2, 1), 40.0, "до"), Band(date(2026, 2, 1), date(2026, 3, 1), 15.0, "після")]
    chart = drawn(size, flags=flags, bands=bands, target=(-30.0, "ціль"))
    spots = [*chart.dots, *chart.y_ticks, *chart.x_ticks, *chart.flags, chart.target, chart.last]
    assert all(0 <= spot.x <= size[0] and 0 <= spot.y <= size[1] for spot in spots if spot)
    assert all(band.mean_y is not None and chart.top <= band.mean_y <= chart.bottom for band in chart.bands)


def test_the_words_of_two_bands_go_apart() -> None:
    bands = [Band(DAY, date(2026, 2, 1), 12.0, "до"), Band(date(2026, 2, 1), date(2026, 3, 1), 15.0, "після")]
    first, second = drawn(NARROW, bands=bands).bands
    assert (first.anchor, second.anchor) == ("end", "start")
    assert first.label.x <= second.label.x


def test_one_value_is_a_chart_too() -> None:
    chart = line_chart(LINE[:1], WIDE, WORDS, step_days=31)
    assert len(chart.dots) == 1
    assert chart.path.startswith("M")


def test_columns_stand_on_zero_and_reach_their_values() -> None:
    chart = column_chart([Group("січ.", (4, 2)), Group("лют.", (8, 0))], WIDE, lambda value: f"{value:g}")
    tall = max(chart.columns, key=lambda column: column.height)
    assert {round(column.y + column.height, 1) for column in chart.columns} == {chart.bottom}
    assert tall.text == "лют.: 8"
    assert chart.columns[0].height == pytest.approx(tall.height / 2, abs=0.1)
    assert [column.series for column in chart.columns] == [0, 1, 0, 1]
