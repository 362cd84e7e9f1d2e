"""Who says that something did not fit, who deals with it, and who sees whom a change concerns."""

from portal.core.actor import Actor
from portal.knowledge.policy import Kept, can_keep, can_settle, is_public


def can_walk(_actor: Actor, item: Kept) -> bool:
    """Everybody, what stands or stood: a call that began before it was archived is finished."""
    return is_public(item)


def can_note_misfit(_actor: Actor, item: Kept) -> bool:
    """Everybody who may walk it; what a call left behind arrives even when it was archived meanwhile."""
    return is_public(item)


def can_see_misfits(actor: Actor, item: Kept) -> bool:
    """Its keeper and the editors."""
    return can_settle(actor, item)


def can_see_users(actor: Actor, item: Kept) -> bool:
    """Who of all users has not seen a change: keeper and editors. A team's lead sees the team's own."""
    return can_keep(actor, item)
