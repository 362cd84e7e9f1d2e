"""Number and code: shown on a page of their own, for minutes, on one device, and kept nowhere."""

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.anonymous.services.codes import Ticket
from portal.core import clock
from portal.core.actor import Actor
from tests.anonymous import speaking
from tests.conftest import Clients

TICKET = "/anonymous/ticket"


@pytest.fixture
def browser(client: Clients, olena: Actor) -> FlaskClient:
    return client(olena)


@pytest.fixture
def made(browser: FlaskClient) -> Ticket:
    return speaking.propose(browser)


def test_reloading_and_going_back_show_the_same_and_send_nothing(browser: FlaskClient, made: Ticket) -> None:
    for _time in range(2):
        assert speaking.ticket_on(browser.get(TICKET)) == made
    assert speaking.strike() == 1


def test_the_cookie_holds_neither_number_nor_code(browser: FlaskClient, made: Ticket) -> None:
    cookie = browser.get_cookie("portal_ticket", path=TICKET)
    assert cookie is not None
    assert (cookie.path, cookie.http_only, cookie.same_site, cookie.expires) == (TICKET, True, "Strict", None)
    for secret in (str(-made.number), made.code, made.code.replace("-", "")):
        assert secret not in cookie.decoded_value


def test_once_written_down_nobody_comes_back_to_them(browser: FlaskClient, made: Ticket) -> None:
    answer = browser.post(TICKET)
    assert (answer.status_code, answer.location) == (303, "/")
    page = browser.get(TICKET)
    assert "нічого надсилати не треба" in page.text
    assert made.code not in page.text


def test_after_some_minutes_they_are_not_shown_any_more(client: Clients, olena: Actor) -> None:
    browser = client(olena)
    with time_machine.travel(clock.now(), tick=False) as time:
        speaking.propose(browser)
        time.shift(timedelta(minutes=4))
        assert "data-ticket-code" in browser.get(TICKET).text
        time.shift(timedelta(minutes=2))
        assert "data-ticket-code" not in browser.get(TICKET).text


def test_another_browser_and_a_made_up_cookie_see_nothing(client: Clients, made: Ticket) -> None:
    stranger = client()
    assert "data-ticket-code" not in stranger.get(TICKET).text
    for value in ("", "x", "WyJ4Il0.abc.def"):
        stranger.set_cookie("portal_ticket", value, path=TICKET)
        assert "data-ticket-code" not in stranger.get(TICKET).text


def test_the_page_that_asks_for_the_code_leads_to_what_can_be_told_without_a_name(
    client: Clients, session: Session
) -> None:
    assert 'href="/initiatives/anonymous"' in client().get("/anonymous").text
