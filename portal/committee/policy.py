"""Who works the queue, and who says what is promised."""

from datetime import datetime, timedelta

from portal.committee.models import Meeting, MeetingState
from portal.core.actor import Actor
from portal.people.models import Role
from portal.people.policy import Action, may

WORK_QUEUE = Action("committee.work_queue", frozenset({Role.COMMITTEE}))
SET_CLOCKS = Action("committee.set_clocks", frozenset({Role.COMMITTEE, Role.ADMINISTRATOR}))

HOLD_MEETINGS = Action("committee.hold_meetings", frozenset({Role.COMMITTEE}))

ACTIONS = (WORK_QUEUE, SET_CLOCKS, HOLD_MEETINGS)

#: For so long a meeting that was closed by mistake goes on.
REOPEN_FOR = timedelta(days=1)


def can_set_clocks(actor: Actor) -> bool:
    """The committee itself, and administrators."""
    return may(actor, SET_CLOCKS)


def can_hold_meetings(actor: Actor) -> bool:
    """The committee: it plans, leads, takes the lead and writes down."""
    return may(actor, HOLD_MEETINGS)


def leads(actor: Actor, meeting: Meeting) -> bool:
    """Whether the meeting follows this person's screen."""
    return meeting.state is MeetingState.RUNNING and meeting.leader_id == actor.id


def can_reopen(actor: Actor, meeting: Meeting, now: datetime) -> bool:
    """The committee, for a day."""
    closed_at = meeting.closed_at
    return can_hold_meetings(actor) and closed_at is not None and now - closed_at < REOPEN_FOR
