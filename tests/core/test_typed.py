"""What forms and addresses say as numbers, days and moments."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.typed import LARGEST, day, moment, whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), (" 17 ", 17), ("007", 7), (str(LARGEST), LARGEST)]
    + [
        (text, None)
        for text in (None, "", "-1", "+1", "1.0", "1e3", "٣", "²", "1_000", "0x1", "a", str(LARGEST + 1), "9" * 5000)
    ],
)
def test_a_number_is_one_that_a_row_can_have(text: str | None, number: int | None) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("text", "found"),
    [("2026-05-12", date(2026, 5, 12)), (" 2199-12-31 ", date(2199, 12, 31))]
    + [(text, None) for text in (None, "", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "12.05.2026")],
)
def test_a_day_is_one_that_somebody_may_mean(text: str | None, found: date | None) -> None:
    assert day(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-05-12T10:00:00+03:00", datetime(2026, 5, 12, 7, tzinfo=UTC)),
        ("2026-05-12T07:00:00Z", datetime(2026, 5, 12, 7, tzinfo=UTC)),
    ]
    + [
        (text, None)
        for text in (
            None,
            "",
            "2026-05-12T10:00:00",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "x" * 999,
        )
    ],
)
def test_a_moment_has_a_time_zone_and_is_no_edge_of_the_calendar(text: str | None, found: datetime | None) -> None:
    assert moment(text) == found


@given(st.text())
def test_whatever_is_typed_is_answered(text: str) -> None:
    number = whole_number(text)
    assert number is None or 0 <= number <= LARGEST
    assert day(text) is None or moment(text) is None
