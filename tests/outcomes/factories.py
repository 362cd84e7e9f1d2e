"""Plans and measurements for tests: each function commits."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.markdown import render
from portal.initiatives.models import StatusType
from portal.initiatives.queries import get_visible
from portal.outcomes.models import Metric, OutcomePlan, OutcomeVerdict, PlanKind, Verdict
from portal.outcomes.planned import PlannedOutcome
from portal.outcomes.services.measuring import confirm_outcome
from portal.outcomes.services.planning import begin_work, plan_outcome
from tests.initiatives import factories

SIGN = "За квартал жодної скарги на вхід."
WORDS = "За квартал пропущених стало 7,6 %, було 19 %."


def metric(key: str = "missed_calls") -> Metric:
    """One of the company's metrics."""
    return db.session().scalars(select(Metric).where(Metric.key == key)).one()


def planned(measurer: Actor, now: datetime, **changes: Any) -> PlannedOutcome:
    """Missed calls from 19 % to 8 %, looked at in three months."""
    values: dict[str, Any] = {
        "kind": PlanKind.METRIC,
        "metric_name": "Пропущені дзвінки",
        "unit": "%",
        "baseline": Decimal(19),
        "target": Decimal(8),
        "check_on": (now + timedelta(days=90)).date(),
        "measurer_id": measurer.id,
    }
    return PlannedOutcome(**(values | changes))


def owned_by(number: int, owner: Actor | None) -> None:
    with transaction() as session:
        session.get_one(factories.Initiative, number).owner_id = owner.id if owner else None


def agree(number: int, by: Actor, plan: PlannedOutcome, *, reason: str = "", now: datetime) -> None:
    with transaction() as session:
        plan_outcome(session, get_visible(session, number, by), by, plan, reason=reason, now=now)


def begun(author: Actor, by: Actor, measurer: Actor, now: datetime, **changes: Any) -> int:
    """The number of one at which people work, with a plan."""
    number = factories.initiative(author, StatusType.ACCEPTED, now=now).id
    with transaction() as session:
        row = get_visible(session, number, by)
        begin_work(
            session, row, by, factories.status(StatusType.IN_PROGRESS), planned(measurer, now, **changes), now=now
        )
    return number


def done(
    author: Actor, by: Actor, measurer: Actor, now: datetime, *, owner: Actor | None = None, **changes: Any
) -> int:
    """The number of one that is implemented."""
    number = begun(author, by, measurer, now, **changes)
    owned_by(number, owner)
    with transaction() as session:
        row = session.get_one(factories.Initiative, number)
        factories.change_status(session, row, None, factories.status(StatusType.IMPLEMENTED), now=now)
    return number


def confirm(number: int, by: Actor, now: datetime, **changes: Any) -> None:
    values: dict[str, Any] = {
        "verdict": Verdict.REACHED,
        "value": Decimal("7.6"),
        "measured_on": now.date(),
        "words": render(WORDS),
    }
    with transaction() as session:
        row = get_visible(session, number, by)
        confirm_outcome(session, row, by, factories.status(StatusType.MEASURED), **(values | changes), now=now)


def plan_row(number: int) -> OutcomePlan:
    """As the database has it now."""
    session = db.session()
    session.rollback()
    session.expire_all()
    return session.scalars(select(OutcomePlan).where(OutcomePlan.initiative_id == number)).one()


def verdicts(number: int) -> list[OutcomeVerdict]:
    session = db.session()
    session.rollback()
    rows = select(OutcomeVerdict).where(OutcomeVerdict.initiative_id == number).order_by(OutcomeVerdict.id)
    return list(session.scalars(rows))
