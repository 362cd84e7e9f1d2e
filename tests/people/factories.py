"""What the tests of people need beside the common factories."""

from functools import cache

from portal.core.actor import Actor
from portal.people.models import Role, Team
from portal.people.passwords import hash_password
from tests import factories

PASSWORD = "синій кіт їсть борщ"
NEW_PASSWORD = "а тепер зелений пес"


@cache
def password_hash() -> str:
    """Hashing is slow on purpose: once is enough."""
    return hash_password(PASSWORD)


def with_password(name: str, email: str, in_team: Team | None = None, *roles: Role) -> Actor:
    """Somebody who can sign in with the form."""
    return factories.person(name, in_team, *roles, email=email, password_hash=password_hash())
