"""Who acts: the small, unchanging picture of a signed-in person that services and policies are given."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person as rights see them. It is read with the session and never holds a database row."""

    id: int
    name: str
    roles: frozenset[str]
    team_id: int | None = None

    def has(self, role: str) -> bool:
        """Whether the person holds the role."""
        return role in self.roles
