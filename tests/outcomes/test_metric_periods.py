"""Days, weeks, months and quarters, as people and spreadsheets write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.outcomes import periods
from portal.outcomes.models import Rhythm

DAYS = st.dates(date(1901, 1, 1), date(2199, 1, 1))
RHYTHMS = st.sampled_from(Rhythm)


@pytest.mark.parametrize(
    ("text", "rhythm", "starts_on"),
    [
        ("2026-05", Rhythm.MONTH, date(2026, 5, 1)),
        ("05.2026", Rhythm.MONTH, date(2026, 5, 1)),
        ("5/2026", Rhythm.MONTH, date(2026, 5, 1)),
        ("травень 2026", Rhythm.MONTH, date(2026, 5, 1)),
        ("Травень 2026 р.", Rhythm.MONTH, date(2026, 5, 1)),
        ("май 2026 г.", Rhythm.MONTH, date(2026, 5, 1)),
        ("марта 2026", Rhythm.MONTH, date(2026, 3, 1)),
        ("May 2026", Rhythm.MONTH, date(2026, 5, 1)),
        ("бер. 2026", Rhythm.MONTH, date(2026, 3, 1)),
        ("листопад 2025", Rhythm.MONTH, date(2025, 11, 1)),
        ("лютий 2025", Rhythm.MONTH, date(2025, 2, 1)),
        ("липень 2025", Rhythm.MONTH, date(2025, 7, 1)),
        ("15.05.2026", Rhythm.MONTH, date(2026, 5, 1)),
        ("2026-05-31", Rhythm.MONTH, date(2026, 5, 1)),
        ("2026-05-31 00:00:00", Rhythm.MONTH, date(2026, 5, 1)),
        ("2026-W21", Rhythm.WEEK, date(2026, 5, 18)),
        ("2026 W 1", Rhythm.WEEK, date(2025, 12, 29)),
        ("20.05.2026", Rhythm.WEEK, date(2026, 5, 18)),
        ("2026-Q2", Rhythm.QUARTER, date(2026, 4, 1)),
        ("2 / 2026", Rhythm.QUARTER, date(2026, 4, 1)),
        ("к2 2026", Rhythm.QUARTER, date(2026, 4, 1)),
        ("травень 2026", Rhythm.QUARTER, date(2026, 4, 1)),
        ("2026-05-12", Rhythm.DAY, date(2026, 5, 12)),
    ],
)
def test_usual_ways_are_read(text: str, rhythm: Rhythm, starts_on: date) -> None:
    assert periods.read(text, rhythm) == starts_on


@pytest.mark.parametrize(
    ("text", "rhythm"),
    [
        ("", Rhythm.MONTH),
        ("2026", Rhythm.MONTH),
        ("13.2026", Rhythm.MONTH),
        ("2026-00", Rhythm.MONTH),
        ("31.02.2026", Rhythm.MONTH),
        ("разом", Rhythm.MONTH),
        ("травень", Rhythm.MONTH),
        ("травень 2026", Rhythm.WEEK),
        ("2026-W54", Rhythm.WEEK),
        ("2026-W21", Rhythm.MONTH),
        ("2026-Q5", Rhythm.QUARTER),
        ("2026-05", Rhythm.DAY),
        ("0000-05", Rhythm.MONTH),
        ("травень 0000", Rhythm.MONTH),
        ("0000-W01", Rhythm.WEEK),
        ("9999-12-31", Rhythm.WEEK),
        ("1899-12-31", Rhythm.DAY),
    ],
)
def test_what_is_no_period_is_none(text: str, rhythm: Rhythm) -> None:
    assert periods.read(text, rhythm) is None


@given(DAYS, RHYTHMS)
def test_a_period_holds_its_day_and_reads_its_own_key(day: date, rhythm: Rhythm) -> None:
    start = periods.start_of(day, rhythm)
    assert start <= day < periods.shifted(start, rhythm, 1)
    assert periods.start_of(start, rhythm) == start
    assert periods.read(periods.key(start, rhythm), rhythm) == start


@given(DAYS, RHYTHMS, st.integers(-30, 30))
def test_going_and_coming_back(day: date, rhythm: Rhythm, by: int) -> None:
    start = periods.start_of(day, rhythm)
    assert periods.shifted(periods.shifted(start, rhythm, by), rhythm, -by) == start


def test_last_whole_period_is_over() -> None:
    assert periods.last_whole(date(2026, 3, 2), Rhythm.WEEK) == date(2026, 2, 23)
    assert periods.last_whole(date(2026, 3, 31), Rhythm.MONTH) == date(2026, 2, 1)
    assert periods.last_whole(date(2026, 3, 31), Rhythm.QUARTER) == date(2025, 10, 1)


@given(st.text(max_size=30), RHYTHMS)
def test_any_text_is_read_or_refused(text: str, rhythm: Rhythm) -> None:
    found = periods.read(text, rhythm)
    assert found is None or periods.start_of(found, rhythm) == found


@pytest.mark.parametrize(
    ("text", "number"), [("2026-13", 13), ("00.2026", 0), ("2026-12", None), ("травень", None), ("2026-05-31", None)]
)
def test_a_month_that_there_is_none_of_is_named(text: str, number: int | None) -> None:
    assert periods.no_such_month(text) == number
