"""Who keeps the metrics."""

from portal.core.actor import Actor
from portal.people.models import Role
from portal.people.policy import Action, may

KEEP_METRICS = Action("outcomes.keep_metrics", frozenset({Role.COMMITTEE, Role.ADMINISTRATOR}))

ACTIONS = (KEEP_METRICS,)


def can_keep_metrics(actor: Actor | None) -> bool:
    """Entering, bringing in and correcting values; adding, changing and retiring metrics. Everybody reads them."""
    return may(actor, KEEP_METRICS)
