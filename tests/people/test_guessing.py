"""The limit on guessing: holds for parallel guesses, and never locks anybody out where they have signed in before."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import TooManyAttempts
from portal.people.models import Attempt, SignInSession
from portal.people.services import guessing
from portal.people.services.guessing import TEXTS, Browser, Limit, count, count_text, sweep_attempts
from tests.conftest import Clients
from tests.people.test_sign_in import sign_in

FEW = Limit(3, 15)


def test_the_eleventh_guess_is_refused_in_human_words(client: Clients, vira: Actor) -> None:
    browser = client()
    for _n in range(10):
        sign_in(browser, password="не той пароль")
    answer = sign_in(browser)
    assert answer.status_code == 429
    assert "fault" in answer.text


def test_unknown_addresses_are_limited_alike(client: Clients, app: Flask) -> None:
    browser = client()
    codes = [sign_in(browser, email="nobody@example.test").status_code for _n in range(11)]
    assert codes == [422] * 10 + [429]


def test_a_device_that_has_signed_in_before_passes(client: Clients, vira: Actor) -> None:
    own = client()
    sign_in(own)
    own.post("/sign-out")
    for _n in range(11):
        stranger = sign_in(client(), password="не той пароль")
    assert stranger.status_code == 429
    assert sign_in(own).status_code == 302


def test_guessing_from_everywhere_slows_only_unknown_places(client: Clients, vira: Actor) -> None:
    own = client()
    own.environ_base["REMOTE_ADDR"] = "10.0.0.7"
    sign_in(own)
    with patch.object(guessing, "FROM_EVERYWHERE", FEW):
        for n in range(4):
            elsewhere = client()
            elsewhere.environ_base["REMOTE_ADDR"] = f"198.51.100.{n}"
            answer = sign_in(elsewhere, password="не той пароль")
        same_address = client()
        same_address.environ_base["REMOTE_ADDR"] = "10.0.0.7"
        assert answer.status_code == 429
        assert sign_in(same_address).status_code == 302


def test_one_address_is_limited_over_all_accounts(client: Clients, app: Flask) -> None:
    browser = client()
    with patch.object(guessing, "ONE_ADDRESS", FEW):
        codes = [sign_in(browser, email=f"n{n}@example.test").status_code for n in range(4)]
    assert codes == [422, 422, 422, 429]


def test_a_right_password_forgives_the_slips_before(client: Clients, vira: Actor, session: Session) -> None:
    browser = client()
    sign_in(browser, password="не той пароль")
    sign_in(browser)
    kinds = {bucket.split(":")[0] for bucket in session.scalars(select(Attempt.bucket))}
    assert kinds == {"address"}


def test_parallel_guesses_do_not_slip_through(app: Flask, now: datetime) -> None:
    def guess(_n: int) -> bool:
        try:
            with app.app_context(), transaction() as session:
                count(session, [("pair:x", FEW), ("email:y", Limit(30, 60))], now=now)
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        passed = sum(threads.map(guess, range(24)))
    db.session.rollback()
    assert passed == 3
    assert db.session.scalar(select(func.count()).where(Attempt.bucket == "pair:x")) == 3


def test_attempts_run_out_with_time(app: Flask, now: datetime) -> None:
    with transaction() as session:
        for _n in range(3):
            count(session, [("pair:x", FEW)], now=now - timedelta(minutes=16))
        count(session, [("pair:x", FEW)], now=now)


def test_nothing_readable_is_kept(client: Clients, vira: Actor, session: Session) -> None:
    sign_in(client(), password="не той пароль")
    kept = " ".join(session.scalars(select(Attempt.bucket)))
    assert "vira" not in kept
    assert "127.0.0.1" not in kept


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("nonsense", "nonsense"),
    ],
)
def test_one_household_counts_as_one_address(address: str, network: str) -> None:
    assert Browser(address=address).network == network


def test_a_forged_device_cookie_means_an_unknown_device(client: Clients, vira: Actor, session: Session) -> None:
    browser = client()
    browser.set_cookie("portal_device", '{"d":"x","p":[1]}.forged')
    sign_in(browser, password="не той пароль")
    assert any(bucket.startswith("pair:") for bucket in session.scalars(select(Attempt.bucket)))


def test_old_attempts_are_swept(app: Flask, now: datetime, session: Session) -> None:
    with transaction() as writing:
        writing.add_all([Attempt(bucket="a", at=now), Attempt(bucket="b", at=now - timedelta(days=2))])
        sweep_attempts(writing, now)
    assert list(session.scalars(select(Attempt.bucket))) == ["a"]


def test_signed_out_everywhere_an_address_is_unknown_again(client: Clients, vira: Actor) -> None:
    own = client()
    sign_in(own)
    with transaction() as session:
        session.execute(delete(SignInSession))
    with patch.object(guessing, "FROM_EVERYWHERE", Limit(1, 60)):
        sign_in(client(), password="не той пароль")
        assert sign_in(client()).status_code == 429


def test_a_person_may_send_so_many_texts_and_no_more(
    session: Session, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    for _n in range(TEXTS.attempts):
        with transaction() as writing:
            count_text(writing, olena, now=now)
    with pytest.raises(TooManyAttempts, match="Забагато текстів"), transaction() as writing:
        count_text(writing, olena, now=now)
    with transaction() as writing:
        count_text(writing, dmytro, now=now)
        count_text(writing, olena, now=now + timedelta(minutes=TEXTS.minutes, seconds=1))
