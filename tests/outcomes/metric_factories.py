"""Metrics with values, as pages and files leave them."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.initiatives.models import Initiative, StatusType
from portal.outcomes import periods
from portal.outcomes.models import MetricCorrection, MetricPoint, PointSource, Rhythm
from portal.outcomes.queries.metrics import KnownMetric, metrics
from portal.outcomes.services.metric_values import Entered, enter_values
from tests.initiatives import factories


def metric(key: str = "fcr") -> KnownMetric:
    """One of the company's metrics as it is now."""
    session = db.session()
    session.rollback()
    found = metrics(session).by_key(key)
    assert found is not None
    return found


def entered(actor: Actor, values: dict[date, str], now: datetime, *, key: str = "fcr", reason: str = "") -> Entered:
    """Somebody of the committee enters values of one metric."""
    wanted = {(metric(key).id, day): Decimal(value) for day, value in values.items()}
    with transaction() as session:
        return enter_values(session, actor, wanted, source=PointSource.HAND, now=now, reason=reason)


def months(first: date, *values: str) -> dict[date, str]:
    """Values of months in a row."""
    return {periods.shifted(first, Rhythm.MONTH, place): value for place, value in enumerate(values)}


def stands(key: str = "fcr") -> dict[date, Decimal]:
    """What the table of values holds for a metric."""
    rows = db.session().execute(
        select(MetricPoint.starts_on, MetricPoint.value).where(MetricPoint.metric_id == metric(key).id)
    )
    return {row.starts_on: row.value for row in rows}


def corrections(key: str = "fcr") -> list[MetricCorrection]:
    """What was corrected, oldest first."""
    session, wanted = db.session(), MetricCorrection.metric_id == metric(key).id
    return list(session.scalars(select(MetricCorrection).where(wanted).order_by(MetricCorrection.id)))


def done(author: Actor, day: datetime, *, title: str = "Окрема черга для магазинів") -> int:
    """The number of an initiative that was implemented on a day."""
    made = factories.initiative(author, StatusType.IMPLEMENTED, title=title, now=day)
    with transaction() as session:
        session.get_one(Initiative, made.id).implemented_at = day
    return made.id
