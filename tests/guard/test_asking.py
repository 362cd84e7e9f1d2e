"""A form comes back once with what looks personal in it; then it is masked, or kept as it is."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.discussion.models import Comment
from portal.guard.services import allow
from portal.initiatives.models import Initiative, Solution
from tests import factories as people
from tests.anonymous import speaking
from tests.conftest import Clients
from tests.initiatives import factories

PHONE = "067 123 45 67"
ASKS = "guard-asks"


def shown_on(page: str) -> str:
    found = re.search(r'name="guard_shown" value="([0-9a-f ]+)"', page)
    assert found is not None
    return found[1]


def proposal(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "problem",
        "title": "Довгі черги на касі",
        "problem": f"{factories.PROBLEM} Клієнтка лишила {PHONE}.",
        "solution": factories.SOLUTION,
        "outcome": factories.OUTCOME,
        "submission_key": "k" * 22,
    } | changes


def how_many(kind: type[Any]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_an_initiative_comes_back_with_everything_that_was_typed(client: Clients, olena: Actor) -> None:
    answer = client(olena).post("/initiatives/new", data=proposal())

    assert answer.status_code == 422
    assert ASKS in answer.text
    assert f"<mark>{PHONE}</mark>" in answer.text
    assert f"Клієнтка лишила {PHONE}." in answer.text.split("<textarea")[1]
    assert how_many(Initiative) == 0


def test_it_is_asked_once(client: Clients, session: Session, olena: Actor) -> None:
    browser = client(olena)
    page = browser.post("/initiatives/new", data=proposal()).text

    kept = browser.post("/initiatives/new", data=proposal(guard="keep", guard_shown=shown_on(page)))

    assert kept.status_code == 302
    assert PHONE in session.scalars(select(Initiative)).one().problem


def test_what_is_added_after_the_question_is_asked_about(client: Clients, olena: Actor) -> None:
    browser = client(olena)
    seen = shown_on(browser.post("/initiatives/new", data=proposal()).text)

    again = browser.post(
        "/initiatives/new", data=proposal(solution=f"{factories.SOLUTION} 050 765 43 21", guard_seen=seen)
    )

    assert again.status_code == 422
    assert "<mark>050 765 43 21</mark>" in again.text


def test_one_click_masks_all_fields_and_saves(client: Clients, session: Session, olena: Actor) -> None:
    form = proposal(solution=f"{factories.SOLUTION} Подзвонити на +380671234567.", guard="mask")

    assert client(olena).post("/initiatives/new", data=form).status_code == 302

    made = session.scalars(select(Initiative)).one()
    (mask,) = re.findall(r"\[[^\]]+ 1\]", made.problem)
    assert mask in made.solution
    assert PHONE not in made.problem + made.problem_html
    assert "+380671234567" not in made.solution


def test_what_is_not_personal_is_neither_asked_about_nor_masked(
    client: Clients, session: Session, olena: Actor
) -> None:
    browser, mail = client(olena), "kasa@example.com"
    key = shown_on(browser.post("/initiatives/new", data=proposal(problem=f"{factories.PROBLEM} Пошта: {mail}")).text)
    form = proposal(solution=f"{factories.SOLUTION} Пошта: {mail}", guard_seen=key)

    asked = browser.post("/initiatives/new", data=form).text
    assert f"<mark>{mail}" not in asked

    assert browser.post("/initiatives/new", data=form | {"guard": "mask"}).status_code == 302
    made = session.scalars(select(Initiative)).one()
    assert mail in made.solution
    assert PHONE not in made.problem


def test_a_change_of_an_initiative_is_asked_about(client: Clients, olena: Actor) -> None:
    number = factories.initiative(olena).id

    answer = client(olena).post(f"/initiatives/{number}/edit", data=proposal(version=1))

    assert answer.status_code == 422
    assert ASKS in answer.text


def test_a_comment_is_asked_about_and_masked(client: Clients, session: Session, olena: Actor, dmytro: Actor) -> None:
    path, browser = f"/discussion/initiative/{factories.initiative(olena).id}/comments", client(dmytro)

    asked = browser.post(path, data={"body": f"Мій номер {PHONE}"})
    assert (asked.status_code, ASKS in asked.text, how_many(Comment)) == (422, True, 0)

    assert browser.post(path, data={"body": f"Мій номер {PHONE}", "guard": "mask"}).status_code == 302
    assert PHONE not in session.scalars(select(Comment)).one().body


def test_other_words_of_a_comment_are_asked_about(client: Clients, session: Session, olena: Actor) -> None:
    browser = client(olena)
    browser.post(f"/discussion/initiative/{factories.initiative(olena).id}/comments", data={"body": "Так і в нас"})
    made = session.scalars(select(Comment)).one()

    answer = browser.post(f"/discussion/comments/{made.id}/edit", data={"body": PHONE, "version": made.version})

    assert (answer.status_code, ASKS in answer.text) == (422, True)


def test_a_solution_is_asked_about(client: Clients, olena: Actor, dmytro: Actor) -> None:
    path = f"/initiatives/{factories.initiative(olena).id}/solutions/new"

    answer = client(dmytro).post(path, data={"body": f"{factories.SOLUTION} {PHONE}"})

    assert (answer.status_code, ASKS in answer.text, how_many(Solution)) == (422, True, 0)


def test_without_a_name_it_is_asked_and_masked_as_well(client: Clients, olena: Actor) -> None:
    browser, form = client(olena), speaking.proposal(problem=f"{factories.PROBLEM} {PHONE}")

    asked = browser.post("/initiatives/anonymous", data=form)
    assert (asked.status_code, ASKS in asked.text) == (422, True)

    ticket = speaking.send(browser, form | {"guard": "mask"})
    speaking.strike()
    made = speaking.initiative_of(ticket)
    assert made is not None
    assert PHONE not in made.problem


def test_a_public_contact_may_stand(client: Clients, olena: Actor, lidiia: Actor) -> None:
    with transaction() as session:
        allow(session, lidiia, value="+38 (067) 123-45-67", note="Гаряча лінія", now=clock.now())

    assert client(olena).post("/initiatives/new", data=proposal()).status_code == 302


@pytest.mark.parametrize("name", ["Дмитро Коваленко", "Дмитра Коваленка"])
def test_colleagues_may_be_named_and_strangers_are_asked_about(client: Clients, olena: Actor, name: str) -> None:
    path, browser = f"/discussion/initiative/{factories.initiative(olena).id}/comments", client(olena)
    assert browser.post(path, data={"body": f"Питали в {name}, він знає."}).status_code == 422

    people.person("Дмитро Коваленко")
    assert browser.post(path, data={"body": f"Питали в {name}, він знає."}).status_code == 302


def test_a_fault_of_the_form_comes_before_the_question(client: Clients, olena: Actor) -> None:
    answer = client(olena).post("/initiatives/new", data=proposal(title=""))

    assert answer.status_code == 422
    assert ASKS not in answer.text


@pytest.mark.parametrize("seen", ["x" * 100_000, "0" * 16 + " " + "<script>", "\x00"])
def test_what_was_seen_is_only_what_the_guard_writes(client: Clients, olena: Actor, seen: str) -> None:
    page = client(olena).post("/initiatives/new", data=proposal(guard_shown="", guard_seen=seen)).text

    assert ASKS in page
    assert re.fullmatch(r"[0-9a-f ]{16,33}", shown_on(page))
