"""Who works the queue, and who says what is promised."""

from portal.core.actor import Actor
from portal.people.models import Role
from portal.people.policy import Action, may

WORK_QUEUE = Action("committee.work_queue", frozenset({Role.COMMITTEE}))
SET_CLOCKS = Action("committee.set_clocks", frozenset({Role.COMMITTEE, Role.ADMINISTRATOR}))

ACTIONS = (WORK_QUEUE, SET_CLOCKS)


def can_set_clocks(actor: Actor) -> bool:
    """The committee itself, and administrators."""
    return may(actor, SET_CLOCKS)
