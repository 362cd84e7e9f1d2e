"""The plan of one initiative's outcome, and what was measured."""

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from portal.core.journal import JournalEntry
from portal.initiatives.events import OwnerAssigned
from portal.outcomes.models import Measurement, OutcomePlan, OutcomeVerdict, PlanKind


def plan_of(session: Session, number: int) -> OutcomePlan | None:
    """The plan of that initiative; None before anybody has said anything."""
    return session.scalar(_PLAN, {"initiative": number})


#: Asked at every move: built once.
_PLAN = select(OutcomePlan).where(OutcomePlan.initiative_id == bindparam("initiative"))


def is_planned(session: Session, number: int) -> bool:
    """Whether it was said by what it will be seen that it worked."""
    said = exists().where(OutcomePlan.initiative_id == number, OutcomePlan.kind != PlanKind.UNRECORDED)
    return bool(session.scalar(select(said)))


def is_being_confirmed(session: Session, number: int) -> bool:
    """Whether a verdict waits for its move, which comes with it in one transaction."""
    waits = exists().where(OutcomeVerdict.initiative_id == number, OutcomeVerdict.transition_id.is_(None))
    return bool(session.scalar(select(waits)))


def has_led(session: Session, plan: OutcomePlan | None, person_id: int) -> bool:
    """Whether somebody was responsible since the work began and handed it over: they did a part of it."""
    if plan is None or plan.locked_at is None:
        return False
    handed_over = exists().where(
        JournalEntry.item_kind == OwnerAssigned.item_kind,
        JournalEntry.item_id == plan.initiative_id,
        JournalEntry.name == OwnerAssigned.name,
        JournalEntry.at >= plan.locked_at,
        JournalEntry.data["previous_owner_id"].as_integer() == person_id,
    )
    return bool(session.scalar(select(handed_over)))


def newest_measurement(session: Session, number: int) -> Measurement | None:
    """What was found when somebody looked last."""
    rows = select(Measurement).where(Measurement.initiative_id == number)
    return session.scalar(rows.order_by(Measurement.id.desc()).limit(1))


def newest_verdict(session: Session, number: int) -> OutcomeVerdict | None:
    """What was confirmed last; it holds as long as the initiative is measured."""
    rows = select(OutcomeVerdict).where(OutcomeVerdict.initiative_id == number)
    return session.scalar(rows.order_by(OutcomeVerdict.id.desc()).limit(1))
