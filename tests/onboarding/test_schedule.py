"""Which step is due when, which ones are open, and what fits into one sitting."""

from dataclasses import dataclass
from datetime import date

import pytest

from portal.committee.calendar import WorkCalendar
from portal.onboarding.schedule import Sitting, day_number, due_dates, open_keys, plan_sitting

UKRAINE = WorkCalendar(country="UA", zone="Europe/Kyiv", days_off=frozenset({date(2026, 5, 14)}))
MONDAY, FRIDAY, SATURDAY = date(2026, 5, 11), date(2026, 5, 15), date(2026, 5, 16)


@dataclass(frozen=True)
class Step:
    key: str
    section_id: int = 1
    minutes: int | None = 10
    due_day: int | None = None
    required: bool = True
    after: str = "anytime"


def test_the_first_day_is_day_one_and_days_of_rest_are_not_counted():
    days = due_dates(MONDAY, [1, 2, 3, 4, 5, None], UKRAINE)

    # Thursday is a day off of the company, and then comes the weekend.
    assert days == {
        1: MONDAY, 2: date(2026, 5, 12), 3: date(2026, 5, 13), 4: FRIDAY, 5: date(2026, 5, 18),
    }  # fmt: skip


def test_whoever_begins_on_a_day_of_rest_has_day_one_on_the_next_working_day():
    assert due_dates(SATURDAY, [1, 2], UKRAINE) == {1: date(2026, 5, 18), 2: date(2026, 5, 19)}


def test_a_day_before_the_first_is_the_first():
    assert due_dates(MONDAY, [0, -3], UKRAINE) == {1: MONDAY}


@pytest.mark.parametrize(
    ("today", "number"), [(date(2026, 5, 8), 0), (MONDAY, 1), (FRIDAY, 4), (SATURDAY, 4), (date(2026, 5, 18), 5)]
)
def test_the_number_of_a_day_counts_working_days(today: date, number: int):
    assert day_number(MONDAY, today, UKRAINE) == number


def test_a_step_after_the_previous_one_waits_for_it():
    steps = [Step("a"), Step("b", after="previous"), Step("c", after="previous")]

    assert open_keys(steps, ()) == {"a"}
    assert open_keys(steps, {"a"}) == {"a", "b"}


def test_a_step_after_its_section_waits_for_all_that_is_required_before_it():
    steps = [Step("a"), Step("b", required=False), Step("c", section_id=2, after="section"), Step("d", section_id=2)]

    assert open_keys(steps, ()) == {"a", "b", "d"}
    assert open_keys(steps, {"a"}) == {"a", "b", "c", "d"}


def test_what_is_behind_stays_open_whatever_stands_before_it_now():
    assert open_keys([Step("new"), Step("b", after="previous")], {"b"}) == {"new", "b"}


def test_a_sitting_takes_what_fits_in_the_order_of_the_days():
    steps = [Step("late", due_day=3), Step("a", due_day=1), Step("b", due_day=1), Step("c", due_day=2)]

    found = plan_sitting(steps, (), due_dates(MONDAY, [1, 2, 3], UKRAINE))

    assert found == Sitting(now=("a", "b"), afterwards=("c", "late"), minutes=20)


def test_what_is_to_be_looked_at_again_comes_first():
    steps = [Step("a"), Step("b"), Step("c")]

    assert plan_sitting(steps, (), {}, again={"c"}, minutes=10).now == ("c",)


def test_a_step_longer_than_a_sitting_is_offered_all_the_same():
    assert plan_sitting([Step("long", minutes=90), Step("b")], (), {}).now == ("long",)


def test_what_nobody_has_to_do_comes_after_what_somebody_has_to():
    steps = [Step("extra", required=False), Step("a", minutes=20)]

    found = plan_sitting(steps, (), {})

    assert (found.now, found.afterwards) == (("a",), ("extra",))


def test_steps_without_a_day_come_with_the_one_before_them():
    steps = [Step("a", due_day=1), Step("b"), Step("c", due_day=2)]

    assert plan_sitting(steps, (), due_dates(MONDAY, [1, 2], UKRAINE), minutes=30).now == ("a", "b", "c")


def test_what_isnt_open_yet_is_shown_as_coming_and_not_as_now():
    found = plan_sitting([Step("a"), Step("b", after="previous")], (), {})

    assert (found.now, found.afterwards) == (("a",), ("b",))
