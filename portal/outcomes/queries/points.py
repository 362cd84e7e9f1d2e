"""Values of metrics, what they were before, and the initiatives that touched them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, literal, null, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.batches import in_batches
from portal.core.db import read_rows
from portal.initiatives.models import DONE_TYPES, Initiative
from portal.initiatives.queries.visibility import visible_to
from portal.outcomes.models import MetricCorrection, MetricMark, MetricPoint, OutcomePlan, PointSource
from portal.people.models import Person

#: A place in the table of values: which metric, and the first day of the period.
Place = tuple[int, date]
CORRECTIONS_SHOWN = 50
_Earlier = aliased(Person)


@dataclass(frozen=True, slots=True)
class Point:
    """A value and the first day of what it stands for."""

    starts_on: date
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An initiative that touched a metric, for somebody who may see it."""

    metric_id: int
    initiative_id: int
    title: str
    #: From when on it could be felt.
    acted_on: date
    #: The committee said so itself; else its plan names the metric.
    by_hand: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What stood somewhere, who had entered it, what replaced it (None: nothing), who did that and why."""

    starts_on: date
    was: Decimal
    was_at: datetime
    was_by_id: int | None
    was_by: str | None
    became: Decimal | None
    reason: str
    source: PointSource
    by_id: int | None
    by: str | None
    at: datetime


def series(
    session: Session, metric_ids: Collection[int], *, since: date | None = None
) -> Mapping[int, Sequence[Point]]:
    """Values in order of time, by metric; metrics without any are not there. One statement."""
    points = MetricPoint.__table__.c
    statement = select(points.metric_id, points.starts_on, points.value).where(points.metric_id.in_(metric_ids))
    if since is not None:
        statement = statement.where(points.starts_on >= since)
    found: dict[int, list[Point]] = defaultdict(list)
    for row in read_rows(session, statement.order_by(points.metric_id, points.starts_on)):
        found[row.metric_id].append(Point(row.starts_on, row.value))
    return found


def values_at(session: Session, places: Iterable[Place]) -> dict[Place, Decimal]:
    """What stands at these places."""
    points = MetricPoint.__table__.c
    found: dict[Place, Decimal] = {}
    for batch in in_batches(places, 400):
        there = tuple_(points.metric_id, points.starts_on).in_(list(batch))
        rows = read_rows(session, select(points.metric_id, points.starts_on, points.value).where(there))
        found.update({(row.metric_id, row.starts_on): row.value for row in rows})
    return found


def has_points(session: Session, metric_id: int) -> bool:
    """Whether anything was ever entered for it."""
    return session.scalar(select(MetricPoint.id).where(MetricPoint.metric_id == metric_id).limit(1)) is not None


def corrections(session: Session, metric_id: int, *, starts_on: date | None = None) -> list[Correction]:
    """What was corrected, the newest first."""
    statement = (
        select(
            MetricCorrection.starts_on, MetricCorrection.was, MetricCorrection.was_at, MetricCorrection.was_by_id,
            MetricCorrection.became, MetricCorrection.reason, MetricCorrection.source, MetricCorrection.by_id,
            MetricCorrection.at, Person.name.label("by"), _Earlier.name.label("was_by"),
        )
        .outerjoin(Person, Person.id == MetricCorrection.by_id)
        .outerjoin(_Earlier, _Earlier.id == MetricCorrection.was_by_id)
        .where(MetricCorrection.metric_id == metric_id)
    )  # fmt: skip
    if starts_on is not None:
        statement = statement.where(MetricCorrection.starts_on == starts_on)
    rows = read_rows(session, statement.order_by(MetricCorrection.id.desc()).limit(CORRECTIONS_SHOWN))
    return [Correction(**row._mapping) for row in rows]  # noqa: SLF001 - the documented way


def marks(session: Session, actor: Actor, metric_ids: Collection[int]) -> list[Mark]:
    """Initiatives that were done and touched one of the metrics, in order of time. One statement."""
    found: dict[Place, Mark] = {}
    for row in read_rows(session, _marked(actor, metric_ids)):
        acted_on = row.acted_on or i18n.today(row.implemented_at)
        # Where the committee named a day of its own, that day holds.
        if row.by_hand or (row.metric_id, row.initiative_id) not in found:
            found[row.metric_id, row.initiative_id] = Mark(
                metric_id=row.metric_id,
                initiative_id=row.initiative_id,
                title=row.title,
                acted_on=acted_on,
                by_hand=bool(row.by_hand),
            )
    return sorted(found.values(), key=lambda mark: (mark.acted_on, mark.initiative_id))


def _marked(actor: Actor, metric_ids: Collection[int]) -> Any:
    by_hand = _done(MetricMark.metric_id, MetricMark.acted_on, 1, actor)
    by_hand = by_hand.join(MetricMark, MetricMark.initiative_id == Initiative.id)
    planned = _done(OutcomePlan.metric_id, null(), 0, actor)
    planned = planned.join(OutcomePlan, OutcomePlan.initiative_id == Initiative.id)
    planned = planned.where(Initiative.implemented_at.is_not(None))
    return union_all(
        by_hand.where(MetricMark.metric_id.in_(metric_ids)), planned.where(OutcomePlan.metric_id.in_(metric_ids))
    ).order_by("by_hand")


def _done(metric_id: Any, acted_on: Any, by_hand: int, actor: Actor) -> Select[Any]:
    return select(
        metric_id.label("metric_id"),
        Initiative.id.label("initiative_id"),
        Initiative.title,
        acted_on.label("acted_on"),
        Initiative.implemented_at,
        literal(by_hand).label("by_hand"),
    ).where(Initiative.status_type.in_(DONE_TYPES), visible_to(actor))
