"""What stays when time passes, areas change and people leave."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.journal import JournalEntry
from portal.core.markdown import render
from portal.core.work import work_once
from portal.initiatives.models import Initiative, StatusType, Transition
from portal.initiatives.queries import statuses
from portal.initiatives.services.counting import count_faults
from portal.initiatives.services.moving import move
from portal.initiatives.services.planning import plan
from portal.notifications.models import Notification
from portal.people.models import Area, Person
from portal.people.services.leaving import deactivate, erase
from tests import factories as people
from tests.conftest import Clients
from tests.initiatives import factories
from tests.parallel import at_once

REASON = render("Цього року грошей немає, повернімося до цього взимку.")


def deferred(author: Actor, by: Actor, days: int, now: datetime) -> int:
    made = factories.initiative(author)
    with transaction() as session:
        row, to = session.get_one(Initiative, made.id), statuses(session).default(StatusType.DEFERRED)
        move(session, row, by, to, reason=REASON, defer_until=i18n.today(now) + timedelta(days=days), now=now)
    return made.id


def returns(session: Session, number: int) -> int:
    session.rollback()
    ways = Transition.initiative_id == number, Transition.actor_id.is_(None)
    return session.scalar(select(func.count()).select_from(Transition).where(*ways)) or 0


def test_after_days_without_a_worker_each_comes_back_once(
    session: Session, olena: Actor, hanna: Actor, now: datetime
) -> None:
    early, late, later = (deferred(olena, hanna, days, now) for days in (1, 6, 40))
    back_at_work = now + timedelta(days=11)

    work_once(back_at_work)
    work_once(back_at_work + timedelta(minutes=20))

    assert [returns(session, number) for number in (early, late, later)] == [1, 1, 0]
    assert factories.fresh(early).status_type is StatusType.IN_REVIEW
    assert factories.fresh(later).status_type is StatusType.DEFERRED
    told = session.execute(
        select(JournalEntry.item_id, func.count(Notification.id))
        .outerjoin(Notification, (Notification.entry_id == JournalEntry.id) & (Notification.person_id == olena.id))
        .where(JournalEntry.name == "initiatives.moved", JournalEntry.actor_id.is_(None))
        .group_by(JournalEntry.item_id, JournalEntry.id)
    ).all()
    assert sorted(tuple(row) for row in told) == [(early, 1), (late, 1)]
    assert count_faults(session) == []


def test_several_workers_bring_each_back_once(
    app: Flask, session: Session, olena: Actor, hanna: Actor, now: datetime
) -> None:
    numbers = [deferred(olena, hanna, 2, now) for _ in range(3)]

    at_once(app, 3, lambda _n: work_once(now + timedelta(days=5)))

    assert [returns(session, number) for number in numbers] == [1, 1, 1]


def test_another_area_keeps_the_history(
    session: Session, client: Clients, olena: Actor, hanna: Actor, area: Area, now: datetime
) -> None:
    made, other = factories.initiative(olena, StatusType.ACCEPTED, area_id=area.id), people.area("Доставка")
    before = session.scalars(select(Transition.id).where(Transition.initiative_id == made.id)).all()
    with transaction() as writing:
        row = writing.get_one(Initiative, made.id)
        plan(writing, row, hanna, owner_id=None, due_on=None, area_id=other.id, tags=[], now=now)

    assert factories.fresh(made.id).area_id == other.id
    assert session.scalars(select(Transition.id).where(Transition.initiative_id == made.id)).all() == before
    told = session.scalars(select(JournalEntry).where(JournalEntry.name == "initiatives.plan_changed")).one()
    assert (told.actor_id, told.data["what"]) == (hanna.id, ["area"])
    assert hanna.name in client(olena).get(f"/initiatives/{made.id}?show=history").get_data(as_text=True)
    assert count_faults(session) == []


@pytest.mark.parametrize("erased", [False, True])
def test_whoever_left_is_named_until_they_are_erased(
    client: Clients, olena: Actor, dmytro: Actor, lidiia: Actor, now: datetime, erased: bool
) -> None:
    made = factories.initiative(olena, StatusType.ACCEPTED)
    with transaction() as session:
        session.execute(update(Initiative).where(Initiative.id == made.id).values(owner_id=None))
    with transaction() as session:
        person = deactivate(session, lidiia, session.get_one(Person, olena.id), {}, now=now)
        if erased:
            erase(session, lidiia, person, now=now)

    for path in (f"/initiatives/{made.id}", "/initiatives", "/initiatives/board", "/initiatives/export.csv"):
        page = client(dmytro).get(path).get_data(as_text=True)
        assert made.title in page
        if path == "/initiatives/board":
            continue  # a card names who does it
        assert (olena.name in page) is not erased, path
        assert ("олишн" in page) is erased, path
