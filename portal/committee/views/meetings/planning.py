"""All meetings, and the agenda of one that is to come: made of the queue, put in order, given its time."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.committee import meeting_words
from portal.committee.forms import USUAL_LENGTH, MeetingForm, PlanMeetingForm
from portal.committee.meeting_words import Chosen
from portal.committee.models import Meeting, MeetingState
from portal.committee.models.meetings import MAX_MINUTES
from portal.committee.policy import HOLD_MEETINGS
from portal.committee.presenting import QueueGroup
from portal.committee.queries.meetings import agenda, get_meeting, meetings
from portal.committee.queries.queue import Group
from portal.committee.services.meetings_planning import add_to_agenda, call_off, change_agenda, plan_meeting
from portal.committee.services.meetings_running import begin
from portal.committee.views.meetings import blueprint
from portal.committee.views.queue import waiting_groups
from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path, read_number
from portal.core.typed import whole_number
from portal.core.web.flashes import say
from portal.initiatives.queries import statuses
from portal.people.access import current_actor, requires

USUAL_MINUTES = 5
#: What is proposed for the next meeting: what can't wait.
_PRESSING = frozenset({Group.ANSWER, Group.DECIDE, Group.COMING})


@blueprint.get("")
@requires(HOLD_MEETINGS)
def index() -> str:
    """What runs, what is planned, what was."""
    rows = [
        {
            "href": f"/meetings/{row.id}",
            "name": meeting_words.name_of(row.title, row.held_on, row.started_at),
            "held_on": meeting_words.day_of(row.held_on, row.started_at),
            "state": row.state.value,
            "count": row.count,
            "decided": row.decided,
            "minutes": int(row.minutes),
        }
        for row in meetings(db.session())
    ]
    return render_template(
        "committee/meetings.html",
        running=[row for row in rows if row["state"] == "running"],
        planned=sorted((row for row in rows if row["state"] == "planned"), key=lambda row: row["held_on"]),
        past=[row for row in rows if row["state"] == "closed"],
        today=i18n.today(clock.now()),
    )


@blueprint.get("/new")
@requires(HOLD_MEETINGS)
def new() -> str:
    """The queue, to choose from; what can't wait is chosen already."""
    today = i18n.today(clock.now())
    form = PlanMeetingForm(formdata=None, held_on=today, minutes=USUAL_MINUTES, lasts=USUAL_LENGTH)
    waiting = waiting_groups()
    pressing = {row.number for group in waiting if group.key in _PRESSING for row in group.rows if not row.own}
    return _plan_page(form, waiting, pressing)


@blueprint.post("")
@requires(HOLD_MEETINGS)
def create() -> ResponseReturnValue:
    """Plan it, and go on to its agenda; with ``do`` only say how much is ticked."""
    form, chosen = PlanMeetingForm(), _numbers("numbers")
    valid = form.validate_on_submit()
    if request.form.get("do") == "count":
        return _plan_page(form, waiting_groups(), set(chosen))
    if valid and form.held_on.data is not None:
        try:
            with transaction() as session:
                made = plan_meeting(
                    session, current_actor(), held_on=form.held_on.data, title=form.title.data or "",
                    numbers=chosen, minutes=form.minutes.data or 0, now=clock.now(),
                )  # fmt: skip
        except Invalid as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show", meeting_id=made.id), 303)
    return _plan_page(form, waiting_groups(), set(chosen)), 422


@blueprint.get("/<int:meeting_id>/agenda")
@requires(HOLD_MEETINGS)
def show_agenda(meeting_id: int) -> ResponseReturnValue:
    """The agenda of a meeting that is planned or runs; once it is over, the minutes."""
    meeting = get_meeting(db.session(), meeting_id)
    if meeting.closed_at is not None:
        return redirect(url_for(".show", meeting_id=meeting_id))
    return agenda_page(
        meeting, _form_of(meeting), asks_day=request.args.get("asks") == "day" and meeting.state is MeetingState.PLANNED
    )


