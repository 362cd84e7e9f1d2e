"""The numbers by hand: percentiles, working days, rates and errors."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.committee.calendar import WorkCalendar
from portal.dashboard.conditions import Kept, Stage, is_month, month_day, months_back, next_month
from portal.dashboard.figures import Figures, Wanted, WorkingDays, figures, nearest_rank
from portal.dashboard.queries.facts import Fact, Facts
from portal.initiatives.models import StatusType
from portal.outcomes.models import Benefit, Verdict

CALENDAR = WorkCalendar(zone="Europe/Kyiv")
MARCH = Wanted(first=202603, last=202603)
T = StatusType


def at(day: int, hour: int = 9, month: int = 3) -> datetime:
    """A moment of spring 2026; 2 March is a Monday."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def fact(number: int, **changes: Any) -> Fact:
    """Handed in on Monday, 2 March; nothing has happened since."""
    nothing = dict.fromkeys(Fact._fields) | {
        "id": number,
        "submitted_at": at(2),
        "started_at": at(2),
        "clock_id": number,
    }
    stages = dict.fromkeys(("answered", "accepted", "begun", "done", "measured", "worked"), False)
    return Fact(**(nothing | stages | changes))


def counted(facts: Sequence[Fact], wanted: Wanted = MARCH, **more: Any) -> Figures:
    known = Facts(facts, more.get("moves", ()), more.get("pauses", {}))
    return figures(known, wanted, CALENDAR.day_of, CALENDAR.is_working)


def test_time_is_counted_in_working_days_without_those_on_which_it_stood_still() -> None:
    # From Monday 2 March to Monday 16 March are ten working days; from Wednesday 4 to Friday 6 it stood still.
    decided = fact(1, ended_at=at(16), outcome="accepted", decision=int(Kept.IN_TIME))
    found = counted([decided], pauses={1: [(at(4), at(6))]}).decision
    assert (found.count, found.median, found.p90) == (1, 8, 8)


def test_a_month_ends_at_midnight_of_the_company() -> None:
    # 22:30 UTC on 31 March is 1 April in Kyiv.
    late = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    assert counted([fact(1, submitted_at=late)]).handed_in == 0
    assert counted([fact(1, submitted_at=late)], Wanted(first=202604, last=202604)).handed_in == 1


def test_median_and_ninetieth_percentile_of_ten() -> None:
    # 1, 2 ... 10 working days: the median lies between 5 and 6, the nearest rank of 90 % is the ninth.
    days = [3, 4, 5, 6, 9, 10, 11, 12, 13, 16]
    found = counted([fact(n, answer=int(Kept.IN_TIME), answered_at=at(day)) for n, day in enumerate(days)]).answer
    assert (found.count, found.median, found.p90) == (10, 5.5, 9)


def test_the_share_in_time_leaves_out_what_is_not_due() -> None:
    kept = [Kept.IN_TIME] * 3 + [Kept.LATE] + [Kept.OPEN] * 5
    found = counted([fact(n, answer=int(one)) for n, one in enumerate(kept)]).answer
    assert (found.in_time, found.late, found.open, found.share) == (3, 1, 5, 0.75)
    assert counted([fact(1, answer=int(Kept.OPEN))]).answer.share is None


def test_hit_rate_and_error_of_the_estimate() -> None:
    def confirmed(number: int, verdict: Verdict, value: str | None) -> Fact:
        return fact(
            number, verdict=verdict, confirmed_at=at(20), baseline=Decimal(20), target=Decimal(10),
            value=Decimal(value) if value else None,
        )  # fmt: skip

    # Of a change by 10 came 12, 5 and 0: off by a fifth, a half and all of it.
    found = counted(
        [
            confirmed(1, Verdict.REACHED, "8"), confirmed(2, Verdict.PARTLY, "15"),
            confirmed(3, Verdict.NOT_REACHED, "20"), confirmed(4, Verdict.UNKNOWN, None),
        ]
    ).outcomes  # fmt: skip
    assert found.hit_rate == pytest.approx(1 / 3)
    assert (found.error, found.with_numbers) == (0.5, 3)
    assert found.verdicts[Verdict.UNKNOWN] == 1


def test_what_was_confirmed_in_the_period_counts_whenever_it_was_handed_in() -> None:
    old = fact(1, submitted_at=at(2, month=1), verdict=Verdict.REACHED, confirmed_at=at(20))
    found = counted([old])
    assert (found.handed_in, found.outcomes.hit_rate) == (0, 1.0)


def test_flow_counts_an_initiative_once_a_month() -> None:
    moves = [(1, T.ACCEPTED, at(5)), (1, T.ACCEPTED, at(6)), (1, T.IMPLEMENTED, at(7)), (2, T.ACCEPTED, at(8))]
    one, nobody = fact(1, team_id=7), Wanted(first=202602, last=202603, team_id=7)
    flow = counted([one, fact(2)], nobody, moves=moves).flow
    assert [(month.month, month.handed_in, month.accepted, month.done) for month in flow] == [
        (202602, 0, 0, 0),
        (202603, 1, 1, 1),
    ]


def test_groups_and_funnel_count_the_same() -> None:
    facts = [
        fact(1, answered=True, accepted=True, area_id=3, benefit=Benefit.TIME),
        fact(2, answered=True, area_id=3),
        fact(3),
    ]
    found = counted(facts)
    assert found.funnel[Stage.ANSWERED] == 2
    assert {(group.key, group.handed_in, group.accepted) for group in found.areas} == {(3, 2, 1), (None, 1, 0)}
    assert {(group.key, group.handed_in) for group in found.benefits} == {(Benefit.TIME, 1), (None, 2)}


def test_nothing_has_no_numbers() -> None:
    found = counted([])
    assert (found.handed_in, found.answer.median, found.outcomes.error, found.areas) == (0, None, None, [])


@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=40),
)
def test_nine_of_ten_are_at_most_the_percentile(values: list[int]) -> None:
    ranked = nearest_rank(sorted(values), 90)
    assert sum(value <= ranked for value in values) >= 0.9 * len(values)
    assert sum(value < ranked for value in values) < 0.9 * len(values)


@given(st.dates(date(2025, 12, 1), date(2026, 12, 31)), st.dates(date(2025, 12, 1), date(2026, 12, 31)))
def test_working_days_are_those_of_the_calendar(one: date, other: date) -> None:
    since, until = (datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in sorted((one, other)))
    days = WorkingDays([since, until], CALENDAR.day_of, CALENDAR.is_working)
    assert days.between(since, until) == CALENDAR.working_days(*sorted((one, other)))


@given(st.integers(2001, 2199), st.integers(1, 12), st.integers(0, 36))
def test_months_follow_one_another(year: int, month: int, back: int) -> None:
    number = year * 100 + month
    assert is_month(number)
    earlier = months_back(number, back)
    walked = earlier
    for _step in range(back):
        day = next_month(walked)
        walked = day.year * 100 + day.month
    assert walked == number
    assert month_day(number).month == month
