"""Everything at once: the same form, guesses, letting out while somebody takes it back; and whatever is typed."""

import secrets
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from portal.anonymous.models import AnonymousCode, AnonymousMessage, SealedWord
from portal.anonymous.services import codes
from portal.anonymous.services.codes import TRIES_AN_HOUR, Ticket, is_code_of, new_nonce, ticket
from portal.anonymous.services.letting_out import let_out
from portal.anonymous.services.sealing import seal_message, seal_withdrawal
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import DomainError, TooManyAttempts
from portal.core.markdown import render
from portal.initiatives.models import Initiative
from portal.initiatives.services.anonymous.sealing import seal_initiative
from portal.people.pictures import storage
from tests.anonymous import speaking
from tests.conftest import Clients
from tests.contracts.test_hostile_input import FORM, HOSTILE
from tests.initiatives import factories
from tests.parallel import at_once

SECRET = "s" * 40
MANY = 20


def sealed(nonce: str | None = None) -> Ticket:
    with transaction() as session:
        return seal_initiative(session, factories.texts(), (), nonce=nonce or new_nonce(), secret=SECRET)


def count(kind: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_the_same_form_sent_twenty_times_at_once_leaves_one(app: Flask) -> None:
    nonce, texts = new_nonce(), factories.texts()

    def send(_n: int) -> Ticket:
        with transaction() as session:
            return seal_initiative(session, texts, (), nonce=nonce, secret=SECRET)

    assert len(set(at_once(app, MANY, send))) == 1
    assert count(SealedWord) == 1
    speaking.strike()
    assert count(Initiative) == 1


def test_a_number_that_is_taken_is_drawn_anew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "NUMBERS", 4)
    made = [sealed() for _form in range(3)]
    speaking.strike()
    made.append(sealed())
    assert len({one.number for one in made}) == 4
    assert len({one.code for one in made}) == 4


def test_twenty_guesses_at_once_are_no_more_than_ten(app: Flask) -> None:
    made, now = sealed(), clock.now()

    def guess(_n: int) -> bool | None:
        try:
            with transaction() as session:
                return is_code_of(session, made.number, "2222", secret=SECRET, now=now)
        except TooManyAttempts:
            return None

    answers = at_once(app, MANY, guess)
    assert answers.count(False) == TRIES_AN_HOUR
    assert answers.count(None) == MANY - TRIES_AN_HOUR


def test_a_message_sent_twenty_times_at_once_is_said_once(app: Flask) -> None:
    made, key, text = sealed(), secrets.token_urlsafe(24), render("Чотири на місяць.")

    def send(_n: int) -> None:
        with transaction() as session:
            seal_message(session, made.number, text, form_key=key, secret=SECRET)

    at_once(app, MANY, send)
    speaking.strike()
    assert count(AnonymousMessage) == 1


def test_what_is_taken_back_while_it_is_let_out_is_either_gone_or_seen(app: Flask) -> None:
    for _round in range(5):
        made = sealed()

        def either(n: int, number: int = made.number) -> bool | None:
            try:
                with transaction() as session:
                    if n == 0:
                        let_out(session, storage(), clock.now())
                        return None
                    return seal_withdrawal(session, number)
            except DomainError:
                return None

        _let, waits = at_once(app, 2, either)
        seen = speaking.initiative_of(made) is not None
        assert seen is bool(waits)
    speaking.strike(clock.full_hour(clock.now()) + timedelta(hours=1))
    assert count(SealedWord) == 0


def test_codes_are_random_and_come_from_the_secret() -> None:
    made = [ticket(SECRET, new_nonce()) for _form in range(500)]
    assert len({one.code for one in made}) == 500
    nonce = new_nonce()
    assert ticket(SECRET, nonce) == ticket(SECRET, nonce) != ticket("t" * 40, nonce)


def test_the_authors_page_takes_anything(client: Clients, olena: Actor) -> None:
    made, browser = speaking.propose(client(olena)), client()
    speaking.strike()
    speaking.enter(browser, made)
    broken = [
        (address, hostile[:20])
        for address in ("/anonymous", "/anonymous/messages", f"/anonymous/pictures/{'x' * 22}")
        for hostile in HOSTILE
        for data in [dict.fromkeys(("number", "code", "body", "form_key"), hostile)]
        if browser.post(address, data=urlencode(data), content_type=FORM).status_code >= 500
    ]
    assert broken == []


def test_a_key_of_a_draft_may_be_anything(client: Clients, olena: Actor) -> None:
    for key in ("x", "%00", "a" * 300, "../..", "'\"><script>"):
        answer = client(olena).post(f"/initiatives/anonymous/switch/{key}", data={"title": "Без імені"})
        assert answer.status_code in {200, 400, 404}


def test_no_number_is_given_that_an_item_has_already(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "NUMBERS", 2)
    made = sealed()
    speaking.strike()
    with transaction() as session:  # as of one that came out of a file
        session.execute(delete(AnonymousCode).where(AnonymousCode.number == made.number))
    assert sealed().number != made.number
    with pytest.raises(TooManyAttempts):
        sealed()
