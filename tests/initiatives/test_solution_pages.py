"""Ways to solve it on the pages: forms, drafts, pills, the choice, and who may press."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.drafts import Draft
from portal.core.markdown import render
from portal.discussion.models import Follow
from portal.initiatives.models import Initiative, Solution, Visibility
from portal.initiatives.services.choosing import support_solution
from portal.initiatives.services.solutions import edit_solution
from portal.people.models import Role
from tests import factories as people
from tests.conftest import Clients
from tests.initiatives import factories
from tests.initiatives.solution_factories import WORDS, do, fresh


def test_the_form_puts_it_on_the_page_beside_the_others(
    client: Clients, session: Session, open_initiative: Initiative, dmytro: Actor
) -> None:
    browser, base = client(dmytro), f"/initiatives/{open_initiative.id}"
    assert f"{base}/solutions/new" in browser.get(base).text
    assert browser.get(f"{base}/solutions/new").status_code == 200

    sent = browser.post(f"{base}/solutions/new", data={"body": WORDS, "submission_key": "k" * 22})

    way = session.scalars(select(Solution).where(Solution.original_of_id.is_(None))).one()
    assert (sent.status_code, sent.location) == (302, f"{base}#solution-{way.id}")
    page = browser.get(base).text
    assert f'id="solution-{way.id}"' in page
    assert "сусідньою аптекою" in page
    assert "Інші способи" in page


def test_what_is_refused_stays_in_the_form(client: Clients, open_initiative: Initiative, dmytro: Actor) -> None:
    answer = client(dmytro).post(f"/initiatives/{open_initiative.id}/solutions/new", data={"body": "Коротко."})

    assert answer.status_code == 422
    assert "Коротко." in answer.text


def test_a_draft_waits_until_it_is_sent(
    client: Clients, session: Session, open_initiative: Initiative, dmytro: Actor
) -> None:
    browser, base = client(dmytro), f"/initiatives/{open_initiative.id}/solutions"
    kept = browser.post(f"{base}/draft", data={"body": WORDS}, headers={"Accept": "application/json"})
    assert "saved" in kept.get_json()
    assert WORDS in browser.get(f"{base}/new").text

    browser.post(f"{base}/draft/discard", data={"body": WORDS + " І ще."})
    assert WORDS not in browser.get(f"{base}/new").text
    assert browser.post(f"{base}/draft/take-back").location == f"{base}/new"
    assert WORDS + " І ще." in browser.get(f"{base}/new").text

    browser.post(f"{base}/new", data={"body": WORDS})
    assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_both_texts_are_shown_when_it_was_changed_meanwhile(
    client: Clients, other_way: Solution, dmytro: Actor, now: datetime
) -> None:
    do(edit_solution, other_way.id, dmytro, now, text=render(WORDS + " З іншої вкладки."), version=1)
    browser, path = client(dmytro), f"/initiatives/solutions/{other_way.id}/edit"

    answer = browser.post(path, data={"body": WORDS + " З цієї вкладки.", "version": 1})
    assert answer.status_code == 409
    assert "З іншої вкладки." in answer.text
    assert "З цієї вкладки." in answer.text
    assert 'name="version" type="hidden" value="2"' in answer.text

    assert browser.post(path, data={"body": WORDS + " З цієї вкладки.", "version": 2}).status_code == 302
    assert fresh(other_way.id).body.endswith("З цієї вкладки.")


def test_changes_of_ones_own_are_kept_as_one_types(client: Clients, other_way: Solution, dmytro: Actor) -> None:
    browser, base = client(dmytro), f"/initiatives/solutions/{other_way.id}"
    assert browser.post(f"{base}/draft", data={"body": WORDS + " Ще.", "version": 1}).location == f"{base}/edit"
    assert WORDS + " Ще." in browser.get(f"{base}/edit").text
    browser.post(f"{base}/draft/discard", data={"body": WORDS + " Ще.", "version": 1})
    assert WORDS + " Ще." not in browser.get(f"{base}/edit").text
    assert browser.post(f"{base}/draft/take-back").location == f"{base}/edit"


def test_the_pill_works_with_and_without_scripts(client: Clients, other_way: Solution, stranger: Actor) -> None:
    browser, base = client(stranger), f"/initiatives/solutions/{other_way.id}"

    pill = browser.post(f"{base}/support", headers={"HX-Request": "true"}).text
    assert f"{base}/unsupport" in pill
    assert "<html" not in pill
    assert browser.post(f"{base}/unsupport").location.endswith(f"#solution-{other_way.id}")
    assert fresh(other_way.id).support_count == 0


def test_the_choice_is_seen_by_everyone_and_stands_in_the_history(
    client: Clients, open_initiative: Initiative, other_way: Solution, stranger: Actor, hanna: Actor
) -> None:
    base = f"/initiatives/solutions/{other_way.id}"
    assert f"{base}/choose" not in client(stranger).get(f"/initiatives/{open_initiative.id}").text
    assert f"{base}/choose" in client(hanna).get(f"/initiatives/{open_initiative.id}").text

    client(hanna).post(f"{base}/choose")

    page = client(stranger).get(f"/initiatives/{open_initiative.id}").text
    assert "Обрав комітет" in page
    assert "way-chosen" in page
    assert client(hanna).post(f"{base}/unchoose").status_code == 302


@pytest.mark.parametrize(
    "verb", ["support", "unsupport", "choose", "unchoose", "withdraw", "put-back", "edit", "draft"]
)
def test_who_may_press(
    app: Flask, client: Clients, open_initiative: Initiative, other_way: Solution, dmytro: Actor, stranger: Actor,
    verb: str,
) -> None:  # fmt: skip
    path = f"/initiatives/solutions/{other_way.id}/{verb}"
    forbidden = dmytro if verb in {"support", "unsupport", "choose", "unchoose"} else stranger

    assert client().post(path).status_code == 401
    assert client(forbidden).post(path).status_code == 403
    assert (
        client(people.person("Ганна Комітетна", None, Role.COMMITTEE))
        .post(f"/initiatives/solutions/99999/{verb}")
        .status_code
        == 404
    )
    with transaction() as session:
        session.merge(factories.fresh(open_initiative.id)).visibility = Visibility.AUTHOR
    assert client(stranger).post(path).status_code in {403, 404}
    app.config["WTF_CSRF_ENABLED"] = True
    assert client(dmytro).post(path).status_code == 400


def test_followers_follow_what_they_proposed_and_supported(
    session: Session, open_initiative: Initiative, other_way: Solution, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    do(support_solution, other_way.id, stranger, now)
    following = select(Follow.person_id).where(Follow.item_id == open_initiative.id)
    assert {dmytro.id, stranger.id} <= set(session.scalars(following))
