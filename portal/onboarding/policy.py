"""Who builds tracks and who follows them; who sees how somebody gets on: ``care``."""

from typing import Protocol

from portal.core.actor import Actor
from portal.people.models import Role
from portal.people.policy import EVERYONE, Action, may

EDIT_TRACKS = Action("onboarding.edit_tracks", frozenset({Role.EDITOR}))
LEARN = Action("onboarding.learn", EVERYONE)
MENTOR = Action("onboarding.mentor", frozenset({Role.MENTOR}))
ENROL_OTHERS = Action("onboarding.enrol_others", frozenset({Role.MENTOR, Role.EDITOR}))

ACTIONS = (EDIT_TRACKS, LEARN, MENTOR, ENROL_OTHERS)


class Kept(Protocol):
    """What of a track decides who may do what."""

    @property
    def keeper_id(self) -> int | None: ...


def can_edit_tracks(actor: Actor) -> bool:
    """Editors make and change tracks, see their drafts and publish them."""
    return may(actor, EDIT_TRACKS)


def can_set_keeper(actor: Actor, track: Kept) -> bool:
    """Whoever keeps it, who alone sees how learners get on; any editor where nobody keeps it."""
    return can_edit_tracks(actor) and track.keeper_id in {None, actor.id}


def can_see_numbers(actor: Actor, track: Kept) -> bool:
    """Its keeper: where people get stuck."""
    return track.keeper_id == actor.id


def can_mentor(actor: Actor) -> bool:
    """Mentors have learners in their care."""
    return may(actor, MENTOR)
