"""Signing in and out: equal answers, worthless copies of a cookie, no way to other sites."""

import re
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.journal import JournalEntry
from portal.people.models import Person, SignInSession
from portal.people.services.sessions import SEEN_EVERY
from portal.people.views import signing_in
from tests.conftest import Clients
from tests.people.factories import PASSWORD


def sign_in(browser: FlaskClient, email: str = "vira@example.test", password: str = PASSWORD, **more: str) -> Any:
    return browser.post("/sign-in", data={"email": email, "password": password, **more})


def main_of(answer: Any) -> str:
    """The part of a page that is its own, without the token of its form."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text.split("<main")[1])


def test_the_right_password_opens_the_portal(client: Clients, vira: Actor) -> None:
    browser = client()
    answer = sign_in(browser, email="  VIRA@example.test ")
    assert (answer.status_code, answer.location) == (302, "/")
    assert browser.get("/me").status_code == 200


def test_the_session_lasts_90_days(client: Clients, vira: Actor, session: Session) -> None:
    answer = sign_in(client())
    row = session.scalars(select(SignInSession)).one()
    assert row.expires_at - row.created_at == timedelta(days=90)
    assert any("portal=" in cookie and "Expires=" in cookie for cookie in answer.headers.getlist("Set-Cookie"))


def test_unknown_wrong_and_deactivated_get_the_same_answer(client: Clients, vira: Actor, now: datetime) -> None:
    wrong = sign_in(client(), password="не той пароль")
    unknown = sign_in(client(), email="nobody@example.test")
    with transaction() as session:
        session.execute(update(Person).values(deactivated_at=now))
    deactivated = sign_in(client())
    answers = {main_of(answer).replace("nobody@", "vira@") for answer in (wrong, unknown, deactivated)}
    assert {wrong.status_code, unknown.status_code, deactivated.status_code} == {422}
    assert len(answers) == 1


def test_nobody_takes_as_long_as_somebody(client: Clients, vira: Actor) -> None:
    with patch.object(signing_in, "verify_password", wraps=signing_in.verify_password) as verified:
        sign_in(client(), password="не той пароль")
        sign_in(client(), email="nobody@example.test")
    assert verified.call_count == 2


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "/a\nb"]
)
def test_next_never_leads_to_another_site(client: Clients, vira: Actor, target: str) -> None:
    assert sign_in(client(), next=target).location == "/"


def test_next_leads_back_inside(client: Clients, vira: Actor) -> None:
    browser = client()
    asked = browser.get("/people?team=1")
    assert asked.location == "/sign-in?next=/people?team%3D1"
    assert sign_in(browser, next="/people?team=1").location == "/people?team=1"


def test_signing_in_starts_a_new_cookie_session(client: Clients, vira: Actor) -> None:
    browser = client()
    with browser.session_transaction() as cookie:
        cookie["planted"] = "before"
    sign_in(browser)
    with browser.session_transaction() as cookie:
        assert "planted" not in cookie


def test_a_copied_cookie_is_worthless_after_signing_out(client: Clients, vira: Actor) -> None:
    browser, thief = client(), client()
    sign_in(browser)
    with browser.session_transaction() as cookie:
        copied = dict(cookie)
    assert browser.post("/sign-out").location == "/sign-in"
    with thief.session_transaction() as cookie:
        cookie.update(copied)
    assert thief.get("/me").status_code == 302


def test_signing_out_twice_is_harmless(client: Clients) -> None:
    assert client().post("/sign-out").location == "/sign-in"


def test_an_expired_session_is_over(client: Clients, vira: Actor, now: datetime) -> None:
    browser = client(vira)
    with transaction() as session:
        session.execute(update(SignInSession).values(expires_at=now - timedelta(seconds=1)))
    assert browser.get("/me").status_code == 302


@pytest.mark.parametrize(("ago", "moves"), [(SEEN_EVERY + timedelta(minutes=1), True), (timedelta(), False)])
def test_last_seen_moves_every_few_minutes_and_not_with_each_page(
    client: Clients, vira: Actor, session: Session, ago: timedelta, moves: bool
) -> None:
    browser = client(vira)
    before = clock.now() - ago
    with transaction() as writing:
        writing.execute(update(SignInSession).values(seen_at=before))
    browser.get("/me")
    session.rollback()
    assert (session.scalars(select(SignInSession.seen_at)).one() > before) is moves


def test_only_a_new_device_is_recorded(client: Clients, vira: Actor, session: Session) -> None:
    def recorded() -> int:
        session.rollback()
        return session.scalar(select(func.count()).where(JournalEntry.name == "people.signed_in_on_new_device")) or 0

    known = client()
    sign_in(known)
    first = recorded()
    sign_in(known)
    same_device = recorded()
    sign_in(client())
    assert (first, same_device, recorded()) == (0, 0, 1)


def test_a_script_without_a_session_gets_401(client: Clients) -> None:
    assert client().get("/people/suggest", headers={"Accept": "application/json"}).status_code == 401


def test_signed_out_the_language_stays_in_the_cookie(client: Clients) -> None:
    browser = client()
    answer = browser.post("/language", data={"lang": "en", "next": "/sign-in"})
    assert answer.location == "/sign-in"
    assert '<html lang="en"' in browser.get("/sign-in").text


def test_signed_in_the_language_stays_with_the_person(client: Clients, vira: Actor, session: Session) -> None:
    client(vira).post("/language", data={"lang": "ru", "next": "//evil.example"})
    assert session.get_one(Person, vira.id).language == "ru"


def test_a_language_that_nobody_speaks_is_refused(client: Clients, vira: Actor) -> None:
    assert client(vira).post("/language", data={"lang": "xx"}).status_code == 422


def test_the_theme_stays_with_the_person(client: Clients, vira: Actor, session: Session) -> None:
    client(vira).post("/theme", data={"theme": "dark", "next": "/me"})
    assert session.get_one(Person, vira.id).theme == "dark"
    assert client(vira).post("/theme", data={"theme": "pink"}).status_code == 422
    assert client().post("/theme", data={"theme": "dark"}).status_code == 401
