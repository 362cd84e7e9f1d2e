"""What several tests of initiatives need."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from portal.core.actor import Actor
from portal.initiatives.joining import move_conditions
from portal.initiatives.models import Initiative, Solution, StatusType
from tests.initiatives import factories
from tests.initiatives.solution_factories import propose


@pytest.fixture
def open_initiative(olena: object) -> Initiative:
    """A new one by the author."""
    return factories.initiative(olena, StatusType.NEW)  # type: ignore[arg-type]  # the cast's actors


@pytest.fixture
def unconditional(app: Flask) -> Iterator[None]:
    """Moves as initiatives alone know them: what slices above ask for first is tested there."""
    with move_conditions.without("outcomes.outcome"):
        yield


@pytest.fixture
def ramps(olena: Actor) -> int:
    """What stays."""
    return factories.initiative(olena, title="Пандуси біля нових магазинів").id


@pytest.fixture
def doors(dmytro: Actor) -> int:
    """Its twin, by the colleague."""
    return factories.initiative(dmytro, title="Пандус до дверей магазину").id


@pytest.fixture
def other_way(open_initiative: Initiative, dmytro: Actor, now: datetime) -> Solution:
    """Another solution by the colleague."""
    return propose(open_initiative.id, dmytro, now)
