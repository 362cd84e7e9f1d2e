"""Planning a meeting: its day, and the agenda made of the queue."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.committee.events import AgendaChanged, MeetingCalledOff, MeetingMoved, MeetingPlanned
from portal.committee.models import Meeting, MeetingItem, MeetingState
from portal.committee.models.meetings import MAX_MINUTES
from portal.committee.policy import can_hold_meetings
from portal.committee.queries.meetings import held
from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import one_at_a_time
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.initiatives.models import Initiative, StatusType
from portal.initiatives.queries.visibility import visible_to

MOST_ITEMS = 60
MOST_DAYS_AHEAD = 366
#: There is nothing to decide about these.
_NOT_FOR_MEETINGS = frozenset({StatusType.DRAFT, StatusType.MERGED})


def plan_meeting(
    session: Session, actor: Actor, *, held_on: date, title: str, numbers: Sequence[int], minutes: int, now: datetime
) -> Meeting:
    """Plan a meeting with these initiatives on its agenda, in this order, ``minutes`` for each.

    Sent twice it is planned once, and told once.

    Raises Invalid for a day that has passed, an empty agenda, and what can't be on one.
    """
    require(can_hold_meetings(actor))
    _require_day(held_on, now)
    _require_items(session, actor, numbers)
    if not numbers:
        raise Invalid(_l("Please choose at least one initiative from the queue."), field="numbers")
    one_at_a_time(session, "committee.meetings")
    same = _planned_already(session, actor, held_on, title, set(numbers))
    if same is not None:
        return same
    made = _meeting(actor, held_on, title, numbers, _minutes(minutes), now)
    session.add(made)
    session.flush()  # the event needs the id
    event = MeetingPlanned(meeting_id=made.id, held_on=held_on.isoformat(), count=len(made.items))
    record(session, event, actor, at=now)
    return made


def _meeting(
    actor: Actor, held_on: date, title: str, numbers: Sequence[int], minutes: int, now: datetime
) -> Meeting:  # fmt: skip
    made = Meeting(
        title=title, held_on=held_on, state=MeetingState.PLANNED, planned_by_id=actor.id, planned_at=now, version=1
    )
    made.items = [
        MeetingItem(initiative_id=number, place=place, minutes=minutes)
        for place, number in enumerate(dict.fromkeys(numbers), start=1)
    ]
    return made


def _planned_already(
    session: Session, actor: Actor, held_on: date, title: str, numbers: set[int]
) -> Meeting | None:  # fmt: skip
    """A meeting that this person has planned for the day, of that name and with the very same on its agenda."""
    own = Meeting.planned_by_id == actor.id, Meeting.state == MeetingState.PLANNED
    rows = select(Meeting).where(*own, Meeting.held_on == held_on, Meeting.title == title).order_by(Meeting.id)
    return next((one for one in session.scalars(rows) if {item.initiative_id for item in one.items} == numbers), None)


def change_agenda(
    session: Session,
    meeting_id: int,
    actor: Actor,
    *,
    version: int,
    held_on: date,
    title: str,
    boxes: Sequence[tuple[int, int]],
    now: datetime,
) -> Meeting:
    """Give the agenda this order and these minutes, as pairs of number and minutes; what isn't named goes off it.

    Raises Conflict when somebody changed it meanwhile, Invalid for taking off what was spoken about already.
    """
    require(can_hold_meetings(actor))
    meeting = held(session, meeting_id)
    require_open(meeting)
    if meeting.version != version:
        raise Conflict(_l("Somebody changed the agenda meanwhile. Please look at it and change it once more."))
    _note_day(session, meeting, actor, held_on, now)
    known, wanted = {item.initiative_id: item for item in meeting.items}, dict(boxes)
    for number in known.keys() - wanted.keys():
        _take_off(meeting, known[number])
    kept = [(known[number], minutes) for number, minutes in wanted.items() if number in known]
    for place, (item, minutes) in enumerate(kept, start=1):
        item.place, item.minutes = place, _minutes(minutes)
    meeting.held_on, meeting.title = held_on, title
    return _changed(session, meeting, actor, now)


def add_to_agenda(
    session: Session, meeting_id: int, actor: Actor, numbers: Sequence[int], *, minutes: int, now: datetime
) -> Meeting:
    """Put more at the end of the agenda; what is on it already stays where it is."""
    require(can_hold_meetings(actor))
    meeting = held(session, meeting_id)
    require_open(meeting)
    there = {item.initiative_id for item in meeting.items}
    new = [number for number in dict.fromkeys(numbers) if number not in there]
    _require_items(session, actor, new, room=MOST_ITEMS - len(there))
    last = max((item.place for item in meeting.items), default=0)
    meeting.items.extend(
        MeetingItem(initiative_id=number, place=last + place, minutes=_minutes(minutes))
        for place, number in enumerate(new, start=1)
    )
    return _changed(session, meeting, actor, now) if new else meeting


def call_off(session: Session, meeting_id: int, actor: Actor, *, now: datetime) -> Meeting:
    """A meeting that was planned won't take place; what was on its agenda waits in the queue as before."""
    require(can_hold_meetings(actor))
    meeting = held(session, meeting_id)
    if meeting.state is not MeetingState.PLANNED:
        raise Conflict(_l("This meeting has begun already."))
    meeting.state = MeetingState.CALLED_OFF
    meeting.version += 1
    record(session, MeetingCalledOff(meeting_id=meeting.id, held_on=meeting.held_on.isoformat()), actor, at=now)
    return meeting


