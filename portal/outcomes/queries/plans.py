"""The plan of one initiative's outcome, and what was measured."""

from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from portal.core.journal import JournalEntry
from portal.initiatives.events import OwnerAssigned
from portal.initiatives.joining import doers_of_work
from portal.initiatives.models import Initiative
from portal.outcomes.models import Measurement, OutcomePlan, OutcomeVerdict, PlanKind
from portal.people.models import Role
from portal.people.queries import active_people_with_role


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


@dataclass(frozen=True, slots=True)
class Doers:
    """Who did the work, or a part of it: none of them says that it worked."""

    #: Who is responsible, was when it was done, or was since the work began and handed it over.
    led: frozenset[int]
    #: Who did a part of it.
    helped: frozenset[int]

    def __contains__(self, person_id: object) -> bool:
        return person_id in self.led or person_id in self.helped


def doers_of(session: Session, initiative: Initiative, plan: OutcomePlan | None) -> Doers:
    """Everybody who was responsible since the work began, and whoever the slices that know of the work name."""
    led = {initiative.owner_id, plan.implementer_id if plan else None} | _handed_over(session, plan)
    helped = {person_id for part in doers_of_work for person_id in part(session, initiative.id)}
    return Doers(frozenset(person_id for person_id in led if person_id is not None), frozenset(helped))


def confirmers(session: Session, initiative: Initiative, doers: Doers) -> list[int]:
    """Members of the committee who neither proposed it nor did any of the work, in the order of their ids."""
    proposed = {initiative.author_id, *initiative.co_author_ids}
    committee = active_people_with_role(session, Role.COMMITTEE)
    return [person_id for person_id in committee if person_id not in proposed and person_id not in doers]


def _handed_over(session: Session, plan: OutcomePlan | None) -> set[int | None]:
    if plan is None or plan.locked_at is None:
        return set()
    previous = JournalEntry.data["previous_owner_id"].as_integer()
    rows = select(previous).where(
        JournalEntry.item_kind == OwnerAssigned.item_kind,
        JournalEntry.item_id == plan.initiative_id,
        JournalEntry.name == OwnerAssigned.name,
        JournalEntry.at >= plan.locked_at,
    )
    return set(session.scalars(rows))


def newest_measurement(session: Session, number: int) -> Measurement | None:
    """What was found when somebody looked last."""
    rows = select(Measurement).where(Measurement.initiative_id == number)
    return session.scalar(rows.order_by(Measurement.id.desc()).limit(1))


def newest_verdict(session: Session, number: int) -> OutcomeVerdict | None:
    """What was confirmed last; it holds as long as the initiative is measured."""
    rows = select(OutcomeVerdict).where(OutcomeVerdict.initiative_id == number)
    return session.scalar(rows.order_by(OutcomeVerdict.id.desc()).limit(1))
