"""Who ties items together, and who takes a link away."""

from collections.abc import Collection

from portal.core.actor import Actor
from portal.linking.relations import Relation
from portal.people.models import Role
from portal.people.policy import EVERYONE, Action, may

#: 'See also': whoever sees both.
LINK = Action("linking.link", EVERYONE)
#: What grew out of what is a statement about both items.
STATE = Action("linking.state", frozenset({Role.COMMITTEE, Role.EDITOR}))

ACTIONS = (LINK, STATE)


def can_tie(actor: Actor, relation: Relation, answerable: Collection[int | None]) -> bool:
    """'See also': everybody. The rest: committee, editors, and who answers for one of the two."""
    if relation is Relation.SEE_ALSO:
        return may(actor, LINK)
    return may(actor, STATE) or actor.id in answerable


def can_untie(actor: Actor, by_id: int | None, answerable: Collection[int | None]) -> bool:
    """Who made the link, and who might state one."""
    return actor.id == by_id or may(actor, STATE) or actor.id in answerable
