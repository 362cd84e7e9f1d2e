"""Who sees how a learner gets on: the learner, their mentor and whoever keeps the track, and nobody else.

No role opens it, and no editor makes themselves keeper (``policy.can_set_keeper``).
Pure: asked by services, views and templates alike. In statements it is ``queries.care.seen_by``.
"""

from datetime import datetime
from typing import Protocol

from portal.core.actor import Actor
from portal.onboarding.following import goes_on


class Care(Protocol):
    """What of an enrolment decides who sees it."""

    @property
    def person_id(self) -> int: ...
    @property
    def mentor_id(self) -> int | None: ...
    @property
    def keeper_id(self) -> int | None: ...
    @property
    def finished_at(self) -> datetime | None: ...
    @property
    def left_at(self) -> datetime | None: ...


def can_see_learning(actor: Actor, care: Care) -> bool:
    """The learner, the mentor, the keeper of the track."""
    return actor.id in {care.person_id, care.mentor_id, care.keeper_id}


def can_help(actor: Actor, care: Care) -> bool:
    """Mentor and keeper, who read answers and see where somebody is stuck; nobody is their own mentor."""
    return actor.id != care.person_id and actor.id in {care.mentor_id, care.keeper_id}


def can_talk(actor: Actor, care: Care) -> bool:
    """All three, also after the end: a question may come later. Not once the learner has left the track."""
    return can_see_learning(actor, care) and care.left_at is None


def can_hand_over(actor: Actor, care: Care) -> bool:
    """Mentor and keeper give a learner to another mentor while they are on the way."""
    return can_help(actor, care) and goes_on(care)
