"""Who needs help, where, and since when."""

from dataclasses import dataclass
from datetime import date

import pytest

from portal.committee.calendar import WorkCalendar
from portal.onboarding.getting_on import Going, Mark, Plan, Turn
from portal.onboarding.schedule import day_number

CALENDAR = WorkCalendar(country=None)
#: A Monday.
FIRST = date(2026, 6, 1)


@dataclass
class Step:
    key: str
    due_day: int | None
    required: bool = True


STEPS = [Step("read", 1), Step("walk", 1), Step("extra", 2, required=False), Step("check", 3), Step("write", 7)]


def on(today: date, states: dict[str, str], moved_on: date | None = None, steps: list[Step] | None = None) -> Going:
    return Plan(STEPS if steps is None else steps).going(
        states, first_day=FIRST, moved_on=moved_on, today=today,
        days_between=CALENDAR.working_days, day_number=lambda first, day: day_number(first, day, CALENDAR),
    )  # fmt: skip


def test_on_the_first_day_nothing_is_late() -> None:
    found = on(FIRST, {})
    assert (found.turn, found.at.key, found.done, found.total) == (Turn.GOING, "read", 0, 4)
    assert Plan(STEPS).dots({}, found.day) == ((Mark.OPEN,) * 4, (Mark.OPEN,))


def test_before_the_first_day_somebody_is_still_ahead() -> None:
    assert on(date(2026, 5, 29), {}).turn is Turn.AHEAD


def test_a_day_that_has_passed_is_late_by_working_days() -> None:
    # Friday is their fifth day: what was due on the first is four days over, on the third two.
    found = on(date(2026, 6, 5), {"read": "done"}, moved_on=date(2026, 6, 4))
    assert (found.turn, found.at.key, found.late_days) == (Turn.LATE, "walk", 4)
    weeks = Plan(STEPS).dots({"read": "done"}, found.day)
    assert weeks == ((Mark.DONE, Mark.LATE, Mark.OPEN, Mark.LATE), (Mark.OPEN,))


def test_who_has_not_moved_for_three_working_days_is_stuck() -> None:
    moved = date(2026, 6, 4)  # a Thursday
    assert on(date(2026, 6, 8), {"read": "done"}, moved_on=moved).turn is Turn.LATE  # Friday, Monday: two days
    found = on(date(2026, 6, 9), {"read": "done"}, moved_on=moved)
    assert (found.turn, found.since, found.idle_days) == (Turn.STUCK, moved, 3)


def test_who_is_ahead_of_the_plan_may_rest() -> None:
    done = {"read": "done", "walk": "done", "check": "done"}
    assert on(date(2026, 6, 8), done, moved_on=date(2026, 6, 2)).turn is Turn.GOING


def test_what_waits_for_the_mentor_is_not_late_of_the_learner() -> None:
    states = {"read": "done", "walk": "done", "check": "waiting"}
    found = on(date(2026, 6, 8), states, moved_on=date(2026, 6, 2))
    assert (found.turn, found.late_days, found.at.key) == (Turn.ANSWER, 0, "write")


def test_what_nobody_has_to_do_makes_nobody_late() -> None:
    states = {"read": "done", "walk": "done", "check": "done", "write": "done"}
    found = on(date(2026, 6, 20), states, moved_on=date(2026, 6, 8))
    assert (found.turn, found.at, found.late_days) == (Turn.GOING, None, 0)


def test_without_days_only_standing_still_is_noticed() -> None:
    steps = [Step("read", None), Step("walk", None)]
    assert on(date(2026, 6, 3), {}, steps=steps).turn is Turn.GOING
    assert on(date(2026, 6, 4), {}, steps=steps).turn is Turn.STUCK


def test_a_look_again_is_shown_as_such() -> None:
    assert Plan(STEPS).dots({"read": "again"}, 5)[0][0] is Mark.AGAIN


@pytest.mark.parametrize("turn", [Turn.FINISHED, Turn.LEFT])
def test_who_has_ended_needs_nothing(turn: Turn) -> None:
    found = Plan(STEPS).going(
        {}, first_day=FIRST, moved_on=None, today=date(2026, 7, 1), days_between=CALENDAR.working_days,
        day_number=lambda first, day: day_number(first, day, CALENDAR), ended=turn,
    )  # fmt: skip
    assert (found.turn, found.needs_attention) == (turn, False)
