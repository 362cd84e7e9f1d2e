"""What the calendar brings: whoever measures is told on the day and later, and one level up when nobody has looked."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.journal import record
from portal.initiatives.models import Initiative, StatusType
from portal.outcomes.events.outcomes import CheckDue, CheckMissed
from portal.outcomes.models import Measurement, OutcomePlan
from portal.people.models import Person
from portal.people.queries import is_active, teams

#: Whether it lasts is looked at so long after the first look.
LATER_DAYS = 90
#: So long nobody has to explain why they haven't looked yet.
GRACE_DAYS = 14
#: So that a look holds the write lock for a moment only; the rest comes next time.
AT_ONCE = 200


def remind_measurers(session: Session, now: datetime) -> None:
    """Tell of each day once: that it has come, that it is long past, and that it is time to look again."""
    today = i18n.today(now)
    for plan in _plans(session, StatusType.IMPLEMENTED, OutcomePlan.day_told_at.is_(None), today):
        plan.day_told_at = now
        record(session, _due(plan, later=False), None, at=now)
    for plan in _missed(session, today):
        plan.overdue_told_at = now
        event = CheckMissed(
            initiative_id=plan.initiative_id,
            check_on=_day(plan),
            measurer_id=plan.measurer_id,
            lead_id=_lead_of(session, plan.measurer_id),
        )
        record(session, event, None, at=now)
    earlier = today - timedelta(days=LATER_DAYS)
    for plan in _plans(session, StatusType.MEASURED, OutcomePlan.later_told_at.is_(None), earlier):
        plan.later_told_at = now
        record(session, _due(plan, later=True), None, at=now)


def _plans(session: Session, status: StatusType, told: Any, until: date) -> list[OutcomePlan]:
    due = (
        select(OutcomePlan)
        .join(Initiative, Initiative.id == OutcomePlan.initiative_id)
        .where(Initiative.status_type == status, OutcomePlan.check_on <= until, told)
        .order_by(OutcomePlan.check_on, OutcomePlan.initiative_id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=OutcomePlan)
    )
    return list(session.scalars(due))


def _missed(session: Session, today: date) -> list[OutcomePlan]:
    """Long past, and nobody has measured anything since it was done."""
    looked = exists().where(
        Measurement.initiative_id == OutcomePlan.initiative_id,
        or_(Initiative.implemented_at.is_(None), Measurement.at >= Initiative.implemented_at),
    )
    untold = and_(OutcomePlan.overdue_told_at.is_(None), OutcomePlan.day_told_at.is_not(None), ~looked)
    return _plans(session, StatusType.IMPLEMENTED, untold, today - timedelta(days=GRACE_DAYS))


def _due(plan: OutcomePlan, *, later: bool) -> CheckDue:
    return CheckDue(initiative_id=plan.initiative_id, check_on=_day(plan), measurer_id=plan.measurer_id, later=later)


def _day(plan: OutcomePlan) -> str:
    assert plan.check_on is not None  # noqa: S101 - only plans with a day are looked for
    return plan.check_on.isoformat()


def _lead_of(session: Session, person_id: int | None) -> int | None:
    """Who leads the measurer's team: somebody else, who is here."""
    person = session.get(Person, person_id) if person_id is not None else None
    leads = {team.id: team.lead_id for team in teams(session)}
    lead_id = leads.get(person.team_id or 0) if person is not None else None
    if lead_id is None or lead_id == person_id:
        return None
    return session.scalar(select(Person.id).where(Person.id == lead_id, is_active()))
