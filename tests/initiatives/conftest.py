"""What several tests of initiatives need."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from portal.core.db import db
from portal.initiatives.joining import move_conditions
from portal.initiatives.models import Initiative, StatusType
from tests.initiatives import factories


class Statements(list[str]):
    """The SQL statements of a block; beginning and ending of transactions are none."""


@pytest.fixture
def statements(app: Flask) -> Iterator[Statements]:
    """Every statement sent to the database from here on."""
    seen = Statements()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def open_initiative(olena: object) -> Initiative:
    """A new one by the author."""
    return factories.initiative(olena, StatusType.NEW)  # type: ignore[arg-type]  # the cast's actors


@pytest.fixture
def unconditional(app: Flask) -> Iterator[None]:
    """Moves as initiatives alone know them: what slices above ask for first is tested there."""
    with move_conditions.without("outcomes.outcome"):
        yield
