"""The pages of a meeting that runs, and of one that is over."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from flask import render_template

from portal.committee import meeting_words
from portal.committee.forms import NotesForm
from portal.committee.meeting_words import AgendaRow
from portal.committee.models import Meeting
from portal.committee.policy import can_reopen, leads
from portal.committee.queries.meetings import Member, Seen, agenda, members, seen_at, words_about
from portal.committee.views.opened import opened
from portal.core import clock, i18n
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import gettext as _
from portal.initiatives.queries import statuses
from portal.initiatives.queries.visibility import MergedAway
from portal.people.access import current_actor
from portal.people.queries import person_names, shown_name
from portal.scoring.queries.summary import ScoreSummary, scores_of


def about(meeting: Meeting) -> tuple[str | None, list[Member], list[AgendaRow]]:
    """Who leads or led it, the committee, and the agenda."""
    session, found = db.session(), members(db.session(), meeting.id)
    names = {member.id: member.name for member in found}
    leader = meeting.leader_id
    if leader is not None and leader not in names:  # somebody who came into the committee since
        names |= person_names(session, [leader])
    rows = meeting_words.rows_of(meeting, agenda(session, meeting.id), statuses(session), clock.now())
    return names.get(leader) if leader else None, found, rows


def room_page(meeting: Meeting, sent: tuple[int, NotesForm] | None = None) -> str:
    """The open item, large; ``sent``: notes of an item that were refused, as they were typed."""
    leader, committee, rows = about(meeting)
    place = next((place for place, row in enumerate(rows) if row.current), 0)
    current = rows[place]
    form = NotesForm(formdata=None, notes=current.notes, was=current.notes, version=current.notes_version)
    kept = None
    if sent is not None:
        kept = None if sent[0] == current.number else sent[1]
        form = form if kept else sent[1]
    return render_template(
        "committee/meeting_room.html",
        meeting=meeting,
        name=meeting_words.name_of(meeting.title, meeting.held_on, meeting.started_at),
        leader=shown_name(leader),
        leads=leads(current_actor(), meeting),
        rows=rows,
        current=current,
        first=place == 0,
        last=place == len(rows) - 1,
        members=[{"id": one.id, "name": shown_name(one.name), "present": one.present} for one in committee],
        present=sum(one.present for one in committee),
        noted=any(one.noted for one in committee),
        seconds_left=current.minutes * 60 - current.spent_seconds,
        until=_until(meeting, current),
        form=form,
        kept=kept,
        **_item(current, f"/meetings/{meeting.id}", {one.id for one in committee if one.present}),
    )


def _until(meeting: Meeting, current: AgendaRow) -> str:
    """When the time of the open item is over, on the portal's clock: for readers without script."""
    left = current.minutes * 60 - current.spent_seconds
    return f"{i18n.local(clock.now() + timedelta(seconds=left)):%H:%M}" if meeting.current_since else ""


def _item(current: AgendaRow, back: str, present: Collection[int]) -> dict[str, Any]:
    """The story, the last words about it and the scores; nothing where it isn't open any more."""
    try:
        shown = opened(current.number, back)
    except (NotFound, MergedAway):
        return {"opened": None, "words": [], "scores": None}
    session, actor = db.session(), current_actor()
    words = [
        {
            "name": shown_name(row.author_name) if row.author_id else _("a former colleague"),
            "html": row.html,
            "internal": row.internal,
            "at": row.at,
        }
        for row in words_about(session, current.number)
    ]
    found = scores_of(session, [current.number], actor).get(current.number)
    return {"opened": shown, "words": words, "scores": _scores(found, {*present} - shown["author_ids"])}


def _scores(found: ScoreSummary | None, judges: set[int]) -> dict[str, Any] | None:
    """What members gave, also those who aren't here; as long as the reader hasn't scored, only that they may.

    A screen is read by the whole room, so it stays closed until all of the ``judges`` who are here have scored.
    """
    if found is None:
        return None
    if found.going_on and not judges <= {sheet.person_id for sheet in found.sheets}:
        return {"href": found.href, "model": found.model, "agreed": _number(found.agreed), "closed": True}
    return {
        "href": found.href,
        "model": found.model,
        "formula": found.formula,
        "waits": found.waits,
        "agreed": _number(found.agreed),
        "middle": _number(found.middle),
        "spread": f"{_number(found.lowest)}–{_number(found.highest)}" if found.sheets else "",
        "given": found.given,
        "quorum": found.quorum,
        "sheets": [(sheet.name, _number(sheet.result), sheet.note) for sheet in found.sheets],
    }


def _number(value: Any) -> str:
    return "" if value is None else i18n.number(float(value))


def minutes_page(meeting: Meeting) -> str:
    """The minutes: read, printed, taken away."""
    leader, committee, rows = about(meeting)
    seen = seen_at(db.session(), meeting.id)
    can_change = can_reopen(current_actor(), meeting, clock.now())
    return render_template(
        "committee/meeting_minutes.html",
        meeting=meeting,
        name=meeting_words.name_of(meeting.title, meeting.held_on, meeting.started_at),
        facts=meeting_words.facts_of(meeting, leader, committee, noted=seen.noted),
        tally=_tally(rows),
        rows=rows,
        can_reopen=can_change,
        noted=seen.noted,
        members=_who_was_there(committee, seen) if can_change else [],
    )


def minutes_text(meeting: Meeting) -> str:
    """The minutes in Markdown."""
    leader, committee, rows = about(meeting)
    noted = seen_at(db.session(), meeting.id).noted
    return meeting_words.as_markdown(meeting, meeting_words.facts_of(meeting, leader, committee, noted=noted), rows)


def _who_was_there(committee: Sequence[Member], seen: Seen) -> list[dict[str, Any]]:
    """Everybody to be ticked: as it was said, or those who did something in the meeting."""
    return [
        {
            "id": one.id,
            "name": shown_name(one.name),
            "present": one.present if seen.noted else one.id in seen.acting,
        }
        for one in committee
    ]


def _tally(rows: Sequence[AgendaRow]) -> str:
    """'Accepted: 3 · Declined: 1 · Left for another time: 2'."""
    return " · ".join(f"{name}: {count}" for name, count in meeting_words.tally(rows))
