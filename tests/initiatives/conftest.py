"""What several tests of initiatives need."""

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.initiatives.joining import move_conditions
from portal.initiatives.models import Initiative, StatusType
from tests.initiatives import factories


@pytest.fixture
def open_initiative(olena: object) -> Initiative:
    """A new one by the author."""
    return factories.initiative(olena, StatusType.NEW)  # type: ignore[arg-type]  # the cast's actors


@pytest.fixture
def unconditional(app: Flask) -> Iterator[None]:
    """Moves as initiatives alone know them: what slices above ask for first is tested there."""
    with move_conditions.without("outcomes.outcome"):
        yield
