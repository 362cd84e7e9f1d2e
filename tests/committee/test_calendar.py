"""Working days: over weekends, holidays, moved days of rest, pauses, time zones and changes of the clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.committee.calendar import Pause, WorkCalendar, countries, has_holidays, public_holidays

DAY = timedelta(days=1)
COUNTRIES = (None, "UA", "PL", "DE", "GB", "US", "IL", "AE")
ZONES = ("Europe/Kyiv", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland", "Africa/Casablanca", "UTC")

days = st.dates(date(2015, 1, 1), date(2032, 12, 31))
weeks = st.frozensets(st.integers(0, 6), min_size=1)
calendars = st.builds(
    WorkCalendar,
    country=st.sampled_from(COUNTRIES),
    week=weeks,
    days_off=st.frozensets(days, max_size=12),
    zone=st.sampled_from(ZONES),
)
lengths = st.integers(1, 40)
#: The first look at a country's year reads its holidays.
CALM = settings(deadline=None)


@st.composite
def pauses_after(draw: st.DrawFn, since: date) -> list[Pause]:
    """Some pauses that have ended, perhaps one inside another."""
    begins = draw(st.lists(st.integers(0, 60), max_size=4))
    return [
        Pause(since + DAY * begin, since + DAY * (begin + length))
        for begin in begins
        for length in [draw(st.integers(0, 30))]
    ]


def counted(calendar: WorkCalendar, since: date, until: date, pauses: list[Pause]) -> int:
    """The working days after one day until another on which it didn't stand still, one by one."""
    between = [since + DAY * n for n in range(1, (until - since).days + 1)]
    return sum(calendar.is_working(day) and not any(pause.covers(day) for pause in pauses) for day in between)


@CALM
@given(calendars, days, lengths, st.data())
def test_a_promise_ends_on_the_working_day_that_it_counts_to(
    calendar: WorkCalendar, since: date, length: int, data: st.DataObject
) -> None:
    pauses = data.draw(pauses_after(since))
    last = calendar.last_day(since, length, pauses)
    assert last is not None
    assert calendar.is_working(last)
    assert counted(calendar, since, last, pauses) == length
    assert counted(calendar, since, last - DAY, pauses) == length - 1


@CALM
@given(calendars, days, lengths)
def test_one_more_day_is_later_and_one_more_day_of_rest_never_earlier(
    calendar: WorkCalendar, since: date, length: int
) -> None:
    last, later = calendar.last_day(since, length), calendar.last_day(since, length + 1)
    assert last is not None
    assert later is not None
    assert last < later
    rested = WorkCalendar(
        country=calendar.country, week=calendar.week, days_off=calendar.days_off | {last}, zone=calendar.zone
    )
    assert rested.last_day(since, length) == later


@CALM
@given(calendars, days, lengths)
def test_what_comes_on_a_day_of_rest_counts_as_if_on_the_working_day_before(
    calendar: WorkCalendar, since: date, length: int
) -> None:
    before = since
    while not calendar.is_working(before):
        before -= DAY
    assert calendar.last_day(before, length) == calendar.last_day(since, length)


@CALM
@given(calendars, days, lengths, st.data())
def test_a_pause_puts_off_by_its_own_working_days_and_never_brings_forward(
    calendar: WorkCalendar, since: date, length: int, data: st.DataObject
) -> None:
    plain = calendar.last_day(since, length)
    assert plain is not None
    begins = data.draw(st.dates(since, plain - DAY))
    ends = data.draw(st.dates(begins, begins + DAY * 40))
    paused = calendar.last_day(since, length, [Pause(begins, ends)])
    assert paused is not None
    lost = calendar.working_days(begins, ends)
    assert calendar.working_days(plain, paused) == lost
    assert calendar.last_day(since, length, [Pause(begins, ends), Pause(begins, ends)]) == paused


@CALM
@given(calendars, days, lengths)
def test_a_question_that_is_answered_the_same_day_costs_nothing_and_an_open_one_stops_the_clock(
    calendar: WorkCalendar, since: date, length: int
) -> None:
    assert calendar.last_day(since, length, [Pause(since, since)]) == calendar.last_day(since, length)
    assert calendar.last_day(since, length, [Pause(since)]) is None


