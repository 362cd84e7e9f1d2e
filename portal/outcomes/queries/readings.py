"""What the numbers of a metric mean: whether any stand by it, and when its unit or scale was put right."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from portal.core.db import read_rows
from portal.core.journal import JournalEntry
from portal.outcomes.events.metrics import MetricReadOtherwise
from portal.outcomes.models import MetricPoint, OutcomePlan
from portal.outcomes.queries.points import CORRECTIONS_SHOWN, has_points
from portal.people.models import Person

Ends = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """That a metric is read otherwise from some day on, and by whose word."""

    unit_was: str
    unit: str
    scale_was: Ends
    scale: Ends
    by_id: int | None
    by: str | None
    at: datetime


def has_numbers(session: Session, metric_id: int) -> bool:
    """Whether numbers stand that would mean something else by another unit: values, or what was agreed on by it."""
    agreed = exists().where(OutcomePlan.metric_id == metric_id)
    return has_points(session, metric_id) or bool(session.scalar(select(agreed)))


def outside(session: Session, metric_id: int, low: Decimal | None, high: Decimal | None) -> int:
    """How many values lie beyond these ends; None: there is no such end."""
    beyond = [] if low is None else [MetricPoint.value < low]
    beyond += [] if high is None else [MetricPoint.value > high]
    if not beyond:
        return 0
    return session.scalar(select(func.count()).where(MetricPoint.metric_id == metric_id, or_(*beyond))) or 0


def readings(session: Session, metric_id: int) -> list[Reading]:
    """When its unit or its scale was put right, the newest first."""
    statement = (
        select(JournalEntry.data, JournalEntry.actor_id, JournalEntry.at, Person.name)
        .outerjoin(Person, Person.id == JournalEntry.actor_id)
        .where(
            JournalEntry.item_kind == MetricReadOtherwise.item_kind,
            JournalEntry.item_id == metric_id,
            JournalEntry.name == MetricReadOtherwise.name,
        )
        .order_by(JournalEntry.id.desc())
        .limit(CORRECTIONS_SHOWN)
    )
    return [
        Reading(
            unit_was=data["unit_was"], unit=data["unit"], scale_was=(_end(data["low_was"]), _end(data["high_was"])),
            scale=(_end(data["low"]), _end(data["high"])), by_id=by_id, by=name, at=at,
        )
        for data, by_id, at, name in read_rows(session, statement)
    ]  # fmt: skip


def _end(digits: str | None) -> Decimal | None:
    return None if digits is None else Decimal(digits)
