"""Saying what is promised: each version is kept, and what waits is counted anew."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.committee.calendar import has_holidays
from portal.committee.events import ClockSettingsChanged
from portal.committee.models import RUNNING, Clock, ClockSettings
from portal.committee.policy import can_set_clocks
from portal.committee.queries.settings import Promised, promised
from portal.committee.services.keeping import count_anew
from portal.core.actor import Actor
from portal.core.db import one_at_a_time
from portal.core.errors import Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.reference import reference_changed

MOST_ANSWER_DAYS, MOST_DECISION_DAYS, MOST_DAYS_OFF = 30, 250, 200


def set_promises(session: Session, actor: Actor, wanted: Promised, *, now: datetime) -> bool:
    """Promise this from now on; whether anything is different. Raises Invalid for what can't be promised.

    What waits is counted anew from its own beginning, so that everybody is promised the same.
    """
    require(can_set_clocks(actor))
    _require_sense(wanted)
    one_at_a_time(session, "committee.clock_settings")
    before = promised(session)
    if wanted == before:
        return False
    made = ClockSettings(**_columns(wanted), by_id=actor.id, at=now)
    session.add(made)
    session.flush()  # the event needs the id, and the reference data are read again from the table
    reference_changed(session)
    record(session, ClockSettingsChanged(settings_id=made.id, changes=_changes(before, wanted)), actor, at=now)
    running = select(Clock).where(RUNNING).options(selectinload(Clock.pauses)).order_by(Clock.id).with_for_update()
    for clock in list(session.scalars(running)):
        count_anew(clock, wanted, now)
    return True


def _require_sense(wanted: Promised) -> None:
    if not 1 <= wanted.answer_days <= MOST_ANSWER_DAYS:
        raise Invalid(_l("Please promise an answer within 1 to %(most)s days.", most=MOST_ANSWER_DAYS), field="answer")
    if not wanted.answer_days <= wanted.decision_days <= MOST_DECISION_DAYS:
        sentence = _l("A decision comes no earlier than the answer and within %(most)s days.", most=MOST_DECISION_DAYS)
        raise Invalid(sentence, field="decision")
    if wanted.country is not None and not has_holidays(wanted.country):
        raise Invalid(_l("The holidays of this country aren't known."), field="country")
    if not wanted.week <= frozenset(range(7)) or not wanted.week:
        raise Invalid(_l("Please choose at least one working day."), field="week")
    if len(wanted.days_off) > MOST_DAYS_OFF:
        raise Invalid(_l("These are too many days: at most %(most)s.", most=MOST_DAYS_OFF), field="days_off")


def _columns(of: Promised) -> dict[str, int | str | None]:
    return {
        "answer_days": of.answer_days,
        "decision_days": of.decision_days,
        "country": of.country,
        "week": "".join(str(day + 1) for day in sorted(of.week)),
        "days_off": " ".join(day.isoformat() for day in sorted(of.days_off)),
    }


def _changes(before: Promised, after: Promised) -> dict[str, tuple[str, str]]:
    """What is different, by name: before and after."""
    was, now = _columns(before), _columns(after)
    return {name: (str(was[name] or ""), str(now[name] or "")) for name in now if was[name] != now[name]}
