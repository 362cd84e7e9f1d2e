"""Meetings of the committee, their agendas, and who was there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from portal.committee.events import (
    AttendanceNoted,
    MeetingBegun,
    MeetingClosed,
    MeetingEvent,
    MeetingLedOn,
    MeetingNotesWritten,
    MeetingWentOn,
)
from portal.committee.models import Meeting, MeetingItem, MeetingMember, MeetingState
from portal.core.db import BigId, read_rows
from portal.core.errors import NotFound
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import JournalEntry
from portal.discussion.models import Comment
from portal.initiatives.models import Initiative, Status, Transition
from portal.initiatives.turns import WAITING_FOR_AUTHOR
from portal.people.models import Person

#: Four years of weekly meetings.
MOST_MEETINGS = 200
#: So many of the last words about an item are read out in a meeting.
MOST_WORDS = 4

#: Whoever did one of these was there; who was there can be said afterwards.
_IN_THE_ROOM = (MeetingBegun, MeetingWentOn, MeetingLedOn, MeetingNotesWritten, MeetingClosed)

_Decider = aliased(Person)
_id = bindparam("id", type_=BigId)


def meetings(session: Session) -> Sequence[Row[Any]]:
    """All that weren't called off, the newest day first, with how much is on the agenda and was decided."""
    of_it = MeetingItem.meeting_id == Meeting.id
    count = select(func.count()).where(of_it).scalar_subquery()
    decided = (
        select(func.count())
        .join_from(MeetingItem, Transition, Transition.id == MeetingItem.transition_id)
        .join(Status, Status.id == Transition.to_status_id)
        .where(of_it, Status.key.not_in(WAITING_FOR_AUTHOR))  # a question decides nothing
        .scalar_subquery()
    )
    minutes = select(func.coalesce(func.sum(MeetingItem.minutes), 0)).where(of_it).scalar_subquery()
    columns = (
        Meeting.id, Meeting.title, Meeting.held_on, Meeting.state, Meeting.started_at, Meeting.closed_at,
        Person.name.label("leader_name"), count.label("count"), decided.label("decided"), minutes.label("minutes"),
    )  # fmt: skip
    rows = select(*columns).outerjoin(Person, Person.id == Meeting.leader_id)
    shown = rows.where(Meeting.state != MeetingState.CALLED_OFF)
    return read_rows(session, shown.order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(MOST_MEETINGS))


def get_meeting(session: Session, meeting_id: int) -> Meeting:
    """The meeting; NotFound when there is none, or none any more."""
    found = session.get(Meeting, meeting_id)
    if found is None:
        raise NotFound
    if found.state is MeetingState.CALLED_OFF:
        raise NotFound(_l("This meeting was called off. What was on its agenda waits in the queue."))
    return found


def held(session: Session, meeting_id: int) -> Meeting:
    """The same, kept from other writers until the transaction ends."""
    statement = select(Meeting).where(Meeting.id == meeting_id, Meeting.state != MeetingState.CALLED_OFF)
    found = session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def agenda(session: Session, meeting_id: int) -> Sequence[Row[Any]]:
    """The items in their order, with how each stands now and what was decided about it here."""
    return read_rows(session, _AGENDA, {"id": meeting_id})


def _agenda() -> Any:
    return (
        select(
            MeetingItem.id, MeetingItem.initiative_id, MeetingItem.minutes, MeetingItem.spent_seconds,
            MeetingItem.notes, MeetingItem.notes_version, MeetingItem.transition_id,
            Initiative.title, Initiative.status_id, Initiative.status_type, Initiative.support_count,
            Initiative.merged_into_id, Transition.to_status_id, Transition.reason, Transition.reason_html,
            Transition.defer_until, Transition.at.label("decided_at"), _Decider.name.label("decided_by"),
        )
        .join(Initiative, Initiative.id == MeetingItem.initiative_id)
        .outerjoin(Transition, Transition.id == MeetingItem.transition_id)
        .outerjoin(_Decider, _Decider.id == Transition.actor_id)
        .where(MeetingItem.meeting_id == _id)
        .order_by(MeetingItem.place, MeetingItem.id)
    )  # fmt: skip


