"""Who values initiatives, who sees the values, and who says how it is done."""

from portal.core.actor import Actor
from portal.initiatives.models import Initiative
from portal.initiatives.policy import is_one_of_authors
from portal.people.models import Role
from portal.people.policy import Action, may
from portal.scoring.models import SCORABLE

SCORE = Action("scoring.score", frozenset({Role.COMMITTEE}))
SET_MODELS = Action("scoring.set_models", frozenset({Role.COMMITTEE, Role.ADMINISTRATOR}))

ACTIONS = (SCORE, SET_MODELS)


def can_see_scoring(actor: Actor, initiative: Initiative) -> bool:
    """The committee, but for those who wrote it: nobody judges their own, nor watches others do it."""
    return may(actor, SCORE) and not is_one_of_authors(actor, initiative)


def can_score(actor: Actor, initiative: Initiative) -> bool:
    """The same, until work on it has begun or it has been refused."""
    return can_see_scoring(actor, initiative) and initiative.status_type in SCORABLE


def can_correct(given: int) -> bool:
    """One's own, as long as nobody else has scored: afterwards one may have seen theirs."""
    return given <= 1


def can_set_models(actor: Actor) -> bool:
    """The committee itself, and administrators."""
    return may(actor, SET_MODELS)
