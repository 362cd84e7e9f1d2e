"""Outcomes of several initiatives at once, for lists, reports and numbers made elsewhere."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from portal.core.db import read_rows
from portal.initiatives.models import Initiative, StatusType, Transition
from portal.outcomes.models import Measurement, OutcomePlan, OutcomeVerdict, PlanKind, Verdict
from portal.outcomes.queries.metrics import Metrics, metrics
from portal.outcomes.verdicts import reached_share


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeSummary:
    """What an initiative was to change and what came out, as far as it is known."""

    initiative_id: int
    kind: PlanKind
    #: One of the company's metrics, or None; ``metric`` is its name in the reader's language, or the plan's own words.
    metric_id: int | None
    metric_key: str | None
    metric: str
    #: As Metric.unit has it: a sign ("%"), or a word that is said in the reader's language.
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    #: Without a number: what everybody can see.
    sign: str
    check_on: date | None
    measurer_id: int | None
    #: Since when the target is locked, and how often it was changed after that.
    locked_at: datetime | None
    changes: int
    #: All of these None or empty until the outcome is confirmed.
    verdict: Verdict | None
    measured: Decimal | None
    measured_on: date | None
    confirmed_at: datetime | None
    words_html: str
    lesson_html: str

    @property
    def share(self) -> Decimal | None:
        """How much of the hoped-for change has come: 1 is the target, 0 nothing, below 0 it got worse."""
        return reached_share(self.baseline, self.target, self.measured)

    @property
    def error(self) -> Decimal | None:
        """By how much the estimate was off, as a part of the hoped-for change: 0 is exact, 0.2 a fifth more than
        hoped for, -0.5 half of it missing."""
        share = self.share
        return None if share is None else share - 1


def outcomes_of(session: Session, ids: Collection[int]) -> Mapping[int, OutcomeSummary]:
    """By number, for those of ``ids`` that have a plan; whoever may see them is the caller's matter. One statement."""
    if not ids:
        return {}
    rows = read_rows(session, outcome_rows().where(OutcomePlan.initiative_id.in_(ids)))
    known = metrics(session)
    return {row.initiative_id: as_summary(row, known) for row in rows}


def outcome_rows() -> Any:
    """Plans with what was confirmed, where it still holds; to be narrowed, and read by ``as_summary``."""
    newest = (
        select(func.max(OutcomeVerdict.id))
        .where(OutcomeVerdict.initiative_id == OutcomePlan.initiative_id)
        .correlate(OutcomePlan)
        .scalar_subquery()
    )
    holds = and_(Initiative.status_type == StatusType.MEASURED, OutcomeVerdict.id == newest)
    return (
        select(
            OutcomePlan.initiative_id, OutcomePlan.kind, OutcomePlan.metric_id, OutcomePlan.metric_name,
            OutcomePlan.unit, OutcomePlan.baseline, OutcomePlan.target, OutcomePlan.sign, OutcomePlan.check_on,
            OutcomePlan.measurer_id, OutcomePlan.locked_at, OutcomePlan.changes,
            OutcomeVerdict.verdict, OutcomeVerdict.at, OutcomeVerdict.lesson_html,
            Measurement.value, Measurement.measured_on, Transition.reason_html,
        )
        .join(Initiative, Initiative.id == OutcomePlan.initiative_id)
        .outerjoin(OutcomeVerdict, holds)
        .outerjoin(Measurement, Measurement.id == OutcomeVerdict.measurement_id)
        .outerjoin(Transition, Transition.id == OutcomeVerdict.transition_id)
    )  # fmt: skip


def as_summary(row: Row[Any], known: Metrics) -> OutcomeSummary:
    """A row of ``outcome_rows``."""
    metric = known.by_id.get(row.metric_id or 0)
    return OutcomeSummary(
        initiative_id=row.initiative_id,
        kind=row.kind,
        metric_id=row.metric_id,
        metric_key=metric.key if metric else None,
        metric=metric.label if metric else row.metric_name,
        unit=metric.unit if metric else row.unit,
        baseline=row.baseline,
        target=row.target,
        sign=row.sign,
        check_on=row.check_on,
        measurer_id=row.measurer_id,
        locked_at=row.locked_at,
        changes=row.changes,
        verdict=row.verdict,
        measured=row.value,
        measured_on=row.measured_on,
        confirmed_at=row.at,
        words_html=row.reason_html or "",
        lesson_html=row.lesson_html or "",
    )
