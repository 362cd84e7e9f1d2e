"""Which step is due on which day, which ones are open, and what to do in the next minutes. Pure: no database, no clock.

Days are working days of the company, counted from somebody's first one, which is 1.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from portal.committee.calendar import WorkCalendar

#: So much is offered for one sitting.
SITTING_MINUTES = 20
#: What a step takes of which nobody said how long it is.
USUAL_MINUTES = 5
_DAY = timedelta(days=1)

ANYTIME, PREVIOUS, SECTION = "anytime", "previous", "section"


class Planned(Protocol):
    """What of a step decides when its turn comes."""

    @property
    def key(self) -> str: ...
    @property
    def section_id(self) -> int: ...
    @property
    def minutes(self) -> int | None: ...
    @property
    def due_day(self) -> int | None: ...
    @property
    def required(self) -> bool: ...
    @property
    def after(self) -> str: ...


def due_dates(first_day: date, days: Iterable[int | None], calendar: WorkCalendar) -> dict[int, date]:
    """The date of each numbered working day. Somebody who begins on a day of rest has day 1 on the next working one."""
    found: dict[int, date] = {}
    day, number = first_day - _DAY, 0
    for wanted in sorted({max(1, n) for n in days if n is not None}):
        reached = calendar.last_day(day, wanted - number)
        assert reached is not None  # noqa: S101 - nothing pauses here
        day, number = reached, wanted
        found[wanted] = day
    return found


def day_number(first_day: date, today: date, calendar: WorkCalendar) -> int:
    """Which working day of theirs it is: on a day of rest the last one; 0 and below before the first."""
    return calendar.working_days(first_day - _DAY, today)


def open_keys(steps: Sequence[Planned], passed: Collection[str]) -> frozenset[str]:
    """The keys of the steps that may be done now, given those that are behind; what is behind stays open."""
    found: set[str] = set()
    before_section: dict[int, bool] = {}
    all_required_passed = True
    for place, step in enumerate(steps):
        clear = before_section.setdefault(step.section_id, all_required_passed)
        previous = place == 0 or steps[place - 1].key in passed
        if (
            step.key in passed
            or step.after == ANYTIME
            or (step.after == SECTION and clear)
            or (step.after == PREVIOUS and previous)
        ):
            found.add(step.key)
        all_required_passed = all_required_passed and (not step.required or step.key in passed)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Sitting:
    """What to do now, within one sitting, and what comes after."""

    now: tuple[str, ...]
    afterwards: tuple[str, ...]
    minutes: int


def plan_sitting(
    steps: Sequence[Planned],
    passed: Collection[str],
    dates: Mapping[int, date],
    *,
    again: Collection[str] = (),
    minutes: int = SITTING_MINUTES,
    also: int = 4,
) -> Sitting:
    """Choose steps for the next minutes: what is to be looked at again, then by their days, then by their places.

    At least one, however long it is. Steps that nobody has to do come after those that somebody has to.
    """
    usable = open_keys(steps, passed)
    left = [(place, step) for place, step in enumerate(steps) if step.key not in passed and step.key in usable]
    days = _days(steps, dates)
    left.sort(key=lambda pair: (pair[1].key not in again, not pair[1].required, days[pair[0]], pair[0]))
    chosen: list[str] = []
    spent = 0
    for _place, step in left:
        takes = step.minutes or USUAL_MINUTES
        if chosen and spent + takes > minutes:
            break
        chosen.append(step.key)
        spent += takes
    rest = [step.key for _place, step in left if step.key not in chosen]
    locked = [step.key for step in steps if step.key not in passed and step.key not in usable]
    return Sitting(tuple(chosen), tuple((rest + locked)[:also]), spent)


def _days(steps: Sequence[Planned], dates: Mapping[int, date]) -> list[date]:
    """The day of each step; one without takes that of the last one before it that has one."""
    found, day = [], date.min
    for step in steps:
        if step.due_day is not None:
            day = dates.get(max(1, step.due_day), day)
        found.append(day)
    return found
