"""The plan of work: adding in one line, ticking with and without script, order, conflicts, who may do what."""

import re
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.delivery.models import Task
from portal.delivery.queries.work import work_of
from portal.initiatives.models import Initiative, StatusType, Visibility
from tests.conftest import Clients
from tests.delivery import factories
from tests.initiatives import factories as initiatives

HTMX = {"HX-Request": "true"}


def titles(number: int) -> list[str]:
    db.session().rollback()
    return [task.title for task in work_of(db.session(), number).tasks]


def test_one_line_is_a_task(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    answer = client(dmytro).post(f"/initiatives/{number}/work/tasks", data={"title": "  Виміряти   сходи "})
    assert answer.status_code == 303
    assert answer.location.startswith(f"/initiatives/{number}/work#task-")
    page = client(dmytro).get(f"/initiatives/{number}/work").text
    assert "Виміряти сходи" in page
    assert titles(number) == ["Виміряти сходи"]


def test_the_row_takes_who_and_until_when(client: Clients, olena: Actor, dmytro: Actor, marta: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    stage = factories.milestone(number, dmytro)
    data = {"title": "Виміряти сходи", "owner": marta.name, "due_on": "2026-12-01", "milestone": str(stage.id)}
    day = date(2026, 12, 1)
    client(dmytro).post(f"/initiatives/{number}/work/tasks", data=data)
    (row,) = work_of(db.session(), number).tasks
    assert (row.owner_id, row.milestone_id) == (marta.id, stage.id)
    assert row.due_on == day


def test_the_same_line_sent_twice_is_one_task(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    for _ in range(2):
        client(dmytro).post(f"/initiatives/{number}/work/tasks", data={"title": "Крок", "submission_key": "k" * 22})
    assert titles(number) == ["Крок"]


def test_a_refused_line_stays_typed(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    data = {"title": "Виміряти сходи", "owner": "Нікого Такого"}
    answer = client(dmytro).post(f"/initiatives/{number}/work/tasks", data=data)
    assert answer.status_code == 422
    assert 'value="Виміряти сходи"' in answer.text
    part = client(dmytro).post(f"/initiatives/{number}/work/tasks", data=data, headers=HTMX)
    assert part.status_code == 422
    assert 'value="Виміряти сходи"' in part.text
    assert "<html" not in part.text
    assert titles(number) == []


def test_a_milestone_that_no_row_could_have_is_none(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    data = {"title": "", "milestone": "9" * 5000}
    answer = client(dmytro).post(f"/initiatives/{number}/work/milestones", data=data, headers=HTMX)
    assert answer.status_code == 422


def test_phone_number_in_a_task_is_asked_about(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    data = {"title": "Передзвонити клієнтці на 067 123 45 67"}
    answer = client(dmytro).post(f"/initiatives/{number}/work/tasks", data=data)
    assert answer.status_code == 422
    assert titles(number) == []


def test_ticking_works_without_script_and_answers_htmx_with_the_part(
    client: Clients, olena: Actor, dmytro: Actor
) -> None:
    number = factories.worked_on(olena, dmytro)
    row = factories.task(number, dmytro)
    plain = client(dmytro).post(f"/work/tasks/{row.id}/done")
    assert plain.location == f"/initiatives/{number}/work#task-{row.id}"
    assert factories.fresh(row.id).done_at is not None
    part = client(dmytro).post(f"/work/tasks/{row.id}/reopen", headers=HTMX, data={"place": "initiative"})
    assert part.status_code == 200
    assert part.text.lstrip().startswith('<section class="work" id="work"')
    assert f'id="tick-{row.id}" type="submit" aria-pressed="false"' in part.text
    assert factories.fresh(row.id).done_at is None


def test_what_was_just_ticked_stays_in_sight_to_be_taken_back(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    rows = [factories.task(number, dmytro, f"Крок {n}") for n in range(9)]
    data = {"place": "initiative"}
    part = client(dmytro).post(f"/work/tasks/{rows[0].id}/done", headers=HTMX, data=data).text
    assert f'id="tick-{rows[0].id}" type="submit" aria-pressed="true"' in part
    assert f'id="task-{rows[0].id}"' not in client(dmytro).get(f"/initiatives/{number}").text


def test_a_milestone_is_reached_when_its_tasks_are_done(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    stage = factories.milestone(number, dmytro)
    one, two = (factories.task(number, dmytro, f"Крок {n}", milestone=stage) for n in range(2))
    refused = client(dmytro).post(f"/work/milestones/{stage.id}/reached", data={"reached": "1"})
    assert refused.status_code == 422
    factories.done(one.id, dmytro)
    assert factories.fresh_milestone(stage.id).reached_at is None
    factories.done(two.id, dmytro)
    assert factories.fresh_milestone(stage.id).reached_at is not None
    factories.task(number, dmytro, "Ще крок", milestone=stage)
    assert factories.fresh_milestone(stage.id).reached_at is None


def test_a_milestone_without_tasks_is_ticked_by_hand(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    stage = factories.milestone(number, dmytro)
    client(dmytro).post(f"/work/milestones/{stage.id}/reached", data={"reached": "1"})
    assert factories.fresh_milestone(stage.id).reached_at is not None
    client(dmytro).post(f"/work/milestones/{stage.id}/reached", data={"reached": "0"})
    assert factories.fresh_milestone(stage.id).reached_at is None


def test_tasks_change_places_with_their_neighbours(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    rows = [factories.task(number, dmytro, f"Крок {n}") for n in range(3)]
    client(dmytro).post(f"/work/tasks/{rows[2].id}/move", data={"step": "up"})
    assert titles(number) == ["Крок 0", "Крок 2", "Крок 1"]
    client(dmytro).post(f"/work/tasks/{rows[0].id}/move", data={"step": "down"})
    client(dmytro).post(f"/work/tasks/{rows[2].id}/move", data={"step": "up"})
    assert titles(number) == ["Крок 2", "Крок 0", "Крок 1"]


def test_milestones_change_places_with_their_tasks(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    stages = [factories.milestone(number, dmytro, f"Етап {n}") for n in range(2)]
    for n, stage in enumerate(stages):
        factories.task(number, dmytro, f"Крок {n}", milestone=stage)
    client(dmytro).post(f"/work/milestones/{stages[1].id}/move", data={"step": "up"})
    assert titles(number) == ["Крок 1", "Крок 0"]


def test_what_is_taken_away_comes_back(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    stage = factories.milestone(number, dmytro)
    row = factories.task(number, dmytro, milestone=stage)
    client(dmytro).post(f"/work/milestones/{stage.id}/remove")
    assert [task.id for task in work_of(db.session(), number).loose] == [row.id]
    client(dmytro).post(f"/work/tasks/{row.id}/remove")
    assert titles(number) == []
    client(dmytro).post(f"/work/tasks/{row.id}/put-back")
    client(dmytro).post(f"/work/milestones/{stage.id}/put-back")
    db.session().rollback()
    assert [task.id for task in work_of(db.session(), number).stages[0].tasks] == [row.id]


def test_after_a_day_what_was_taken_away_is_gone(client: Clients, olena: Actor, dmytro: Actor, now: datetime) -> None:
    number = factories.worked_on(olena, dmytro)
    row = factories.task(number, dmytro)
    with transaction() as session:
        session.get_one(Task, row.id).removed_at = now - timedelta(days=2)
    assert client(dmytro).post(f"/work/tasks/{row.id}/put-back").status_code == 403


def test_blocked_needs_a_reason_that_everyone_reads(client: Clients, olena: Actor, dmytro: Actor, marta: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    row = factories.task(number, dmytro, owner=marta)
    assert client(marta).post(f"/work/tasks/{row.id}/block", data={"reason": " "}).status_code == 422
    client(marta).post(f"/work/tasks/{row.id}/block", data={"reason": "Чекаємо на договір"})
    assert "Чекаємо на договір" in client(olena).get(f"/initiatives/{number}").text
    client(marta).post(f"/work/tasks/{row.id}/unblock")
    assert factories.fresh(row.id).blocked_at is None


def test_done_is_blocked_no_more(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    row = factories.task(number, dmytro)
    client(dmytro).post(f"/work/tasks/{row.id}/block", data={"reason": "Чекаємо на договір"})
    factories.done(row.id, dmytro)
    assert factories.fresh(row.id).blocked_reason == ""
    assert client(dmytro).post(f"/work/tasks/{row.id}/block", data={"reason": "Знову"}).status_code == 422


def test_a_task_is_changed(client: Clients, olena: Actor, dmytro: Actor, marta: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    row = factories.task(number, dmytro)
    assert 'value="1"' in client(dmytro).get(f"/work/tasks/{row.id}").text
    data = {"title": "Інакше", "owner": marta.name, "due_on": "", "milestone": "", "version": "1"}
    assert client(dmytro).post(f"/work/tasks/{row.id}", data=data).status_code == 303
    changed = factories.fresh(row.id)
    assert (changed.title, changed.owner_id, changed.version) == ("Інакше", marta.id, 2)


def test_what_somebody_saved_meanwhile_is_shown(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    row = factories.task(number, dmytro)
    data = {"owner": "", "due_on": "", "milestone": ""}
    client(dmytro).post(f"/work/tasks/{row.id}", data={**data, "title": "Перша думка", "version": "1"})
    answer = client(dmytro).post(f"/work/tasks/{row.id}", data={**data, "title": "Друга думка", "version": "1"})
    assert answer.status_code == 409
    assert "Перша думка" in answer.text
    assert 'value="Друга думка"' in answer.text
    again = client(dmytro).post(f"/work/tasks/{row.id}", data={**data, "title": "Друга думка", "version": "2"})
    assert again.status_code == 303
    assert factories.fresh(row.id).title == "Друга думка"


def test_a_tick_meanwhile_is_no_conflict(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    row = factories.task(number, dmytro)
    factories.done(row.id, dmytro)
    data = {"title": "Інакше", "owner": "", "due_on": "", "milestone": "", "version": "1"}
    assert client(dmytro).post(f"/work/tasks/{row.id}", data=data).status_code == 303


def test_a_milestone_is_changed(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    stage = factories.milestone(number, dmytro)
    data = {"title": "Усі магазини", "due_on": "2026-12-01", "version": "1"}
    assert client(dmytro).post(f"/work/milestones/{stage.id}", data=data).status_code == 303
    refused = client(dmytro).post(f"/work/milestones/{stage.id}", data={**data, "title": "Інше"})
    assert refused.status_code == 409
    assert factories.fresh_milestone(stage.id).title == "Усі магазини"


@pytest.mark.parametrize(
    ("who", "arranges", "ticks"),
    [("olena", 403, 403), ("stranger", 403, 403), ("marta", 403, 303), ("dmytro", 303, 303), ("hanna", 303, 303)],
)
def test_who_plans_and_who_ticks(
    client: Clients, olena: Actor, dmytro: Actor, marta: Actor, stranger: Actor, hanna: Actor,
    request: pytest.FixtureRequest, who: str, arranges: int, ticks: int,
) -> None:  # fmt: skip
    """The owner and the committee plan; whoever has the task ticks it; the author and others only read."""
    number = factories.worked_on(olena, dmytro)
    row = factories.task(number, dmytro, owner=marta)
    browser = client(request.getfixturevalue(who))
    assert browser.post(f"/work/tasks/{row.id}/move", data={"step": "up"}).status_code == arranges
    added = browser.post(f"/initiatives/{number}/work/milestones", data={"title": "Етап"}).status_code
    assert added == arranges
    assert browser.get(f"/initiatives/{number}/work/card").status_code == (200 if arranges == 303 else 403)
    assert browser.post(f"/work/tasks/{row.id}/done").status_code == ticks
    assert browser.get(f"/initiatives/{number}/work").status_code == 200


def test_two_who_say_at_once_why_it_cannot_go_on_see_each_other(
    client: Clients, olena: Actor, dmytro: Actor, hanna: Actor
) -> None:
    number = factories.worked_on(olena, dmytro)
    path = f"/work/tasks/{factories.task(number, dmytro).id}"
    block, row = f"{path}/block", int(path.rsplit("/", 1)[1])
    assert client(dmytro).post(block, data={"reason": "Чекаємо на рампу", "opened": ""}).status_code == 303
    late = client(hanna).post(block, data={"reason": "Немає бюджету", "opened": ""})
    assert late.status_code == 409
    assert "Чекаємо на рампу" in late.text
    assert "Немає бюджету" in late.text
    assert factories.fresh(row).blocked_reason == "Чекаємо на рампу"
    opened = re.search(r'name="opened"[^>]*value="([^"]*)"', late.text)
    assert opened is not None
    assert opened[1] == "Чекаємо на рампу"
    both = {"reason": "Чекаємо на рампу й на бюджет", "opened": opened[1]}
    assert client(hanna).post(block, data=both).status_code == 303
    assert factories.fresh(row).blocked_reason == "Чекаємо на рампу й на бюджет"


@pytest.mark.parametrize("title", ["", "Крок", "Я" * 500])
def test_the_right_is_asked_for_before_the_form(client: Clients, olena: Actor, dmytro: Actor, title: str) -> None:
    number = factories.worked_on(olena, dmytro)
    row, stage = factories.task(number, dmytro, owner=dmytro), factories.milestone(number, dmytro)
    paths = (
        f"/initiatives/{number}/work/tasks", f"/initiatives/{number}/work/milestones", f"/work/tasks/{row.id}",
        f"/work/tasks/{row.id}/block", f"/work/milestones/{stage.id}",
    )  # fmt: skip
    for path in paths:
        assert client(olena).post(path, data={"title": title, "reason": title}).status_code == 403, path


@pytest.mark.parametrize("type_", [StatusType.NEW, StatusType.IN_REVIEW, StatusType.DECLINED, StatusType.MEASURED])
def test_work_is_planned_only_where_there_is_any(
    client: Clients, olena: Actor, dmytro: Actor, hanna: Actor, type_: StatusType
) -> None:
    number = factories.worked_on(olena, dmytro, type_)
    for planner in (dmytro, hanna):
        assert client(planner).post(f"/initiatives/{number}/work/tasks", data={"title": "Крок"}).status_code == 403
        assert 'id="add-task"' not in client(planner).get(f"/initiatives/{number}").text


def test_nobody_gets_a_task_of_what_they_do_not_see(
    client: Clients, olena: Actor, dmytro: Actor, stranger: Actor
) -> None:
    number = factories.worked_on(olena, dmytro)
    with transaction() as session:
        session.get_one(Initiative, number).visibility = Visibility.TEAMS
    answer = client(dmytro).post(f"/initiatives/{number}/work/tasks", data={"title": "Крок", "owner": stranger.name})
    assert answer.status_code == 422
    assert titles(number) == []


def test_hidden_work_is_absent(client: Clients, olena: Actor, dmytro: Actor, stranger: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    row, stage = factories.task(number, dmytro), factories.milestone(number, dmytro)
    with transaction() as session:
        session.get_one(Initiative, number).visibility = Visibility.TEAMS
    browser = client(stranger)
    for path in (f"/initiatives/{number}/work", f"/work/tasks/{row.id}", f"/work/milestones/{stage.id}"):
        assert browser.get(path).status_code == 404
    assert browser.post(f"/work/tasks/{row.id}/done").status_code == 404
    assert browser.get("/work/tasks/999999").status_code == 404


def test_anonymous_initiatives_are_worked_on_as_others(
    app: Flask, client: Clients, olena: Actor, hanna: Actor, now: datetime
) -> None:
    """Their numbers are below zero, and nobody is named as author."""
    made = initiatives.initiative(olena, StatusType.IN_PROGRESS)
    with transaction() as session:
        values = {column.name: getattr(made, column.name) for column in Initiative.__table__.columns}
        session.add(Initiative(**{**values, "id": -1234567, "author_id": None, "submission_key": None}))
    client(hanna).post("/initiatives/a1234567/work/tasks", data={"title": "Крок"})
    assert titles(-1234567) == ["Крок"]
    assert "Крок" in client(olena).get("/initiatives/a1234567").text


def test_the_page_of_the_initiative_says_how_far_it_is(client: Clients, olena: Actor, dmytro: Actor) -> None:
    number = factories.worked_on(olena, dmytro)
    rows = [factories.task(number, dmytro, f"Крок {n}") for n in range(8)]
    factories.done(rows[0].id, dmytro)
    page = client(olena).get(f"/initiatives/{number}").text
    with i18n.speaking("uk"):
        assert "зроблено 1 з 8 завдань" in page
    assert "ще 1 незроблене завдання" in page
    assert "Крок 6" in page
    assert "Крок 7" not in page
    assert 'id="add-task"' not in page


def test_rows_of_lists_say_how_far_the_work_is(client: Clients, olena: Actor, hanna: Actor) -> None:
    number, _nothing_planned = factories.worked_on(olena), factories.worked_on(olena)
    first = factories.task(number, hanna)
    factories.task(number, hanna, "Замовити поручні")
    factories.done(first.id, hanna)
    page = client(olena).get("/initiatives", headers={"Accept-Language": "en"}).text
    assert page.count("1 of 2 tasks") == 1
    assert "0 of 0" not in page
