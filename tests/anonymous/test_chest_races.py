"""Everything at once, of cases: the same form, taking it back while it is let out, or while it is published."""

import secrets
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from portal.anonymous.models import SealedWord
from portal.anonymous.services.codes import Ticket, new_nonce
from portal.anonymous.services.letting_out import let_out
from portal.anonymous.services.sealing import seal_withdrawal
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import DomainError
from portal.initiatives.services.anonymous.sealing import seal_initiative
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision
from portal.knowledge.services.nameless.opening import TextOpener
from portal.knowledge.services.nameless.sealing import seal_text
from portal.knowledge.services.reviewing import publish
from portal.people.pictures import storage
from tests.anonymous import speaking, telling
from tests.initiatives import factories as initiatives
from tests.knowledge import factories
from tests.parallel import at_once

SECRET = "s" * 40
MANY = 20


def sealed() -> Ticket:
    said = factories.content("mistake")
    with transaction() as session:
        return seal_text(session, said, (), nonce=new_nonce(), secret=SECRET)


def count(kind: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_the_same_form_sent_twenty_times_at_once_leaves_one(app: Flask) -> None:
    nonce, said = new_nonce(), factories.content("mistake")

    def send(_n: int) -> Ticket:
        with transaction() as session:
            return seal_text(session, said, (), nonce=nonce, secret=SECRET)

    assert len(set(at_once(app, MANY, send))) == 1
    speaking.strike()
    assert count(KnowledgeItem) == 1


def test_kinds_share_one_series_of_numbers(app: Flask) -> None:
    nonce, case, proposal = new_nonce(), factories.content("mistake"), initiatives.texts()

    def send(n: int) -> bool:
        try:
            with transaction() as session:
                if n % 2:
                    seal_text(session, case, (), nonce=nonce, secret=SECRET)
                else:
                    seal_initiative(session, proposal, (), nonce=nonce, secret=SECRET)
        except DomainError:
            return False
        return True

    at_once(app, 8, send)
    assert count(SealedWord) == 1  # whichever came last has taken the place of the others


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
        assert (telling.case_of(made) is not None) is bool(waits)
    speaking.strike(clock.full_hour(clock.now()) + timedelta(hours=1))
    assert count(SealedWord) == 0


def test_published_while_it_is_taken_back_it_is_one_of_both(app: Flask, marta: Actor) -> None:
    for round_ in range(5):
        made = sealed()
        speaking.strike(clock.full_hour(clock.now()) + timedelta(hours=2 * round_ + 1))
        revision_id = telling.open_text(made).id
        with transaction() as session:
            seal_withdrawal(session, made.number)

        def either(n: int, id_: int = revision_id) -> None:
            try:
                with transaction() as session:
                    if n == 0:
                        let_out(session, storage(), clock.now())
                    else:
                        publish(session, session.get_one(KnowledgeRevision, id_), marta, now=clock.now())
            except DomainError:
                return

        at_once(app, 2, either)
        found = telling.case_of(made)
        assert found is not None
        assert found.state in {ItemState.PUBLISHED, ItemState.DISCARDED}
        assert count(SealedWord) == 0


def test_what_was_published_a_moment_before_is_not_taken_back(app: Flask, marta: Actor) -> None:
    made, opener = sealed(), TextOpener("case")
    speaking.strike()
    rights = opener.rights(db.session(), made.number)
    assert rights is not None
    assert rights.can_take_back  # asked before the editor published it, carried out after
    with transaction() as session:
        revision = session.get_one(KnowledgeRevision, telling.open_text(made).id)
        publish(session, revision, marta, not_personal=True, now=clock.now())
    with transaction() as session:
        opener.take_back(session, made.number, at=clock.now())

    found = telling.case_of(made)
    assert found is not None
    assert found.state is ItemState.PUBLISHED


def test_wrong_codes_of_a_case_are_counted_as_of_anything(app: Flask) -> None:
    made, browser = sealed(), app.test_client()
    tried = [
        browser.post("/anonymous", data={"number": f"A-{-made.number}", "code": secrets.token_hex(8)}).status_code
        for _try in range(12)
    ]
    assert tried == [422] * 10 + [429] * 2
