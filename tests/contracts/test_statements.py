"""A page asks the database at most eight times, however much there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from sqlalchemy import event

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.initiatives.models import StatusType
from portal.initiatives.services.supporting import support
from tests import factories as people
from tests.conftest import Clients
from tests.initiatives import factories

MOST = 8
SILENT = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ")
PAGES = {
    "/": "olena",
    "/initiatives": "olena",
    "/initiatives?sort=support&status=new": "olena",
    "/initiatives/1": "hanna",
    "/initiatives/new": "olena",
    "/initiatives/1/edit": "olena",
    "/initiatives/1/plan": "hanna",
    "/inbox": "olena",
    "/inbox/choices": "olena",
    "/people": "olena",
    "/me": "olena",
    "/me/devices": "olena",
    "/discussion/reports": "marta",
    "/administration/people": "lidiia",
    "/administration/places": "lidiia",
    "/administration/statuses": "lidiia",
}


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of a block, without those that only begin and end transactions."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.lstrip().upper().startswith(SILENT):
            statements.append(" ".join(statement.split()))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def much(olena: Actor, hanna: Actor, lidiia: Actor, now: datetime) -> None:
    """More of everything than one page shows."""
    supporters = [people.person() for _ in range(5)]
    for number in range(25):
        type_ = (StatusType.NEW, StatusType.IN_REVIEW, StatusType.ACCEPTED, StatusType.IMPLEMENTED)[number % 4]
        made = factories.initiative(olena if number % 2 == 0 else hanna, type_)
        for supporter in supporters[: number % 6]:
            if type_ is StatusType.NEW:
                with transaction() as session:
                    support(session, session.merge(made), supporter, now=now)
    for _ in range(25):
        people.sign_in_session(olena, now)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_little(client: Clients, much: None, request: pytest.FixtureRequest, address: str) -> None:
    actor: Actor = request.getfixturevalue(PAGES[address])
    browser = client(actor)
    browser.get(address)  # names of statuses and places are read once a process
    with counted() as statements:
        answer = browser.get(address)
    assert answer.status_code == 200
    assert len(statements) <= MOST, "\n".join(statements)
