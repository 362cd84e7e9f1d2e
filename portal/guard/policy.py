"""Who says which contacts are public."""

from portal.core.actor import Actor
from portal.people.models import Role
from portal.people.policy import Action, may

MANAGE_PUBLIC_CONTACTS = Action("guard.manage_public_contacts", frozenset({Role.ADMINISTRATOR}))

ACTIONS = (MANAGE_PUBLIC_CONTACTS,)


def can_manage_public_contacts(actor: Actor | None) -> bool:
    """Administrators; nobody (None) is the operator of the machine, who runs the `portal` command."""
    return actor is None or may(actor, MANAGE_PUBLIC_CONTACTS)
