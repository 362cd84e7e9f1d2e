"""Milestones: adding, changing, taking away, reaching one that has no tasks."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.delivery.events import MilestoneAdded, MilestoneChanged, MilestoneRemoved
from portal.delivery.models import Milestone
from portal.delivery.policy import can_arrange
from portal.delivery.queries.work import milestones_of, tasks_towards
from portal.delivery.services.planning import (
    NOT_YOURS,
    bound_key,
    last_place,
    put_beside,
    require_sensible_day,
    title_of,
)
from portal.delivery.services.reaching import leave, look_again, reach
from portal.delivery.services.tasks import PUT_BACK_FOR
from portal.delivery.words import MilestoneWords
from portal.initiatives.models import Initiative
from portal.initiatives.queries import locked


def add_milestone(
    session: Session, initiative: Initiative, actor: Actor, words: MilestoneWords, *,
    submission_key: str, now: datetime,
) -> Milestone:  # fmt: skip
    """One more place on the way, the last one. The same form sent twice leaves one."""
    locked(session, initiative)
    require(can_arrange(actor, initiative), NOT_YOURS)
    require_sensible_day(words.due_on, now)
    title = title_of(words.title)
    key = bound_key(submission_key, initiative, actor, words)
    sent = session.scalar(select(Milestone).where(Milestone.submission_key == key))
    if sent is not None:
        return sent
    made = Milestone(
        initiative_id=initiative.id, title=title, due_on=words.due_on, added_at=now, submission_key=key, version=1,
        position=last_place(session, Milestone, initiative.id) + 1,
    )  # fmt: skip
    session.add(made)
    session.flush()  # the event needs the id
    record(session, MilestoneAdded(initiative_id=initiative.id, milestone_id=made.id), actor, at=now)
    return made


def change_milestone(
    session: Session, milestone: Milestone, initiative: Initiative, actor: Actor, words: MilestoneWords, *,
    version: int, now: datetime,
) -> Milestone:  # fmt: skip
    """Other words or another day. Raises Conflict when it was changed since the form was opened (``version``)."""
    require(can_arrange(actor, initiative), NOT_YOURS)
    title = title_of(words.title)
    if words.due_on != milestone.due_on:
        require_sensible_day(words.due_on, now)
    wanted = {"title": title, "due_on": words.due_on}
    what = tuple(name for name, value in wanted.items() if getattr(milestone, name) != value)
    if not what:
        return milestone
    if milestone.version != version:
        raise Conflict
    milestone.title, milestone.due_on, milestone.version = title, words.due_on, milestone.version + 1
    event = MilestoneChanged(initiative_id=initiative.id, milestone_id=milestone.id, what=what)
    record(session, event, actor, at=now)
    return milestone


def say_reached(
    session: Session, milestone: Milestone, initiative: Initiative, actor: Actor, *, reached: bool, now: datetime
) -> Milestone:
    """Tick a milestone that has no tasks, or take that back. Raises Invalid where its tasks say it."""
    require(can_arrange(actor, initiative), NOT_YOURS)
    if milestone.removed_at is not None:
        raise Invalid(_l("This milestone was taken away meanwhile."))
    if tasks_towards(session, milestone.id):
        raise Invalid(_l("It is reached when all its tasks are done."))
    (reach if reached else leave)(session, milestone, actor, now=now)
    return milestone


def remove_milestone(
    session: Session, milestone: Milestone, initiative: Initiative, actor: Actor, *, now: datetime
) -> Milestone:
    """Take it away; its tasks stay, on the way to nothing, until it is had back."""
    require(can_arrange(actor, initiative), NOT_YOURS)
    if milestone.removed_at is None:
        milestone.removed_at = now
        event = MilestoneRemoved(initiative_id=initiative.id, milestone_id=milestone.id, gone=True)
        record(session, event, actor, at=now)
    return milestone


def put_milestone_back(
    session: Session, milestone: Milestone, initiative: Initiative, actor: Actor, *, now: datetime
) -> Milestone:
    """Undo the taking away: the tasks that were on the way to it are again."""
    require(can_arrange(actor, initiative), NOT_YOURS)
    if milestone.removed_at is not None:
        require(now - milestone.removed_at < PUT_BACK_FOR, _l("It was taken away too long ago. Add it anew."))
        milestone.removed_at = None
        event = MilestoneRemoved(initiative_id=initiative.id, milestone_id=milestone.id, gone=False)
        record(session, event, actor, at=now)
        look_again(session, milestone.id, actor, now=now)
    return milestone


def move_milestone(
    session: Session, milestone: Milestone, initiative: Initiative, actor: Actor, step: int, *, now: datetime
) -> Milestone:
    """One place up (-1) or down (1), with its tasks."""
    require(can_arrange(actor, initiative), NOT_YOURS)
    rows = milestones_of(session, initiative.id)
    if milestone in rows:
        put_beside(session, initiative, rows, milestone, step, actor, now=now)
    return milestone
