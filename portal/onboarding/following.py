"""Who begins a track, for themselves or for somebody, and who follows it. Pure; who sees how they get on: ``care``."""

from datetime import datetime
from typing import Protocol

from portal.core.actor import Actor
from portal.onboarding.policy import ENROL_OTHERS, LEARN, Kept
from portal.people.policy import may


class Beginnable(Kept, Protocol):
    """What of a track decides who begins it."""

    @property
    def open_to_all(self) -> bool: ...
    @property
    def published_id(self) -> int | None: ...
    @property
    def closed_at(self) -> datetime | None: ...


class Followed(Protocol):
    """What of an enrolment decides who goes on with it."""

    @property
    def person_id(self) -> int: ...
    @property
    def finished_at(self) -> datetime | None: ...
    @property
    def left_at(self) -> datetime | None: ...


def can_begin(actor: Actor, track: Beginnable) -> bool:
    """Everybody, a published track that is open to all; whoever may enrol others, also one that isn't."""
    stands = track.published_id is not None and track.closed_at is None
    return stands and ((may(actor, LEARN) and track.open_to_all) or can_enrol_others(actor, track))


def can_enrol_others(actor: Actor, track: Kept) -> bool:
    """Mentors, editors, and the keeper of the track."""
    return may(actor, ENROL_OTHERS) or track.keeper_id == actor.id


def can_put_on(actor: Actor, track: Beginnable) -> bool:
    """Those, while it is published and open."""
    return can_enrol_others(actor, track) and track.published_id is not None and track.closed_at is None


def can_follow(actor: Actor, enrolment: Followed) -> bool:
    """The learner alone: nobody does a step for somebody else."""
    return enrolment.person_id == actor.id


def goes_on(enrolment: Followed) -> bool:
    """Whether somebody is still on the way."""
    return enrolment.finished_at is None and enrolment.left_at is None
