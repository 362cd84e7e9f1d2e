"""Looking at the clocks as time goes by: what has no clock gets one, what is over is told one level up, once."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session

from portal.committee.events import PromiseMissed
from portal.committee.models import RUNNING, Clock
from portal.committee.queries.settings import promised
from portal.committee.queries.standing import without_clock
from portal.committee.services.keeping import keep_clock
from portal.core.journal import record
from portal.initiatives.models import Initiative
from portal.people.models import Person, PersonRole, Role
from portal.people.queries import areas, is_active, teams

#: So that a look holds the write lock for a moment only; the rest comes next time.
AT_ONCE = 200


def watch_clocks(session: Session, now: datetime) -> None:
    """Begin clocks that are missing, and tell of promises that weren't kept."""
    for number in without_clock(session, AT_ONCE):
        keep_clock(session, number, at=now)
    session.flush()  # what has just begun may be over already
    _tell_of_missed(session, now)


def _tell_of_missed(session: Session, now: datetime) -> None:
    today = promised(session).calendar.day_of(now)
    rows = session.execute(_missed(today)).all()
    leads = _leads(session, rows)
    for clock, author_id, area_id in rows:
        lead_id = leads.get(area_id)
        for name, due_on in list(_passed(clock, today)):
            setattr(clock, f"{name}_missed_at", now)
            event = PromiseMissed(
                initiative_id=clock.initiative_id,
                promise=name,
                due_on=due_on.isoformat(),
                lead_id=lead_id if lead_id != author_id else None,
            )
            record(session, event, None, at=now)


def _missed(today: date) -> Any:
    """Running clocks with a promise that has passed and was told to nobody yet."""
    answer = and_(Clock.answered_at.is_(None), Clock.answer_by < today, Clock.answer_missed_at.is_(None))
    decision = and_(Clock.decide_by < today, Clock.decision_missed_at.is_(None))
    return (
        select(Clock, Initiative.author_id, Initiative.area_id)
        .join(Initiative, Initiative.id == Clock.initiative_id)
        .where(RUNNING, Clock.paused_at.is_(None), or_(answer, decision))
        .order_by(Clock.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=Clock)
    )


def _passed(clock: Clock, today: date) -> Iterator[tuple[str, date]]:
    answer_by = clock.answer_by if clock.answered_at is None and clock.answer_missed_at is None else None
    if answer_by is not None and answer_by < today:
        yield "answer", answer_by
    if clock.decide_by < today and clock.decision_missed_at is None:
        yield "decision", clock.decide_by


def _leads(session: Session, rows: Sequence[Row[Any]]) -> dict[int | None, int]:
    """Who leads the team that owns an area, by area: somebody who is here and isn't in the committee itself."""
    lead_of = {team.id: team.lead_id for team in teams(session)}
    wanted = {row.area_id for row in rows}
    by_area = {area.id: lead_of.get(area.team_id or 0) for area in areas(session) if area.id in wanted}
    committee = select(PersonRole.person_id).where(PersonRole.role == Role.COMMITTEE)
    named = {lead_id for lead_id in by_area.values() if lead_id is not None}
    asked = select(Person.id).where(Person.id.in_(named), is_active(), Person.id.not_in(committee))
    able = set(session.scalars(asked)) if named else set()
    return {area_id: lead_id for area_id, lead_id in by_area.items() if lead_id in able and lead_id is not None}
