"""The company's own numbers and addresses: administrators say which, and every text may name them."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Forbidden, Invalid
from portal.core.journal import JournalEntry
from portal.guard.events import PublicContactsChanged
from portal.guard.models import PublicContact
from portal.guard.queries import allowed
from portal.guard.services import allow, put_back, withdraw
from tests.conftest import Clients

PATH = "/administration/public-contacts"
HOT_LINE = "0 800 21 00 21"


def made(lidiia: Actor, value: str = HOT_LINE) -> PublicContact:
    with transaction() as session:
        return allow(session, lidiia, value=value, note="Гаряча лінія", now=clock.now())


def test_an_administrator_adds_a_contact(client: Clients, session: Session, lidiia: Actor) -> None:
    browser = client(lidiia)

    assert browser.post(PATH, data={"value": HOT_LINE, "note": "Гаряча лінія"}).status_code == 303

    page = browser.get(PATH).text
    assert HOT_LINE in page
    assert "Гаряча лінія" in page
    entry = session.scalars(select(JournalEntry).where(JournalEntry.name == PublicContactsChanged.name)).one()
    assert (entry.actor_id, entry.data) == (lidiia.id, {"contact_id": entry.item_id, "what": "allowed"})


def test_nobody_else_sees_or_changes_the_list(client: Clients, olena: Actor, marta: Actor) -> None:
    for actor in (olena, marta):
        assert client(actor).get(PATH).status_code == 403
        assert client(actor).post(PATH, data={"value": HOT_LINE}).status_code == 403
    with pytest.raises(Forbidden), transaction() as session:
        allow(session, marta, value=HOT_LINE, note="", now=clock.now())


@pytest.mark.parametrize("again", ["+38 0800 210 021", "0800210021"])
def test_one_number_stands_once_however_it_is_written(client: Clients, lidiia: Actor, again: str) -> None:
    made(lidiia)

    answer = client(lidiia).post(PATH, data={"value": again})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize("value", ["", "12", "гаряча лінія", "Олена Петренко", "4111 1111 1111 1111", "9" * 300])
def test_what_is_no_contact_of_a_company_is_refused(
    client: Clients, session: Session, lidiia: Actor, value: str
) -> None:
    assert client(lidiia).post(PATH, data={"value": value}).status_code == 422
    assert session.scalars(select(PublicContact)).all() == []


def test_a_contact_comes_off_the_list_and_back(client: Clients, lidiia: Actor) -> None:
    contact, browser = made(lidiia), client(lidiia)

    assert browser.post(f"{PATH}/{contact.id}/withdraw").status_code == 303
    assert HOT_LINE not in browser.get(PATH).text

    assert browser.post(f"{PATH}/{contact.id}/put-back").status_code == 303
    assert HOT_LINE in browser.get(PATH).text
    assert browser.post(f"{PATH}/999/withdraw").status_code == 404


def test_what_was_allowed_anew_meanwhile_is_not_put_back_twice(session: Session, lidiia: Actor) -> None:
    contact = made(lidiia)
    with transaction() as writing:
        withdraw(writing, writing.get_one(PublicContact, contact.id), lidiia, now=clock.now())
    made(lidiia)

    with transaction() as writing:
        put_back(writing, writing.get_one(PublicContact, contact.id), lidiia, now=clock.now())

    assert allowed(session) == (HOT_LINE,)


def test_the_database_keeps_a_number_once_too(lidiia: Actor) -> None:
    contact = made(lidiia)
    with pytest.raises(IntegrityError), transaction() as writing:
        writing.add(PublicContact(value=HOT_LINE, key=contact.key, note="", at=clock.now()))


def test_a_name_is_nobody_elses_to_allow(lidiia: Actor) -> None:
    with pytest.raises(Invalid):
        made(lidiia, "Олена Петренко")
