"""Marks: which initiatives touched a metric, as the committee says; they go along when initiatives are merged."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.batches import in_batches
from portal.core.db import insert_new
from portal.core.errors import Invalid, NotFound, require
from portal.core.extension import ItemRef
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.initiatives.models import DONE_TYPES
from portal.initiatives.queries.visibility import get_visible
from portal.outcomes.events.metrics import MetricMarked
from portal.outcomes.models import MetricMark
from portal.outcomes.policy import can_keep_metrics
from portal.outcomes.queries.metrics import KnownMetric

Name = dict[str, Any]
_IN_SQL: Any = {"synchronize_session": False}
_Other = aliased(MetricMark)


def mark(
    session: Session, actor: Actor, metric: KnownMetric, number: int, *, acted_on: date | None, now: datetime
) -> None:
    """Say that an initiative touched the metric from a day on; without one, from the day on which it was done.

    Said again with another day, that day holds. Raises Invalid for one that isn't done or isn't there.
    """
    require(can_keep_metrics(actor))
    try:
        initiative = get_visible(session, number, actor, lock=True)
    except NotFound:
        raise Invalid(_l("There is no initiative with this number."), field="number") from None
    if initiative.status_type not in DONE_TYPES:
        raise Invalid(_l("Only what has been done can have touched it."), field="number")
    day = acted_on or i18n.today(initiative.implemented_at or initiative.status_changed_at)
    if day > i18n.today(now):
        raise Invalid(_l("This day hasn't come yet."), field="acted_on")
    values = {"metric_id": metric.id, "initiative_id": number, "acted_on": day, "by_id": actor.id, "at": now}
    if not insert_new(session, MetricMark, values, ["metric_id", "initiative_id"]):
        row = _row(session, metric, number)
        if row.acted_on == day:
            return
        row.acted_on, row.by_id, row.at = day, actor.id, now
    record(session, MetricMarked(metric_id=metric.id, initiative_id=number), actor, at=now)


def unmark(session: Session, actor: Actor, metric: KnownMetric, number: int, *, now: datetime) -> None:
    """Take back what the committee said; what its plan says stays. NotFound when nothing was said."""
    require(can_keep_metrics(actor))
    get_visible(session, number, actor)
    session.delete(_row(session, metric, number))
    record(session, MetricMarked(metric_id=metric.id, initiative_id=number, gone=True), actor, at=now)


def _row(session: Session, metric: KnownMetric, number: int) -> MetricMark:
    mine = select(MetricMark).where(MetricMark.metric_id == metric.id, MetricMark.initiative_id == number)
    row = session.scalar(mine.with_for_update())
    if row is None:
        raise NotFound
    return row


class Marks:
    """Belongings: marks of a twin go along, unless the other one has marked the same metric itself."""

    def rise(self, session: Session, source: ItemRef, target: ItemRef) -> list[Name]:
        """Those of metrics that the target didn't touch."""
        there = exists().where(_Other.initiative_id == target.id, _Other.metric_id == MetricMark.metric_id)
        moved = session.scalars(
            update(MetricMark)
            .where(MetricMark.initiative_id == source.id, ~there)
            .values(initiative_id=target.id)
            .returning(MetricMark.id),
            execution_options=_IN_SQL,
        )
        return [{"id": row_id} for row_id in sorted(moved)]

    def give_back(self, session: Session, names: Collection[Name], holder: ItemRef, home: ItemRef, /) -> None:
        """The same ones, as far as nobody took them back."""
        for ids in in_batches(name["id"] for name in names):
            session.execute(
                update(MetricMark)
                .where(MetricMark.id.in_(ids), MetricMark.initiative_id == holder.id)
                .values(initiative_id=home.id),
                execution_options=_IN_SQL,
            )

    def parted(self, session: Session, one: ItemRef, other: ItemRef) -> None:
        """Nothing of them reaches further."""
