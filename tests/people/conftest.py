"""Somebody who signs in with the form, and the count of statements."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from portal.core.actor import Actor
from portal.core.db import db
from portal.people.models import Team
from tests.people import factories


@pytest.fixture
def vira(care_team: Team) -> Actor:
    """Has a password, ``factories.PASSWORD``, and the address vira@example.test."""
    return factories.with_password("Віра Ясна", "vira@example.test", care_team)


@pytest.fixture
def statements(app: Any) -> Callable[[], AbstractContextManager[list[str]]]:
    """The SQL statements of a block."""

    @contextmanager
    def listening() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not statement.startswith("BEGIN"):
                seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return listening
