"""The meeting itself: one item at a time on every screen, notes, and who is there; once it is over, its minutes."""

from flask import Response, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.committee import meeting_words
from portal.committee.forms import NotesForm
from portal.committee.models import MeetingState
from portal.committee.policy import HOLD_MEETINGS
from portal.committee.queries.meetings import agenda, get_meeting, pulse
from portal.committee.services import meetings_running
from portal.committee.services.meetings_running import close, go_to, note_attendance, take_lead, write_notes
from portal.committee.views.meetings import blueprint
from portal.committee.views.meetings.planning import agenda_page
from portal.committee.views.meetings.shown import minutes_page, minutes_text, room_page
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, NotFound
from portal.core.forms import saved_words
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import read_number
from portal.core.typed import whole_number
from portal.core.web.errors import wants_json
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.people.access import current_actor, requires

_STEPS = {"next": 1, "previous": -1}


@blueprint.get("/<int:meeting_id>")
@requires(HOLD_MEETINGS)
def show(meeting_id: int) -> str:
    """The agenda of what is planned, the room of what runs, the minutes of what was."""
    meeting = get_meeting(db.session(), meeting_id)
    if meeting.state is MeetingState.PLANNED:
        return agenda_page(meeting)
    return room_page(meeting) if meeting.state is MeetingState.RUNNING else minutes_page(meeting)


@blueprint.get("/<int:meeting_id>/minutes.md")
@requires(HOLD_MEETINGS)
def markdown(meeting_id: int) -> Response:
    """The minutes as a text to take away."""
    meeting = get_meeting(db.session(), meeting_id)
    if meeting.state is MeetingState.PLANNED:
        raise NotFound
    answer = Response(minutes_text(meeting), mimetype="text/markdown")
    day = meeting_words.day_of(meeting.held_on, meeting.started_at)
    name = f"meeting-{day.isoformat()}-{meeting.id}.md"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/<int:meeting_id>/pulse")
@requires(HOLD_MEETINGS)
def beat(meeting_id: int) -> Response:
    """Whether other screens have to show something new."""
    found = pulse(db.session(), meeting_id)
    return jsonify(state=found.state, version=found.version, notes=found.notes_version)


@blueprint.post("/<int:meeting_id>/go")
@requires(HOLD_MEETINGS)
def go(meeting_id: int) -> ResponseReturnValue:
    """Open another item, chosen from the agenda."""
    number = read_number(request.form.get("to", ""))
    if number is None:
        raise NotFound
    with transaction() as session:
        go_to(session, meeting_id, current_actor(), number, now=clock.now())
    return _back(meeting_id)


@blueprint.post("/<int:meeting_id>/lead")
@requires(HOLD_MEETINGS)
def lead(meeting_id: int) -> ResponseReturnValue:
    """From now on every screen follows this one."""
    with transaction() as session:
        take_lead(session, meeting_id, current_actor(), now=clock.now())
    say(_("You lead the meeting now: the other screens follow yours."))
    return _back(meeting_id)


@blueprint.post("/<int:meeting_id>/present")
@requires(HOLD_MEETINGS)
def present(meeting_id: int) -> ResponseReturnValue:
    """Who of the committee is there; on the page of the minutes, who was."""
    there = {number for text in request.form.getlist("present") if (number := whole_number(text)) is not None}
    with transaction() as session:
        note_attendance(session, meeting_id, current_actor(), there, now=clock.now())
    return _back(meeting_id)


@blueprint.post("/<int:meeting_id>/items/<item:number>")
@requires(HOLD_MEETINGS)
@holds(_l("Sent again, it becomes the notes of this item in the minutes."), "notes", along=("version",))
def write(meeting_id: int, number: int) -> ResponseReturnValue:
    """Keep the notes of an item; with ``do`` also go on to another one, or end the meeting."""
    form, actor, now = NotesForm(), current_actor(), clock.now()
    if not form.validate_on_submit():
        return _refused(meeting_id, number, form)
    try:
        with transaction() as session:
            version = form.version.data or 0
            if not form.untouched:
                item = write_notes(
                    session, meeting_id, actor, number, form.notes.data or "", version=version, now=now
                )  # fmt: skip
                version = item.notes_version
            _go_on(session, meeting_id, number, request.form.get("do", ""))
    except Conflict as error:
        return _refused(meeting_id, number, form, error)
    if wants_json():
        return jsonify(saved=saved_words(now), version=version)
    return _back(meeting_id)


@blueprint.post("/<int:meeting_id>/reopen")
@requires(HOLD_MEETINGS)
def reopen(meeting_id: int) -> ResponseReturnValue:
    """It was ended by mistake."""
    with transaction() as session:
        meetings_running.reopen(session, meeting_id, current_actor(), now=clock.now())
    return _back(meeting_id)


def _go_on(session: Session, meeting_id: int, number: int, verb: str) -> None:
    """Carry out the button that was pressed beside the notes. Next and previous are those of the item shown there."""
    actor, now = current_actor(), clock.now()
    if verb == "close":
        close(session, meeting_id, actor, now=now)
    elif verb in _STEPS:
        numbers = [row.initiative_id for row in agenda(session, meeting_id)]
        if number not in numbers:  # somebody took it off the agenda meanwhile
            raise NotFound
        place = numbers.index(number) + _STEPS[verb]
        if 0 <= place < len(numbers):
            go_to(session, meeting_id, actor, numbers[place], now=now)


def _refused(meeting_id: int, number: int, form: NotesForm, error: Conflict | None = None) -> ResponseReturnValue:
    """What was typed, with what is wrong with it or what stands meanwhile; a meeting that is over takes no notes."""
    meeting = get_meeting(db.session(), meeting_id)
    if meeting.state is not MeetingState.RUNNING and error is not None:
        raise error
    status = 422 if error is None else 409
    if wants_json():
        sentence = str(error) if error else str(next(iter(form.errors.values()), [""])[0])
        return jsonify(message=sentence, **dict(error.theirs if error else {})), status
    if error is not None:
        stands, newest = error.theirs.get("notes"), error.theirs.get("version")
        theirs = NotesForm(formdata=None, notes=stands, was=stands, version=newest)
        form.show_theirs(theirs)
    return room_page(meeting, (number, form)), status


def _back(meeting_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show", meeting_id=meeting_id), 303)