@blueprint.post("/<int:meeting_id>/agenda")
@requires(HOLD_MEETINGS)
def save_agenda(meeting_id: int) -> ResponseReturnValue:
    """Day, title, order and minutes; with ``do`` also a step of one item, or the beginning of the meeting.

    On another day than the planned one it is asked once whether it is held now: the minutes name the day.
    """
    meeting, form, actor = get_meeting(db.session(), meeting_id), MeetingForm(), current_actor()
    asks = request.form.get("do") == "begin" and form.held_on.data != i18n.today(clock.now())
    begins = request.form.get("do") in {"begin", "begin-today"} and not asks
    if form.validate_on_submit() and form.held_on.data is not None:
        try:
            with transaction() as session:
                change_agenda(
                    session, meeting_id, actor, version=form.version.data or 0, held_on=form.held_on.data,
                    title=form.title.data or "", boxes=_boxes(), now=clock.now(),
                )  # fmt: skip
                if begins:
                    begin(session, meeting_id, actor, now=clock.now())
        except (Invalid, Conflict) as error:
            form.refuse(error)
        else:
            agenda_again = url_for(".show_agenda", meeting_id=meeting_id, asks="day" if asks else None)
            return _begun(meeting_id) if begins else redirect(agenda_again, 303)
    form.version.data, form.version.raw_data = meeting.version, None
    return agenda_page(meeting, form), 200 if _by_script() else 422


@blueprint.post("/<int:meeting_id>/add")
@requires(HOLD_MEETINGS)
def add(meeting_id: int) -> ResponseReturnValue:
    """Put more of the queue on the agenda."""
    try:
        with transaction() as session:
            add_to_agenda(
                session, meeting_id, current_actor(), _numbers("numbers"), minutes=USUAL_MINUTES, now=clock.now()
            )
    except Invalid as error:
        say(str(error))
    return redirect(url_for(".show_agenda", meeting_id=meeting_id), 303)


@blueprint.post("/<int:meeting_id>/call-off")
@requires(HOLD_MEETINGS)
def cancel(meeting_id: int) -> ResponseReturnValue:
    """It won't take place."""
    with transaction() as session:
        call_off(session, meeting_id, current_actor(), now=clock.now())
    say(_("The meeting is called off. What was on its agenda waits in the queue."))
    return redirect(url_for(".index"), 303)


def agenda_page(meeting: Meeting, form: MeetingForm | None = None, *, asks_day: bool = False) -> str:
    """The agenda, and what else waits in the queue."""
    session, now = db.session(), clock.now()
    rows = meeting_words.rows_of(meeting, agenda(session, meeting.id), statuses(session), now)
    there = {row.number for row in rows}
    return render_template(
        "committee/meeting_agenda.html",
        meeting=meeting,
        name=meeting_words.name_of(meeting.title, meeting.held_on),
        form=form or _form_of(meeting),
        rows=rows,
        minutes=sum(row.minutes for row in rows),
        most_minutes=MAX_MINUTES,
        more=[row for group in waiting_groups() for row in group.rows if row.number not in there],
        usual_minutes=USUAL_MINUTES,
        asks_day=(i18n.full_day(meeting.held_on), i18n.full_day(i18n.today(now))) if asks_day else None,
    )


def _by_script() -> bool:
    """Whether the page's script sent the form, to put the agenda that comes back in its place, faults and all."""
    return "HX-Request" in request.headers


def _begun(meeting_id: int) -> ResponseReturnValue:
    """On to the room, in the window and not in the place of the agenda."""
    room = url_for(".show", meeting_id=meeting_id)
    return Response(headers={"HX-Redirect": room}) if _by_script() else redirect(room, 303)


def _form_of(meeting: Meeting) -> MeetingForm:
    return MeetingForm(formdata=None, held_on=meeting.held_on, title=meeting.title, version=meeting.version)


def _plan_page(form: PlanMeetingForm, waiting: list[QueueGroup], chosen: set[int]) -> str:
    ticked = sum(row.number in chosen for group in waiting for row in group.rows)
    count = Chosen(ticked, form.minutes.data or 0, form.lasts.data or 0)
    return render_template("committee/meeting_new.html", form=form, groups=waiting, chosen=chosen, count=count)


def _numbers(name: str) -> list[int]:
    """The numbers that were ticked, each once."""
    found = (read_number(text) for text in request.form.getlist(name))
    return list(dict.fromkeys(number for number in found if number is not None))


def _boxes() -> list[tuple[int, int]]:
    """Numbers and minutes in the order of the form, after the step that was asked for."""
    numbers: list[Any] = _numbers("item")
    verb, _colon, name = request.form.get("do", "").partition(":")
    number = read_number(name)
    if number in numbers:
        place = numbers.index(number)
        numbers.pop(place)
        if verb != "off":
            numbers.insert(max(place + {"up": -1, "down": 1}.get(verb, 0), 0), number)
    return [(number, whole_number(request.form.get(f"minutes-{number_path(number)}")) or 0) for number in numbers]
