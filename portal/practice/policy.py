"""Who writes dialogues. Everybody plays them."""

from portal.core.actor import Actor
from portal.people.models import Role
from portal.people.policy import Action, may

WRITE_DIALOGUES = Action("practice.write", frozenset({Role.EDITOR}))

ACTIONS = (WRITE_DIALOGUES,)


def can_write(actor: Actor) -> bool:
    """Editors."""
    return may(actor, WRITE_DIALOGUES)


def can_begin(*, published: bool, closed: bool) -> bool:
    """A dialogue that is played. Who has begun one ends it, closed or not."""
    return published and not closed
