"""Who plans the work on an initiative, and who says of a task how far it is."""

from typing import Protocol

from portal.core.actor import Actor
from portal.delivery.models import WORKED_ON
from portal.initiatives.models import StatusType
from portal.people.models import Role
from portal.people.policy import Action, may

ARRANGE = Action("delivery.arrange", frozenset({Role.COMMITTEE}))

ACTIONS = (ARRANGE,)


class Owned(Protocol):
    """What of an initiative decides who plans its work: the row has it, and so has what a page reads of it."""

    @property
    def status_type(self) -> StatusType: ...
    @property
    def owner_id(self) -> int | None: ...


def can_arrange(actor: Actor, initiative: Owned) -> bool:
    """Whoever is responsible, and the committee, from acceptance until it is measured."""
    return initiative.status_type in WORKED_ON and (initiative.owner_id == actor.id or may(actor, ARRANGE))


def can_do(actor: Actor, initiative: Owned, owner_id: int | None) -> bool:
    """Also whoever a task is entrusted to: done, not done after all, blocked."""
    own = owner_id == actor.id and initiative.status_type in WORKED_ON
    return own or can_arrange(actor, initiative)
