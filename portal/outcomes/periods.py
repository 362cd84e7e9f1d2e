"""The days, weeks, months and quarters that values of a metric stand for. A period is named by its first day."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.typed import FIRST_DAY, LAST_DAY
from portal.outcomes.models import Rhythm

_MONTHS = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3}

#: Beginnings of the names of months in three languages; a longer one stands before what it begins with.
_NAMES = (
    "jan|січ|янв", "feb|лют|фев", "mar|бер|мар", "apr|квіт|апр", "may|трав|май|мая", "jun|черв|июн",
    "jul|лип|июл", "aug|серп|авг", "sep|вер|сен", "oct|жовт|окт", "nov|лист|ноя", "dec|груд|дек",
)  # fmt: skip
_MONTH = {beginning: number for number, names in enumerate(_NAMES, 1) for beginning in names.split("|")}
_BY_NAME = re.compile(r"^([^\W\d_]{3,})\.?\s+(\d{4})$")
_YEAR_FIRST = re.compile(r"^(\d{4})[-./](\d{1,2})$")
_YEAR_LAST = re.compile(r"^(\d{1,2})[-./](\d{4})$")
_WEEK = re.compile(r"^(\d{4})[-\s]*[wт]\s*(\d{1,2})$")
_QUARTER = re.compile(r"^(?:(\d{4})[-\s]*[qк]\s*([1-4])|[qк]?\s*([1-4])[-/\s]+(\d{4}))$")
_DAY_LAST = re.compile(r"^(\d{1,2})[./](\d{1,2})[./](\d{4})$")


def start_of(day: date, rhythm: Rhythm) -> date:
    """The first day of the period in which a day lies."""
    if rhythm is Rhythm.DAY:
        return day
    if rhythm is Rhythm.WEEK:
        return day - timedelta(days=day.weekday())
    if rhythm is Rhythm.MONTH:
        return day.replace(day=1)
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def shifted(start: date, rhythm: Rhythm, by: int) -> date:
    """The period so many places later (or earlier, below zero)."""
    if rhythm in _MONTHS:
        months = start.year * 12 + start.month - 1 + by * _MONTHS[rhythm]
        return date(months // 12, months % 12 + 1, 1)
    return start + timedelta(days=by * (7 if rhythm is Rhythm.WEEK else 1))


def last_whole(today: date, rhythm: Rhythm) -> date:
    """The newest period that is over."""
    return shifted(start_of(today, rhythm), rhythm, -1)


def periods(first: date, last: date, rhythm: Rhythm) -> Iterator[date]:
    """Every period from one to the other, both included."""
    while first <= last:
        yield first
        first = shifted(first, rhythm, 1)


def key(start: date, rhythm: Rhythm) -> str:
    """As it stands in addresses and files: '2026-05', '2026-W21', '2026-Q2', '2026-05-12'."""
    if rhythm is Rhythm.MONTH:
        return f"{start:%Y-%m}"
    if rhythm is Rhythm.WEEK:
        year, week, _day = start.isocalendar()
        return f"{year}-W{week:02d}"
    return f"{start.year}-Q{(start.month + 2) // 3}" if rhythm is Rhythm.QUARTER else start.isoformat()


def words(start: date, rhythm: Rhythm) -> str:
    """As people say it: 'травень 2026 р.', 'з 18 трав.', '2-й квартал 2026 р.', '12 трав.'."""
    if rhythm is Rhythm.MONTH:
        return i18n.month(start)
    if rhythm is Rhythm.QUARTER:
        return i18n.quarter(start)
    return _("week of %(day)s", day=i18n.day(start)) if rhythm is Rhythm.WEEK else i18n.day(start)


def read(text: str, rhythm: Rhythm) -> date | None:
    """The first day of the period that somebody wrote, in any of the usual ways; None for what is none.

    A day within a longer period stands for the whole of it. A longer period is no day or week: None.
    """
    plain = " ".join(text.strip().rstrip(".").casefold().split())
    plain = re.sub(r"\s*(?:р|г|год|рік|року|года)$", "", plain).rstrip(".")
    found = _day(plain)
    if found is None and rhythm is Rhythm.WEEK:
        found = _from_week(plain)
    elif found is None and rhythm is Rhythm.MONTH:
        found = _from_month(plain)
    elif found is None and rhythm is Rhythm.QUARTER:
        found = _from_quarter(plain) or _from_month(plain)
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        return None
    start = start_of(found, rhythm)
    return start if start >= FIRST_DAY else None


def no_such_month(text: str) -> int | None:
    """The number of a month that there is none of, as in '2026-13'; None where the text names no such."""
    plain = text.strip()
    first, last = _YEAR_FIRST.match(plain), _YEAR_LAST.match(plain)
    number = int(first[2]) if first else int(last[1]) if last else 1
    return None if 1 <= number <= 12 else number


def _day(text: str) -> date | None:
    written = _DAY_LAST.match(text)
    try:
        if written:
            return date(int(written[3]), int(written[2]), int(written[1]))
        return date.fromisoformat(text[:10]) if re.match(r"^\d{4}-\d{2}-\d{2}(?:[ t]|$)", text) else None
    except ValueError:
        return None


def _from_month(text: str) -> date | None:
    named = _BY_NAME.match(text)
    if named:
        month = next((_MONTH[named[1][:n]] for n in (4, 3) if named[1][:n] in _MONTH), None)
        return date(int(named[2]), month, 1) if month and int(named[2]) else None
    digits = _YEAR_FIRST.match(text)
    year, month = (int(digits[1]), int(digits[2])) if digits else (0, 0)
    digits = _YEAR_LAST.match(text)
    year, month = (int(digits[2]), int(digits[1])) if digits else (year, month)
    return date(year, month, 1) if year and 1 <= month <= 12 else None


def _from_week(text: str) -> date | None:
    found = _WEEK.match(text)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        return None


def _from_quarter(text: str) -> date | None:
    found = _QUARTER.match(text)
    if found is None:
        return None
    year, quarter = int(found[1] or found[4]), int(found[2] or found[3])
    return date(year, quarter * 3 - 2, 1) if year else None
