"""The company's metrics as every page needs them: kept in the process (see core.reference)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.reference import ReferenceData
from portal.outcomes.models import Direction, Metric, Rhythm


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownMetric:
    """A row of ``metrics`` that belongs to no database session; equal to itself alone."""

    id: int
    key: str
    names: Mapping[str, str]
    definitions: Mapping[str, str]
    unit: str
    direction: Direction
    rhythm: Rhythm
    scale_min: Decimal | None
    scale_max: Decimal | None
    position: int
    retired_at: datetime | None

    @property
    def label(self) -> str:
        """The company's word for it in the reader's language."""
        return self.names.get(i18n.language()) or self.names.get("uk") or self.key

    @property
    def definition(self) -> str:
        """What it tells, in the reader's language; empty where nobody wrote it."""
        return self.definitions.get(i18n.language()) or self.definitions.get("uk") or ""


@dataclass(frozen=True, slots=True)
class Metrics:
    """All metrics in the company's order, retired ones included."""

    all: tuple[KnownMetric, ...]
    by_id: Mapping[int, KnownMetric]

    @property
    def open(self) -> tuple[KnownMetric, ...]:
        """Those that a plan may still name and that are still entered."""
        return tuple(metric for metric in self.all if metric.retired_at is None)

    def by_key(self, key: str) -> KnownMetric | None:
        """The one with that key, if any."""
        return next((metric for metric in self.all if metric.key == key), None)


def metrics(session: Session) -> Metrics:
    """Every metric, without a statement unless they have changed."""
    return _metrics.get(session)


def _load(session: Session) -> Metrics:
    rows = session.execute(select(*Metric.__table__.columns).order_by(Metric.position, Metric.id)).mappings()
    known = tuple(KnownMetric(**row) for row in rows)
    return Metrics(known, {metric.id: metric for metric in known})


_metrics = ReferenceData(_load)
