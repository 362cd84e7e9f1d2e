"""Work for tests: each function plans or does some of it and commits."""

import secrets
from datetime import date, datetime

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.delivery.models import Milestone, Task
from portal.delivery.queries.work import get_task
from portal.delivery.services.milestones import add_milestone
from portal.delivery.services.progress import finish_task
from portal.delivery.services.tasks import add_task
from portal.delivery.words import MilestoneWords, TaskWords
from portal.initiatives.models import Initiative, StatusType
from tests.initiatives import factories


def worked_on(author: Actor, owner: Actor | None = None, type_: StatusType = StatusType.IN_PROGRESS) -> int:
    """The number of an initiative that is being done, ``owner`` responsible for it."""
    number = factories.initiative(author, type_).id
    with transaction() as session:
        session.get_one(Initiative, number).owner_id = owner.id if owner else None
    return number


def task(
    number: int, by: Actor, title: str = "Зателефонувати постачальнику пандусів", *, owner: Actor | None = None,
    due_on: date | None = None, milestone: Milestone | None = None, now: datetime | None = None,
) -> Task:  # fmt: skip
    """One more task, added by somebody who may."""
    words = TaskWords(
        title=title, owner_id=owner.id if owner else None, due_on=due_on,
        milestone_id=milestone.id if milestone else None,
    )  # fmt: skip
    with transaction() as session:
        row = session.get_one(Initiative, number)
        return add_task(session, row, by, words, submission_key=secrets.token_urlsafe(16), now=now or clock.now())


def milestone(
    number: int, by: Actor, title: str = "Пандуси в трьох магазинах", due_on: date | None = None
) -> Milestone:
    """One more milestone."""
    with transaction() as session:
        row, words = session.get_one(Initiative, number), MilestoneWords(title=title, due_on=due_on)
        return add_milestone(session, row, by, words, submission_key=secrets.token_urlsafe(16), now=clock.now())


def done(task_id: int, by: Actor, now: datetime | None = None) -> None:
    """Somebody ticks a task."""
    with transaction() as session:
        finish_task(session, *get_task(session, task_id, by, lock=True), by, now=now or clock.now())


def fresh(task_id: int) -> Task:
    """The task as the database has it now."""
    session = db.session()
    session.rollback()
    session.expire_all()
    return session.get_one(Task, task_id)


def fresh_milestone(milestone_id: int) -> Milestone:
    """The milestone as the database has it now."""
    session = db.session()
    session.rollback()
    session.expire_all()
    return session.get_one(Milestone, milestone_id)