_AGENDA = _agenda()


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the committee at a meeting; no name: a former colleague."""

    id: int
    name: str | None
    present: bool
    #: Whether somebody has said so; until then everybody counts as there.
    noted: bool


_ATTENDANCE_NOTED = (
    exists()
    .where(JournalEntry.item_kind == MeetingEvent.item_kind, JournalEntry.item_id == _id)
    .where(JournalEntry.name == AttendanceNoted.name)
)


def members(session: Session, meeting_id: int) -> list[Member]:
    """The committee as it was when the meeting began."""
    rows = (
        select(MeetingMember.person_id, Person.name, MeetingMember.present, _ATTENDANCE_NOTED.label("noted"))
        .join(Person, Person.id == MeetingMember.person_id)
        .where(MeetingMember.meeting_id == _id)
        .order_by(Person.name, Person.id)
    )
    return [Member(*row) for row in read_rows(session, rows, {"id": meeting_id})]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of who was there: whether somebody said it, and who did something in the meeting."""

    noted: bool
    acting: frozenset[int]


def seen_at(session: Session, meeting_id: int) -> Seen:
    """Read from the journal, where each step of a meeting stands from its beginning on."""
    rows = (
        select(JournalEntry.name, JournalEntry.actor_id)
        .where(JournalEntry.item_kind == MeetingEvent.item_kind, JournalEntry.item_id == _id)
        .where(JournalEntry.name.in_([AttendanceNoted.name, *(one.name for one in _IN_THE_ROOM)]))
        .distinct()
    )
    found = read_rows(session, rows, {"id": meeting_id})
    return Seen(
        noted=any(row.name == AttendanceNoted.name for row in found),
        acting=frozenset(
            row.actor_id for row in found if row.actor_id is not None and row.name != AttendanceNoted.name
        ),
    )


def words_about(session: Session, number: int) -> Sequence[Row[Any]]:
    """The last words of the discussion, the committee's own notes among them, in the order in which they were said."""
    last = (
        select(Comment.id, Comment.html, Comment.internal, Comment.at, Comment.author_id)
        .where(
            Comment.item_kind == "initiative", Comment.item_id == _id,
            Comment.withdrawn_at.is_(None), Comment.hidden_at.is_(None),
        )
        .order_by(Comment.id.desc())
        .limit(MOST_WORDS)
        .subquery()
    )  # fmt: skip
    rows = select(*last.c, Person.name.label("author_name")).outerjoin(Person, Person.id == last.c.author_id)
    return read_rows(session, rows.order_by(last.c.id), {"id": number})


def running_with(session: Session, number: int) -> Sequence[tuple[Meeting, MeetingItem]]:
    """Meetings that run now and have the initiative on their agenda, kept from other writers."""
    return [(meeting, item) for meeting, item in session.execute(_RUNNING_WITH, {"number": number})]


#: Asked at every move, nearly always in vain: built once.
_RUNNING_WITH = (
    select(Meeting, MeetingItem)
    .join(MeetingItem, MeetingItem.meeting_id == Meeting.id)
    .where(MeetingItem.initiative_id == bindparam("number"), Meeting.state == MeetingState.RUNNING)
    .order_by(Meeting.id)
    .with_for_update(of=Meeting)
)


@dataclass(frozen=True, slots=True)
class Pulse:
    """What another screen has to know to show the same."""

    state: str
    version: int
    #: Of the notes of the item that is open; 0: none is.
    notes_version: int


def pulse(session: Session, meeting_id: int) -> Pulse:
    """How the meeting stands: asked by each screen every few seconds."""
    is_open = (MeetingItem.meeting_id == Meeting.id) & (MeetingItem.initiative_id == Meeting.current_number)
    asked = select(Meeting.state, Meeting.version, func.coalesce(MeetingItem.notes_version, 0).label("notes"))
    rows = read_rows(session, asked.outerjoin(MeetingItem, is_open).where(Meeting.id == _id), {"id": meeting_id})
    if not rows:
        raise NotFound
    return Pulse(rows[0].state.value, rows[0].version, rows[0].notes)


def spent_seconds(meeting: Meeting, row: Row[Any], now: datetime) -> int:
    """How long an item was open, until now for the one that is."""
    running = meeting.current_number == row.initiative_id and meeting.current_since is not None
    seconds: int = row.spent_seconds
    return seconds + (max(int((now - meeting.current_since).total_seconds()), 0) if running else 0)  # type: ignore[operator]  # running says so
