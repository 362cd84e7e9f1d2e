"""The one table role x action. Every view, API route and button asks it; slices register their rows."""

from dataclasses import dataclass

from portal.core.actor import Actor
from portal.core.extension import Registry
from portal.people.models import Role


@dataclass(frozen=True, slots=True)
class Action:
    """A row of the table: something that people of some roles may do."""

    name: str
    roles: frozenset[Role]


#: The table: actions by name, with the roles that may take them.
actions: Registry[Action] = Registry("action")

EVERYONE = frozenset(Role)

USE_PORTAL = Action("people.use_portal", EVERYONE)
MANAGE_PEOPLE = Action("people.manage", frozenset({Role.ADMINISTRATOR}))

ACTIONS = (USE_PORTAL, MANAGE_PEOPLE)


def may(actor: Actor | None, action: Action) -> bool:
    """Whether the table grants the action to one of the actor's roles."""
    return actor is not None and any(role in action.roles for role in actor.roles)


def may_by_name(actor: Actor | None, name: str) -> bool:
    """The same by the action's registered name (navigation)."""
    return may(actor, actions[name])


def can_edit_profile(actor: Actor, person_id: int) -> bool:
    """One's own profile, or everybody's for an administrator."""
    return actor.id == person_id or may(actor, MANAGE_PEOPLE)


def can_manage_people(actor: Actor | None) -> bool:
    """Administrators; nobody (None) is the operator of the machine, who runs the `portal` command."""
    return actor is None or may(actor, MANAGE_PEOPLE)


def can_erase(actor: Actor | None, *, person_id: int, active: bool) -> bool:
    """An administrator, for a closed account that isn't their own."""
    return can_manage_people(actor) and not active and (actor is None or actor.id != person_id)