@CALM
@given(calendars, days, days)
def test_working_days_between_two_days_are_counted_alike_in_both_directions(
    calendar: WorkCalendar, one: date, other: date
) -> None:
    one, other = min(one, other), min(max(one, other), min(one, other) + DAY * 400)
    assert calendar.working_days(one, other) == -calendar.working_days(other, one)
    assert calendar.working_days(one, other) == counted(calendar, one, other, [])


@CALM
@given(st.sampled_from(ZONES), st.datetimes(datetime(2015, 1, 1), datetime(2032, 12, 31)))  # noqa: DTZ001 - made aware below
def test_the_day_of_a_moment_is_the_one_on_the_company_s_clock(zone: str, naive: datetime) -> None:
    moment = naive.replace(tzinfo=UTC)
    calendar = WorkCalendar(zone=zone)
    assert calendar.day_of(moment) == moment.astimezone(ZoneInfo(zone)).date()
    assert calendar.day_of(moment) == calendar.day_of(moment.astimezone(ZoneInfo("Asia/Tokyo")))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 28, 21, 59, tzinfo=UTC), date(2026, 3, 28)),  # winter time: 23:59 in Kyiv
        (datetime(2026, 3, 28, 22, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 20, 59, tzinfo=UTC), date(2026, 3, 29)),  # summer time since the morning
        (datetime(2026, 3, 29, 21, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 25, 20, 59, tzinfo=UTC), date(2026, 10, 25)),  # this day had an hour more
        (datetime(2026, 10, 25, 21, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_a_day_ends_at_its_own_midnight_when_the_clocks_change(moment: datetime, day: date) -> None:
    assert WorkCalendar(zone="Europe/Kyiv").day_of(moment) == day


@pytest.mark.parametrize(
    ("country", "since", "length", "last"),
    [
        (None, date(2026, 3, 2), 2, date(2026, 3, 4)),  # Monday, Wednesday
        (None, date(2026, 3, 6), 2, date(2026, 3, 10)),  # over a weekend
        (None, date(2026, 3, 7), 2, date(2026, 3, 10)),  # handed in on a Saturday
        ("PL", date(2026, 4, 30), 2, date(2026, 5, 5)),  # Labour Day is a Friday
        ("PL", date(2026, 12, 23), 2, date(2026, 12, 29)),  # Christmas Eve is one since 2025
        ("DE", date(2026, 4, 2), 2, date(2026, 4, 8)),  # Good Friday and Easter Monday
        ("UA", date(2021, 8, 20), 2, date(2021, 8, 26)),  # Independence Day, and the Monday before it
        ("UA", date(2021, 8, 26), 2, date(2021, 8, 28)),  # a Saturday on which people work for that Monday
        ("UA", date(2026, 8, 21), 2, date(2026, 8, 25)),  # under martial law holidays are working days
    ],
)
def test_known_weeks(country: str | None, since: date, length: int, last: date) -> None:
    assert WorkCalendar(country=country).last_day(since, length) == last


@pytest.mark.parametrize(
    ("today", "sunday"),
    [
        (date(2026, 3, 2), date(2026, 3, 8)),
        (date(2026, 3, 6), date(2026, 3, 8)),
        (date(2026, 3, 7), date(2026, 3, 15)),  # on a Saturday the week to come is what matters
        (date(2026, 3, 8), date(2026, 3, 15)),
    ],
)
def test_this_week_is_the_one_in_which_people_work_next(today: date, sunday: date) -> None:
    assert WorkCalendar().end_of_week(today) == sunday


def test_a_company_that_never_works_is_refused() -> None:
    with pytest.raises(ValueError, match="never works"):
        WorkCalendar(week=frozenset())


def test_countries_are_known_by_two_letters() -> None:
    assert {"UA", "PL", "DE", "GB"} <= set(countries())
    assert all(len(code) == 2 for code in countries())
    assert has_holidays("UA")
    assert not has_holidays("XX")
    assert date(2026, 12, 25) in public_holidays("PL", 2026)
    assert public_holidays(None, 2026) == {}
