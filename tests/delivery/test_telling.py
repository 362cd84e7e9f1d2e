"""Whom the work on an initiative tells of what: each step once, a day's worth in one line."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.journal import JournalEntry
from portal.delivery.events import TaskAdded, TaskBlocked, TaskDone, TaskDueSoon, TaskOverdue
from portal.delivery.models import Task
from portal.delivery.queries.work import get_task
from portal.delivery.services.progress import block_task, reopen_task
from portal.delivery.services.reminding import remind
from portal.discussion.models import Follow
from portal.notifications.models import Notification
from tests.conftest import Clients
from tests.delivery import factories


def told(person: Actor, name: str) -> int:
    """How many rows of the person's inbox are about events of that name."""
    db.session().rollback()
    rows = select(func.count()).select_from(Notification).join(JournalEntry, JournalEntry.id == Notification.entry_id)
    return db.session().scalar(rows.where(Notification.person_id == person.id, JournalEntry.name == name)) or 0


def lines(person: Actor) -> int:
    """How many lines of the person's inbox lead."""
    db.session().rollback()
    leading = (Notification.person_id == person.id, Notification.folded_into_id.is_(None))
    return db.session().scalar(select(func.count()).select_from(Notification).where(*leading)) or 0


def follows(number: int, person: Actor, now: datetime) -> None:
    with transaction() as session:
        session.add(Follow(item_kind="initiative", item_id=number, person_id=person.id, at=now, muted=False))


def reminded(now: datetime) -> None:
    with transaction() as session:
        remind(session, now)


@pytest.fixture
def number(olena: Actor, dmytro: Actor, stranger: Actor, now: datetime) -> int:
    """Olena's, done by Dmytro, followed by the stranger."""
    made = factories.worked_on(olena, dmytro)
    follows(made, stranger, now)
    return made


def test_whoever_gets_a_task_is_told_and_nobody_else(
    number: int, olena: Actor, dmytro: Actor, marta: Actor, stranger: Actor
) -> None:
    factories.task(number, dmytro, owner=marta)
    factories.task(number, dmytro)
    factories.task(number, dmytro, owner=dmytro)
    assert [told(one, TaskAdded.name) for one in (marta, dmytro, olena, stranger)] == [1, 0, 0, 0]


def test_author_and_followers_are_told_of_what_is_done_once(
    number: int, olena: Actor, dmytro: Actor, marta: Actor, stranger: Actor, now: datetime
) -> None:
    row = factories.task(number, dmytro, owner=marta)
    factories.done(row.id, marta)
    with transaction() as session:
        reopen_task(session, *get_task(session, row.id, marta, lock=True), marta, now=now)
    factories.done(row.id, marta)
    assert [told(one, TaskDone.name) for one in (olena, dmytro, stranger, marta)] == [1, 1, 1, 0]


def test_a_busy_day_is_one_line(
    client: Clients, number: int, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    rows = [factories.task(number, dmytro, f"Крок {n}") for n in range(5)]
    before = lines(olena)
    for row in rows:
        factories.done(row.id, dmytro)
    assert told(olena, TaskDone.name) == 5
    assert lines(olena) == before + 1
    assert "5 кроків" in client(olena).get("/inbox").text


def test_blocked_is_told_with_what_stands_in_the_way(
    client: Clients, number: int, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    row = factories.task(number, dmytro, "Договір з постачальником", owner=marta)
    for reason in ("Юристка у відпустці", "Юристка повернеться в понеділок"):
        with transaction() as session:
            held = get_task(session, row.id, marta, lock=True)
            block_task(session, *held, marta, reason=reason, now=now)
    assert [told(one, TaskBlocked.name) for one in (olena, dmytro, marta)] == [1, 1, 0]
    page = client(olena).get("/inbox").text
    assert "Договір з постачальником. Юристка повернеться в понеділок" in page
    opened = [client(olena).get(address).location for address in set(re.findall(r"/inbox/\d+/open", page))]
    assert f"/initiatives/{number}/work#task-{row.id}" in opened


def test_a_day_that_comes_near_is_told_once(
    number: int, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    today = i18n.today(now)
    factories.task(number, dmytro, owner=marta, due_on=today + timedelta(days=2))
    factories.task(number, dmytro, owner=marta, due_on=today + timedelta(days=3))
    factories.task(number, dmytro, due_on=today + timedelta(days=1))
    for _ in range(2):
        reminded(now)
    assert [told(one, TaskDueSoon.name) for one in (marta, dmytro, olena)] == [1, 0, 0]


def test_a_day_that_is_moved_is_told_of_again(number: int, dmytro: Actor, marta: Actor, now: datetime) -> None:
    row = factories.task(number, dmytro, owner=marta, due_on=i18n.today(now) + timedelta(days=1))
    reminded(now)
    with transaction() as session:
        session.get_one(Task, row.id).due_on = i18n.today(now) + timedelta(days=2)
    reminded(now)
    assert told(marta, TaskDueSoon.name) == 2


def test_a_day_that_has_passed_is_told_to_both_who_answer_for_it(
    number: int, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    row = factories.task(number, dmytro, owner=marta, due_on=i18n.today(now))
    later = now + timedelta(days=1)
    for _ in range(2):
        reminded(later)
    assert [told(one, TaskOverdue.name) for one in (marta, dmytro, olena)] == [1, 1, 0]
    factories.done(row.id, marta)


@pytest.mark.parametrize("ended", ["done", "removed"])
def test_nobody_is_reminded_of_what_is_over(
    number: int, dmytro: Actor, marta: Actor, now: datetime, ended: str
) -> None:
    row = factories.task(number, dmytro, owner=marta, due_on=i18n.today(now))
    with transaction() as session:
        setattr(session.get_one(Task, row.id), f"{ended}_at", now)
    reminded(now + timedelta(days=1))
    assert told(marta, TaskOverdue.name) == 0
