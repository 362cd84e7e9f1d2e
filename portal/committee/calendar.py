"""The working days of a company, and the last day of a promise that is counted in them. Pure: no database, no clock.

Public holidays come from the library ``holidays`` by country. A day of rest that the country moved makes another one a
working day, whatever the company's week.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

#: From Monday (0) to Friday.
USUAL_WEEK = frozenset(range(5))
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which nothing is counted: those after ``begins`` until ``ends`` itself; None: it hasn't ended."""

    begins: date
    ends: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day isn't counted. On the day it begins the work had begun; on the day it ends none had."""
        return day > self.begins and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """When a company works. ``country`` as ISO 3166 has it (None: no public holidays), ``week`` counted from Monday."""

    country: str | None = None
    week: frozenset[int] = USUAL_WEEK
    days_off: frozenset[date] = frozenset()
    zone: str = "UTC"

    def __post_init__(self) -> None:
        if not self.week:
            raise ValueError("a company that never works can't promise anything")

    def day_of(self, moment: datetime) -> date:
        """The day of a moment on the company's own clock."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def is_working(self, day: date) -> bool:
        """Whether the company works on that day."""
        if day in self.days_off:
            return False
        free, instead = _holidays(self.country, day.year)
        return day in instead or (day.weekday() in self.week and day not in free)

    def last_day(self, since: date, days: int, pauses: Iterable[Pause] = ()) -> date | None:
        """The last day on which what is promised within ``days`` working days is in time; None while it stands still.

        The day on which it began is not counted.
        """
        still = tuple(pauses)
        if any(pause.ends is None for pause in still):
            return None
        day, left = since, days
        while left > 0:
            day += _DAY
            left -= self.is_working(day) and not any(pause.covers(day) for pause in still)
        return day

    def working_days(self, after: date, until: date) -> int:
        """How many working days lie after one day until another, that one included; below zero when it lies before."""
        if until < after:
            return -self.working_days(until, after)
        return sum(self.is_working(after + _DAY * n) for n in range(1, (until - after).days + 1))

    def end_of_week(self, today: date) -> date:
        """The Sunday of the week in which the company works next: on a Saturday that of the week to come."""
        day = today
        while not self.is_working(day):
            day += _DAY
        return day + _DAY * (6 - day.weekday())


def has_holidays(country: str) -> bool:
    """Whether the library knows the country's public holidays."""
    return country in holidays.list_supported_countries(include_aliases=False)


def countries() -> tuple[str, ...]:
    """The countries whose public holidays are known, as ISO 3166 has them."""
    return tuple(sorted(code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2))


def public_holidays(country: str | None, year: int, language: str | None = None) -> Mapping[date, str]:
    """The public holidays of a year with their names, in ``language`` where the library has it, else its own choice."""
    if country is None:
        return {}
    found = holidays.country_holidays(country, years=year, language=language)
    return dict(sorted(found.items()))


@lru_cache(maxsize=256)
def _holidays(country: str | None, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Days of rest of a year, and days on which people work instead."""
    if country is None:
        return frozenset(), frozenset()
    found = holidays.country_holidays(country, years=year)
    return frozenset(found), frozenset(day for day in found.weekend_workdays if day.year == year)
