"""Who meets, and about what."""

import pytest

from portal.core.actor import Actor
from portal.people.models import Role
from tests import factories as people
from tests.initiatives import factories


@pytest.fixture
def iryna(care_team: object) -> Actor:
    """Another member of the committee."""
    return people.person("Ірина Зеленська", None, Role.COMMITTEE)


@pytest.fixture
def three(olena: Actor) -> list[int]:
    """Three initiatives that wait."""
    return [factories.initiative(olena, title=title).id for title in ("Перша справа", "Друга справа", "Третя справа")]
