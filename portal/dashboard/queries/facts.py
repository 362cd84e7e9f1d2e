"""Every initiative with what the numbers need of it: three statements, whatever the choice of numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, case, cast, false, null, select, true
from sqlalchemy.orm import Session, aliased

from portal.committee.models import Clock, ClockPause
from portal.core.db import read_rows
from portal.dashboard import conditions
from portal.dashboard.conditions import Kept, Stage
from portal.initiatives.models import Initiative, Status, StatusType, Transition, Visibility
from portal.outcomes.models import Benefit, Measurement, OutcomePlan, OutcomeVerdict, Verdict

#: What the flow counts beside what is handed in.
FLOW_TYPES = (StatusType.ACCEPTED, StatusType.DECLINED, StatusType.IMPLEMENTED)


class Fact(NamedTuple):
    """An initiative as the numbers see it: nothing of what it says, and nobody's name."""

    id: int
    submitted_at: datetime
    area_id: int | None
    team_id: int | None
    #: The farthest of each Stage that it has ever come to, in their order.
    answered: bool
    accepted: bool
    begun: bool
    done: bool
    measured: bool
    worked: bool
    #: A Kept, or None where nothing was promised.
    answer: int | None
    decision: int | None
    #: Of the first round.
    clock_id: int | None
    started_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    #: Of the verdict that holds now.
    verdict: Verdict | None
    confirmed_at: datetime | None
    baseline: Decimal | None
    target: Decimal | None
    value: Decimal | None
    benefit: Benefit | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is handed in and open to the committee, the days of its moves, and when clocks stood still."""

    initiatives: Sequence[Fact]
    #: (initiative, type of status that it came to, when).
    moves: Sequence[tuple[int, StatusType, datetime]]
    #: (from, until) by the clock.
    pauses: Mapping[int, Sequence[tuple[datetime, datetime]]]


def facts(session: Session, today: date) -> Facts:
    """Read as a member of the committee sees them, whoever it is."""
    rows = read_rows(session, _facts(), {"today": today})
    moves = read_rows(session, _moves())
    pauses: dict[int, list[tuple[datetime, datetime]]] = {}
    for row in read_rows(session, _pauses()):
        pauses.setdefault(row.clock_id, []).append((row.began_at, row.ended_at))
    return Facts([Fact._make(row) for row in rows], [(row.id, row.type, row.at) for row in moves], pauses)


def _handed_in() -> ColumnElement[bool]:
    """What the committee sees and is no twin of another one."""
    return and_(
        Initiative.visibility.in_([Visibility.EVERYONE, Visibility.TEAMS]),
        Initiative.status_type.not_in([StatusType.DRAFT, StatusType.MERGED]),
    )


def _kept(of: Mapping[Kept, ColumnElement[bool]]) -> Any:
    exclusive = (Kept.IN_TIME, Kept.LATE, Kept.OPEN)
    return case(*((of[kept], int(kept)) for kept in exclusive), else_=cast(null(), Integer))


def _facts() -> Any:
    clock, newest = aliased(Clock), aliased(OutcomeVerdict)
    # Without a verdict a comparison with it is neither true nor false.
    stages = [case((conditions.reached(stage), true()), else_=false()) for stage in Stage]
    holds = and_(
        Initiative.status_type == StatusType.MEASURED,
        newest.id == conditions.newest_verdict(OutcomeVerdict.id),
    )
    return (
        select(
            Initiative.id, Initiative.submitted_at, Initiative.area_id, Initiative.team_id, *stages,
            _kept(conditions.answer_kept(clock)), _kept(conditions.decision_kept(clock)),
            clock.id, clock.started_at, clock.answered_at, clock.ended_at, clock.outcome,
            newest.verdict, newest.at, OutcomePlan.baseline, OutcomePlan.target, Measurement.value, OutcomePlan.benefit,
        )
        .select_from(Initiative)
        .outerjoin(clock, conditions.first_clock(clock))
        .outerjoin(newest, holds)
        .outerjoin(Measurement, Measurement.id == newest.measurement_id)
        .outerjoin(OutcomePlan, OutcomePlan.initiative_id == Initiative.id)
        .where(_handed_in())
    )  # fmt: skip


def _moves() -> Any:
    return (
        select(Transition.initiative_id.label("id"), Status.type, Transition.at)
        .join(Status, Status.id == Transition.to_status_id)
        .join(Initiative, Initiative.id == Transition.initiative_id)
        .where(Status.type.in_(FLOW_TYPES), _handed_in())
    )


def _pauses() -> Any:
    """Those that have ended: a clock that stands still now isn't counted."""
    return select(ClockPause.clock_id, ClockPause.began_at, ClockPause.ended_at).where(ClockPause.ended_at.is_not(None))
