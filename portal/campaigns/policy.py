"""Who asks everybody, and who sees what."""

from typing import Protocol

from portal.campaigns.models import Stage
from portal.core.actor import Actor
from portal.people.models import Role
from portal.people.policy import Action, may

RUN_CAMPAIGNS = Action("campaigns.run", frozenset({Role.COMMITTEE, Role.ADMINISTRATOR}))

ACTIONS = (RUN_CAMPAIGNS,)


class Staged(Protocol):
    """What the rules ask of a campaign."""

    @property
    def stage(self) -> Stage: ...


def can_run(actor: Actor) -> bool:
    """The committee, and administrators."""
    return may(actor, RUN_CAMPAIGNS)


def can_edit(actor: Actor, campaign: Staged) -> bool:
    """Until its results are told: after that the question stays as it was asked."""
    return can_run(actor) and campaign.stage is not Stage.TOLD


def can_discard(actor: Actor, campaign: Staged) -> bool:
    """Before anybody was asked."""
    return can_run(actor) and campaign.stage is Stage.PLANNED


def can_close(actor: Actor, campaign: Staged) -> bool:
    """Before its last day, when enough has come."""
    return can_run(actor) and campaign.stage is Stage.RUNNING


def can_tell_results(actor: Actor, campaign: Staged) -> bool:
    """Once it is over; told results can be put right."""
    return can_run(actor) and campaign.stage in {Stage.OVER, Stage.TOLD}


def can_put_in(actor: Actor) -> bool:
    """Whoever runs campaigns says what else answers them."""
    return can_run(actor)
