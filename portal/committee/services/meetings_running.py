"""Holding a meeting: one leads, everybody may write down, and what is decided meanwhile is noted by itself."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.committee.events import (
    AttendanceNoted,
    MeetingBegun,
    MeetingClosed,
    MeetingLedOn,
    MeetingNotesWritten,
    MeetingReopened,
    MeetingWentOn,
)
from portal.committee.models import Meeting, MeetingItem, MeetingMember, MeetingState
from portal.committee.policy import can_hold_meetings, can_reopen, leads
from portal.committee.queries.meetings import held, running_with, seen_at
from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, NotFound, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.initiatives.models import StatusType
from portal.people.models import Role
from portal.people.queries import active_people_with_role

_NOT_YOURS_TO_LEAD = _l("Somebody else leads the meeting now. You can take the lead.")
_NOT_RUNNING = _l("This meeting isn't running.")


def begin(session: Session, meeting_id: int, actor: Actor, *, now: datetime) -> Meeting:
    """Open the first item; whoever begins leads. Beginning twice changes nothing.

    Everybody of the committee counts as being there until somebody says that they aren't: a room in which nobody has
    looked yet who came shows no scores to those who haven't given theirs.
    """
    require(can_hold_meetings(actor))
    meeting = held(session, meeting_id)
    if meeting.state is MeetingState.RUNNING:
        return meeting
    if meeting.state is not MeetingState.PLANNED:
        raise Conflict(_l("This meeting is over; its minutes stand."))
    if not meeting.items:
        raise Invalid(_l("Nothing is on the agenda yet."))
    meeting.state, meeting.started_at, meeting.leader_id = MeetingState.RUNNING, now, actor.id
    _open(meeting, meeting.items[0].initiative_id, now)
    for person_id in active_people_with_role(session, Role.COMMITTEE):
        session.add(MeetingMember(meeting_id=meeting.id, person_id=person_id, present=True))
    record(session, MeetingBegun(meeting_id=meeting.id), actor, at=now)
    return meeting


def go_to(session: Session, meeting_id: int, actor: Actor, number: int, *, now: datetime) -> Meeting:
    """Open an item on every screen. Only whoever leads goes on."""
    meeting = _running(session, meeting_id, actor)
    require(leads(actor, meeting), _NOT_YOURS_TO_LEAD)
    _item(meeting, number)
    if meeting.current_number != number:
        _open(meeting, number, now)
        record(session, MeetingWentOn(meeting_id=meeting.id, number=number), actor, at=now)
    return meeting


def take_lead(session: Session, meeting_id: int, actor: Actor, *, now: datetime) -> Meeting:
    """From now on the meeting follows this person's screen."""
    meeting = _running(session, meeting_id, actor)
    previous = meeting.leader_id
    if previous == actor.id:
        return meeting
    meeting.leader_id = actor.id
    meeting.version += 1
    record(session, MeetingLedOn(meeting_id=meeting.id, previous_leader_id=previous), actor, at=now)
    return meeting


def note_attendance(
    session: Session, meeting_id: int, actor: Actor, present: Collection[int], *, now: datetime
) -> Meeting:
    """Say who of the committee is there, or was: until a meeting can't be opened again any more.

    The first time it is an event also where nobody is missing: the minutes tell what was said from what nobody said.
    """
    require(can_hold_meetings(actor))
    meeting = held(session, meeting_id)
    if meeting.state is not MeetingState.RUNNING and not can_reopen(actor, meeting, now):
        raise Conflict(_NOT_RUNNING)
    rows = select(MeetingMember).where(MeetingMember.meeting_id == meeting.id).order_by(MeetingMember.person_id)
    members, changed = list(session.scalars(rows)), False
    for member in members:
        there = member.person_id in present
        changed, member.present = changed or member.present != there, there
    if changed or not seen_at(session, meeting.id).noted:
        meeting.version += 1
        noted = tuple(member.person_id for member in members if member.present)
        record(session, AttendanceNoted(meeting_id=meeting.id, present_ids=noted), actor, at=now)
    return meeting


def write_notes(
    session: Session, meeting_id: int, actor: Actor, number: int, text: str, *, version: int, now: datetime
) -> MeetingItem:
    """Write down what is said about an item. Raises Conflict with what stands when ``version`` is old."""
    meeting = _running(session, meeting_id, actor)
    item = _item(meeting, number)
    if text == item.notes:
        return item
    if item.notes_version != version:
        raise Conflict(theirs={"notes": item.notes, "version": str(item.notes_version)})
    item.notes, item.notes_version = text, item.notes_version + 1
    record(session, MeetingNotesWritten(meeting_id=meeting.id, number=number), actor, at=now)
    return item


def close(session: Session, meeting_id: int, actor: Actor, *, now: datetime) -> Meeting:
    """The meeting is over. Closing twice changes nothing."""
    require(can_hold_meetings(actor))
    meeting = held(session, meeting_id)
    if meeting.state is MeetingState.CLOSED:
        return meeting
    require(leads(actor, meeting), _NOT_YOURS_TO_LEAD if meeting.state is MeetingState.RUNNING else _NOT_RUNNING)
    _leave(meeting, now)
    meeting.state, meeting.closed_at, meeting.current_since = MeetingState.CLOSED, now, None
    meeting.version += 1
    record(session, MeetingClosed(meeting_id=meeting.id), actor, at=now)
    return meeting


def reopen(session: Session, meeting_id: int, actor: Actor, *, now: datetime) -> Meeting:
    """Go on with a meeting that was closed by mistake, where it was, led by whoever reopens it."""
    require(can_hold_meetings(actor))
    meeting = held(session, meeting_id)
    if meeting.state is MeetingState.RUNNING:
        return meeting
    require(can_reopen(actor, meeting, now), _l("Minutes can be opened again for a day after the meeting."))
    meeting.state, meeting.closed_at = MeetingState.RUNNING, None
    meeting.leader_id, meeting.current_since = actor.id, now
    meeting.version += 1
    record(session, MeetingReopened(meeting_id=meeting.id), actor, at=now)
    return meeting


def note_decision(session: Session, number: int, transition_id: int, *, from_type: str, to_type: str) -> None:
    """A move of what is on the agenda of a meeting that runs is what the meeting decided.

    Taken back by its author, or brought back out of a merge, it is as if nothing had been decided.
    """
    undone = StatusType.DRAFT in {from_type, to_type} or from_type == StatusType.MERGED
    for meeting, item in running_with(session, number):
        item.transition_id = None if undone else transition_id
        meeting.version += 1


def _running(session: Session, meeting_id: int, actor: Actor) -> Meeting:
    require(can_hold_meetings(actor))
    meeting = held(session, meeting_id)
    if meeting.state is not MeetingState.RUNNING:
        raise Conflict(_NOT_RUNNING)
    return meeting


def _item(meeting: Meeting, number: int) -> MeetingItem:
    found = next((item for item in meeting.items if item.initiative_id == number), None)
    if found is None:
        raise NotFound
    return found


def _open(meeting: Meeting, number: int, now: datetime) -> None:
    _leave(meeting, now)
    meeting.current_number, meeting.current_since = number, now
    meeting.version += 1


def _leave(meeting: Meeting, now: datetime) -> None:
    """Add the time since the open item was opened to what it took before."""
    if meeting.current_number is None or meeting.current_since is None:
        return
    seconds = int((now - meeting.current_since).total_seconds())
    item = next((item for item in meeting.items if item.initiative_id == meeting.current_number), None)
    if item is not None:
        item.spent_seconds += max(seconds, 0)
