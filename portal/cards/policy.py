"""Who makes cards. Learning by them is everybody's, and what somebody remembers is theirs alone."""

from portal.core.actor import Actor
from portal.people.models import Role
from portal.people.policy import Action, may

MAKE_CARDS = Action("cards.make", frozenset({Role.EDITOR}))

ACTIONS = (MAKE_CARDS,)


def can_make(actor: Actor) -> bool:
    """The editors: make, take from proposals, change, retire, see what is hard to remember."""
    return may(actor, MAKE_CARDS)