def require_open(meeting: Meeting) -> None:
    """Raise Conflict when the meeting is over."""
    if meeting.state is MeetingState.CLOSED:
        raise Conflict(_l("This meeting is over; its minutes stand."))


def _note_day(session: Session, meeting: Meeting, actor: Actor, held_on: date, now: datetime) -> None:
    """Another day has to lie ahead; where the meeting is still planned, the committee is told of it."""
    if held_on == meeting.held_on:
        return
    _require_day(held_on, now)
    if meeting.state is MeetingState.PLANNED:
        days = {"from_day": meeting.held_on.isoformat(), "held_on": held_on.isoformat()}
        record(session, MeetingMoved(meeting_id=meeting.id, **days), actor, at=now)


def _changed(session: Session, meeting: Meeting, actor: Actor, now: datetime) -> Meeting:
    meeting.version += 1
    numbers = tuple(item.initiative_id for item in sorted(meeting.items, key=lambda item: item.place))
    event = AgendaChanged(meeting_id=meeting.id, held_on=meeting.held_on.isoformat(), numbers=numbers)
    record(session, event, actor, at=now)
    return meeting


def _take_off(meeting: Meeting, item: MeetingItem) -> None:
    spoken = item.transition_id is not None or item.notes or item.initiative_id == meeting.current_number
    if spoken:
        raise Invalid(_l("What was spoken about already stays on the agenda."))
    meeting.items.remove(item)


def _minutes(minutes: int) -> int:
    if not 1 <= minutes <= MAX_MINUTES:
        raise Invalid(_l("Please give each item between 1 and %(most)s minutes.", most=MAX_MINUTES), field="minutes")
    return minutes


def _require_day(day: date, now: datetime) -> None:
    today = i18n.today(now)
    if not today <= day <= today + timedelta(days=MOST_DAYS_AHEAD):
        raise Invalid(_l("Please choose today or a day within a year."), field="held_on")


def _require_items(session: Session, actor: Actor, numbers: Iterable[int], room: int = MOST_ITEMS) -> None:
    wanted = set(numbers)
    if len(wanted) > room:
        raise Invalid(_l("At most %(most)s items fit on an agenda.", most=MOST_ITEMS), field="numbers")
    if not wanted:
        return
    open_to_it = (visible_to(actor), Initiative.status_type.not_in(_NOT_FOR_MEETINGS))
    found = set(session.scalars(select(Initiative.id).where(Initiative.id.in_(wanted), *open_to_it)))
    if found != wanted:
        raise Invalid(_l("Something on the list isn't open any more. Please choose again."), field="numbers")
