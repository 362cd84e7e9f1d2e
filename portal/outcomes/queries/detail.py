"""The outcome of one initiative with all that its page says of it."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from portal.core.db import read_rows
from portal.initiatives.models import Initiative, Status, StatusType, Transition
from portal.outcomes.models import Measurement, OutcomePlan, OutcomeVerdict
from portal.outcomes.queries.metrics import metrics
from portal.outcomes.queries.summary import OutcomeSummary, as_summary, outcome_rows
from portal.people.models import Person

_Measurer, _Confirmer, _Looker, _Last = aliased(Person), aliased(Person), aliased(Person), aliased(Measurement)


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody found when they looked last."""

    id: int
    value: Decimal | None
    on: date
    words: str
    by_name: str | None


@dataclass(frozen=True, slots=True)
class OutcomeDetail:
    """An outcome, who measures and confirms it, and the newest look at it."""

    outcome: OutcomeSummary
    measurer_name: str | None
    confirmer_name: str | None
    implementer_id: int | None
    #: Whether the plan was written down only after the work had begun.
    late: bool
    look: Look | None
    #: Whether that look came after what was confirmed.
    looked_again: bool


@cache
def _statement() -> Select[Any]:
    """Built once: building costs more than asking."""
    number = bindparam("number", type_=Initiative.id.type)
    last = select(func.max(_Last.id)).where(_Last.initiative_id == number).correlate(None).scalar_subquery()
    Newest = aliased(Measurement)  # noqa: N806 - a class
    words = (
        select(Transition.reason_html)
        .join(Status, Status.id == Transition.to_status_id)
        .where(Transition.initiative_id == number, Status.type == StatusType.MEASURED)
        .order_by(Transition.id.desc())
        .limit(1)
        .correlate(None)
        .scalar_subquery()
    )
    statement: Select[Any] = outcome_rows()
    return (
        statement.add_columns(
            OutcomePlan.implementer_id, OutcomePlan.recorded_at, Initiative.status_type, words.label("answer_html"),
            _Measurer.name.label("measurer_name"), _Confirmer.name.label("confirmer_name"),
            Measurement.id.label("confirmed_look"), Newest.id.label("look_id"), Newest.value.label("look_value"),
            Newest.measured_on.label("look_on"), Newest.words.label("look_words"), _Looker.name.label("looker_name"),
        )
        .outerjoin(_Measurer, _Measurer.id == OutcomePlan.measurer_id)
        .outerjoin(_Confirmer, _Confirmer.id == OutcomeVerdict.by_id)
        .outerjoin(Newest, and_(Newest.initiative_id == OutcomePlan.initiative_id, Newest.id == last))
        .outerjoin(_Looker, _Looker.id == Newest.by_id)
        .where(OutcomePlan.initiative_id == number)
    )  # fmt: skip


def outcome_detail(session: Session, number: int) -> OutcomeDetail | None:
    """The outcome of an initiative that the reader may see; None before anything was planned. One statement."""
    rows = read_rows(session, _statement(), {"number": number})
    return _as_detail(rows[0], as_summary(rows[0], metrics(session))) if rows else None


def _as_detail(row: Any, outcome: OutcomeSummary) -> OutcomeDetail:
    if outcome.verdict is None and row.status_type is StatusType.MEASURED:
        # Measured before anybody gave verdicts: the words of the answer are all there is.
        outcome = replace(outcome, words_html=row.answer_html or "")
    look = None
    if row.look_id is not None:
        look = Look(row.look_id, row.look_value, row.look_on, row.look_words, row.looker_name)
    return OutcomeDetail(
        outcome=outcome,
        measurer_name=row.measurer_name,
        confirmer_name=row.confirmer_name,
        implementer_id=row.implementer_id,
        late=row.recorded_at is not None and row.locked_at is not None and row.recorded_at > row.locked_at,
        look=look,
        looked_again=look is not None and row.confirmed_look is not None and look.id > row.confirmed_look,
    )
