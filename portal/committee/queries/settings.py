"""What is promised now, kept in the process, and what was promised before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.committee.calendar import USUAL_WEEK, WorkCalendar
from portal.committee.models import ClockSettings
from portal.core import i18n
from portal.core.db import read_rows
from portal.core.reference import ReferenceData
from portal.people.models import Person

VERSIONS_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What the committee promises: working days until the first answer and until the decision, and when it works."""

    answer_days: int = 2
    decision_days: int = 20
    country: str | None = "UA"
    week: frozenset[int] = USUAL_WEEK
    days_off: frozenset[date] = frozenset()

    @property
    def calendar(self) -> WorkCalendar:
        """The company's working days, on the portal's clock."""
        return WorkCalendar(country=self.country, week=self.week, days_off=self.days_off, zone=i18n.timezone())


def promised(session: Session) -> Promised:
    """What holds now; costs no statement as a rule."""
    return _promised.get(session)


def versions(session: Session) -> Sequence[Any]:
    """What was set, by whom and when, the newest first."""
    rows = select(*ClockSettings.__table__.columns, Person.name.label("by_name")).outerjoin(
        Person, Person.id == ClockSettings.by_id
    )
    return read_rows(session, rows.order_by(ClockSettings.id.desc()).limit(VERSIONS_SHOWN))


def as_promised(row: Any) -> Promised:
    """A version as the promise that it is."""
    return Promised(
        answer_days=row.answer_days,
        decision_days=row.decision_days,
        country=row.country,
        week=frozenset(int(digit) - 1 for digit in row.week),
        days_off=frozenset(date.fromisoformat(day) for day in row.days_off.split()),
    )


def _load(session: Session) -> Promised:
    rows = select(*ClockSettings.__table__.columns).order_by(ClockSettings.id.desc())
    newest = session.execute(rows.limit(1)).first()
    return Promised() if newest is None else as_promised(newest)


_promised: ReferenceData[Promised] = ReferenceData(_load)


@dataclass(frozen=True, slots=True)
class Due:
    """The last days of both promises for what came in at a moment."""

    answer_by: date
    decide_by: date


def due_after(of: Promised, moment: datetime) -> Due:
    """By when what comes in now is answered and decided, if nothing is asked meanwhile."""
    calendar = of.calendar
    since = calendar.day_of(moment)
    answer_by, decide_by = calendar.last_day(since, of.answer_days), calendar.last_day(since, of.decision_days)
    assert answer_by is not None and decide_by is not None  # noqa: S101, PT018 - nothing is paused
    return Due(answer_by, decide_by)
