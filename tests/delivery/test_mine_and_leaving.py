"""What is entrusted to somebody: on the home page, on a page of its own, and when they leave."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.journal import JournalEntry
from portal.delivery.duty import EntrustedTasks
from portal.delivery.events import TaskChanged
from portal.initiatives.models import Initiative, StatusType, Visibility
from tests.conftest import Clients
from tests.delivery import factories

HTMX = {"HX-Request": "true"}


def test_home_shows_the_nearest_and_ticks_them(
    client: Clients, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    number = factories.worked_on(olena, dmytro)
    today = i18n.today(now)
    rows = [
        factories.task(number, dmytro, f"Крок {n}", owner=marta, due_on=today + timedelta(days=9 - n)) for n in range(7)
    ]
    page = client(marta).get("/").text
    assert "Крок 6" in page
    assert "Крок 1" not in page
    assert "ще 2" in page
    part = client(marta).post(f"/work/tasks/{rows[6].id}/done", headers=HTMX, data={"place": "home"}).text
    assert part.lstrip().startswith('<section class="my-tasks" id="my-tasks"')
    assert f'id="tick-{rows[6].id}" type="submit" aria-pressed="true"' in part
    assert client(marta).post(f"/work/tasks/{rows[5].id}/done", data={"place": "home"}).location == "/#my-tasks"
    assert "Крок 6" not in client(marta).get("/").text
    assert "Мої завдання" not in client(olena).get("/").text


def test_all_of_mine_stand_on_one_page(client: Clients, olena: Actor, dmytro: Actor, marta: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    for n in range(7):
        factories.task(number, dmytro, f"Крок {n}", owner=marta)
    page = client(marta).get("/work").text
    assert [f"Крок {n}" in page for n in range(7)] == [True] * 7
    assert client(olena).get("/work").status_code == 200


@pytest.mark.parametrize("gone", ["declined", "hidden"])
def test_nothing_is_asked_of_what_is_over_or_hidden(
    client: Clients, olena: Actor, dmytro: Actor, stranger: Actor, gone: str
) -> None:
    number = factories.worked_on(olena, dmytro)
    factories.task(number, dmytro, "Виміряти сходи", owner=stranger)
    with transaction() as session:
        row = session.get_one(Initiative, number)
        if gone == "declined":
            row.status_type = StatusType.DECLINED
        else:
            row.visibility = Visibility.TEAMS
    assert "Виміряти сходи" not in client(stranger).get("/").text
    assert "Виміряти сходи" not in client(stranger).get("/work").text


def test_whoever_leaves_hands_over_what_is_open(olena: Actor, dmytro: Actor, marta: Actor, hanna: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    open_ones = [factories.task(number, dmytro, f"Крок {n}", owner=marta).id for n in range(2)]
    finished = factories.task(number, dmytro, "Зроблений", owner=marta).id
    factories.done(finished, marta)
    duty = EntrustedTasks()
    assert db.session().scalar(select(duty.count(marta.id))) == 2
    with transaction() as session:
        duty.hand_over(session, marta.id, hanna.id, dmytro)
    assert [factories.fresh(task_id).owner_id for task_id in (*open_ones, finished)] == [hanna.id, hanna.id, marta.id]
    assert db.session().scalar(select(duty.count(marta.id))) == 0
    told = select(JournalEntry.data).where(JournalEntry.name == TaskChanged.name)
    assert sorted(data["task_id"] for data in db.session().scalars(told)) == open_ones
