"""Somebody who signs in with the form."""

import pytest

from portal.core.actor import Actor
from portal.people.models import Team
from tests.people import factories


@pytest.fixture
def vira(care_team: Team) -> Actor:
    """Has a password, ``factories.PASSWORD``, and the address vira@example.test."""
    return factories.with_password("Віра Ясна", "vira@example.test", care_team)
