"""Pages: what they show, to whom, and how much they ask of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from portal.core.actor import Actor
from portal.core.db import db
from portal.initiatives.models import StatusType
from tests.conftest import Clients
from tests.initiatives import factories

PAGE_STATEMENTS = 8


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that a block sends; the beginning and end of transactions don't count."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("type_", list(StatusType))
def test_page_stands_in_every_status(client: Clients, olena: Actor, type_: StatusType) -> None:
    number = factories.initiative(olena, type_).id
    answer = client(olena).get(f"/initiatives/{number}")
    assert answer.status_code == 200
    assert factories.OUTCOME in answer.text
