"""Whether milestones are reached: one with tasks when all of them are done, another one when somebody says so."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.journal import record
from portal.delivery.events import MilestoneLeft, MilestoneReached
from portal.delivery.models import Milestone
from portal.delivery.queries.work import milestones_of, tasks_towards


def reach(session: Session, milestone: Milestone, actor: Actor | None, *, now: datetime) -> None:
    """The work has come so far; people are told of it once."""
    if milestone.reached_at is not None:
        return
    again = milestone.first_reached_at is not None
    milestone.reached_at = now
    milestone.first_reached_at = milestone.first_reached_at or now
    way = [row.id for row in milestones_of(session, milestone.initiative_id)]
    event = MilestoneReached(
        initiative_id=milestone.initiative_id, milestone_id=milestone.id, again=again,
        place=way.index(milestone.id) + 1, total=len(way),
    )  # fmt: skip
    record(session, event, actor, at=now)


def leave(session: Session, milestone: Milestone, actor: Actor | None, *, now: datetime) -> None:
    """It isn't reached after all."""
    if milestone.reached_at is None:
        return
    milestone.reached_at = None
    event = MilestoneLeft(initiative_id=milestone.initiative_id, milestone_id=milestone.id)
    record(session, event, actor, at=now)


def look_again(session: Session, milestone_id: int | None, actor: Actor | None, *, now: datetime) -> None:
    """After something has changed about its tasks: is it reached? Without tasks it stays as somebody said."""
    milestone = session.get(Milestone, milestone_id) if milestone_id is not None else None
    if milestone is None or milestone.removed_at is not None:
        return
    session.flush()  # the tasks as they stand now
    tasks = tasks_towards(session, milestone.id)
    if not tasks:
        return
    if all(task.done_at is not None for task in tasks):
        reach(session, milestone, actor, now=now)
    else:
        leave(session, milestone, actor, now=now)
