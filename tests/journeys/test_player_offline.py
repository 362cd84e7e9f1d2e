"""What a browser keeps of a walk: offered again, sent once it can be, and only in the name of its person."""

from typing import Any

from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.algorithms.models import AlgorithmUser
from portal.core.actor import Actor
from tests.journeys.conftest import Visitors
from tests.journeys.player import CUT_OFF, arrived, at, kept_here, opened


def test_a_conversation_that_was_left_is_offered_and_a_new_one_begins_anew(
    visit: Visitors, session: Session, dmytro: Actor, glasses: int
) -> None:
    operator = visit(dmytro)
    opened(operator, glasses)
    operator.keyboard.press("2")
    operator.goto("/algorithms")
    opened(operator, glasses)
    at(operator, "Вислухати")
    line = operator.locator("[data-line=former]")
    expect(line).to_contain_text("Запросити підігнати")
    operator.keyboard.press("Enter")
    at(operator, "Запросити підігнати")
    operator.keyboard.press("?")
    expect(operator.get_by_role("dialog", name="Клавіші")).to_be_visible()
    operator.keyboard.press("1")  # nothing is done behind the list
    operator.keyboard.press("?")
    expect(operator.get_by_role("dialog", name="Клавіші")).to_be_hidden()
    operator.keyboard.press("1")
    [walk] = arrived(operator, session, 3)
    assert walk.finish == "visit"
    operator.goto("/algorithms")
    opened(operator, glasses)
    expect(line).to_have_count(0)


def test_without_a_connection_the_page_is_not_loaded_anew_by_mistake(
    visit: Visitors, dmytro: Actor, glasses: int
) -> None:
    visit.expected += CUT_OFF
    operator = visit(dmytro)
    opened(operator, glasses)
    operator.keyboard.press("2")
    at(operator, "Запросити підігнати")
    operator.context.set_offline(True)
    asked: list[str] = []
    operator.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    operator.evaluate("setTimeout(() => location.reload())")
    operator.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    operator.keyboard.press("1")
    at(operator, "Домовились про візит")
    operator.context.set_offline(False)


def test_two_chats_walk_side_by_side(visit: Visitors, dmytro: Actor, glasses: int) -> None:
    first = visit(dmytro)
    opened(first, glasses)
    first.keyboard.press("2")
    second = first.context.new_page()
    opened(second, glasses)
    at(second, "Вислухати")
    expect(second.locator("[data-line=former]")).to_have_count(0)
    second.keyboard.press("1")
    for page, title in ((first, "Запросити підігнати"), (second, "Перевірити звикання")):
        page.reload()
        at(page, title)


def test_signing_out_leaves_nothing_behind(visit: Visitors, session: Session, dmytro: Actor, glasses: int) -> None:
    operator = visit(dmytro)
    opened(operator, glasses)
    operator.route("**/walks", lambda route: route.fulfill(status=503, body="{}"))
    visit.expected.append("503")
    operator.keyboard.press("2")
    operator.wait_for_function("Object.keys(localStorage).some((name) => name.startsWith('outbox:'))")
    operator.unroute("**/walks")
    operator.locator(".top-bar details summary").click()
    with operator.expect_navigation():
        operator.locator("form[action$='/sign-out'] button").click()
    assert kept_here(operator) == []
    arrived(operator, session, 2)


def test_what_waited_is_not_sent_in_the_name_of_the_next(
    visit: Visitors, session: Session, dmytro: Actor, stranger: Actor, glasses: int, client: Any
) -> None:
    visit.expected.append("503")
    operator = visit(dmytro)
    opened(operator, glasses)
    operator.route("**/walks", lambda route: route.fulfill(status=503, body="{}"))
    operator.keyboard.press("2")
    operator.wait_for_function("Object.keys(localStorage).some((name) => name.startsWith('outbox:'))")
    operator.unroute("**/walks")
    cookie = client(stranger).get_cookie("portal")
    operator.context.add_cookies(
        [{"name": "portal", "value": cookie.value, "url": operator.url.split("/algorithms")[0]}]
    )
    operator.goto("/algorithms")
    operator.wait_for_load_state("networkidle")
    session.rollback()
    assert session.scalar(select(AlgorithmUser.person_id)) is None
    mine = client(dmytro).get_cookie("portal")
    operator.context.add_cookies([{"name": "portal", "value": mine.value, "url": operator.url.split("/algorithms")[0]}])
    operator.goto("/algorithms")
    arrived(operator, session, 2)
    assert session.scalar(select(AlgorithmUser.person_id)) == dmytro.id


def test_what_is_said_while_somebody_else_is_here_waits_for_its_person(
    visit: Visitors, session: Session, dmytro: Actor, stranger: Actor, glasses: int, client: Any
) -> None:
    visit.expected.append("400")
    operator = visit(dmytro)
    opened(operator, glasses)
    portal = operator.url.split("/algorithms")[0]
    cookies = {one.id: client(one).get_cookie("portal").value for one in (stranger, dmytro)}
    operator.context.add_cookies([{"name": "portal", "value": cookies[stranger.id], "url": portal}])
    with operator.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 400):
        operator.keyboard.press("2")
    operator.wait_for_load_state("networkidle")
    assert "outbox" in [name.split(":")[0] for name in kept_here(operator)]
    session.rollback()
    assert session.scalar(select(AlgorithmUser.person_id)) is None

    operator.context.add_cookies([{"name": "portal", "value": cookies[dmytro.id], "url": portal}])
    operator.goto("/algorithms")
    arrived(operator, session, 2)
    assert session.scalar(select(AlgorithmUser.person_id)) == dmytro.id


def test_a_key_that_ran_out_is_renewed(visit: Visitors, session: Session, dmytro: Actor, glasses: int) -> None:
    visit.expected.append("400")
    operator = visit(dmytro)
    opened(operator, glasses)
    operator.evaluate("document.querySelector('meta[name=csrf-token]').content = 'old'")
    operator.keyboard.press("2")
    arrived(operator, session, 2)
