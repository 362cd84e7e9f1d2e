"""All tracks, the page of one, its versions, and how a newcomer will see it."""

from typing import Any

from flask import Blueprint, render_template, request

from portal.core.actor import Actor
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.markdown import plain_text
from portal.linking.queries import cards_at
from portal.onboarding.following import can_put_on
from portal.onboarding.models import Track, TrackVersion
from portal.onboarding.policy import EDIT_TRACKS, can_edit_tracks, can_see_numbers
from portal.onboarding.queries.tracks import (
    open_enrolment,
    section_rows,
    step_rows,
    tracks_page,
    version_at_work,
    version_of,
    versions_of,
    visible_track,
)
from portal.onboarding.questions import read_questions
from portal.onboarding.services.making import keeper_name
from portal.onboarding.track_words import KIND_ICONS, KINDS, amount, outline_lines, refs_of
from portal.onboarding.version_changes import changes
from portal.onboarding.views.track_changes import shown_changes
from portal.people.access import current_actor, requires, signed_in

blueprint = Blueprint("tracks", __name__, url_prefix="/tracks")


@blueprint.get("")
@signed_in
def index() -> str:
    """All tracks that this reader may see, those in their language first, then the newest."""
    actor = current_actor()
    edits = can_edit_tracks(actor)
    page = tracks_page(db.session(), actor, edits=edits, cursor=request.args.get("page"))
    return render_template(
        "onboarding/tracks/list.html", rows=[_row(row) for row in page.rows], page=page, can_make=edits
    )


@blueprint.get("/<int:number>")
@signed_in
def show(number: int) -> str:
    """What it is for, what it asks, and where to begin."""
    session, actor = db.session(), current_actor()
    track = visible_track(session, number, actor)
    version = version_at_work(session, track) if track.published_id is None else _standing(track)
    steps = step_rows(session, version.id)
    return render_template(
        "onboarding/tracks/show.html",
        track=track,
        version=version,
        outline=outline_lines(section_rows(session, version.id), steps, {}),
        amount=_amount(steps),
        keeper=keeper_name(session, track),
        under_way=open_enrolment(session, number, actor.id),
        can=_can(actor, track),
    )


@blueprint.get("/<int:number>/versions")
@signed_in
def versions(number: int) -> str:
    """Every version that was published, the newest first."""
    session = db.session()
    track = visible_track(session, number, current_actor())
    return render_template("onboarding/tracks/versions.html", track=track, versions=versions_of(session, number))


@blueprint.get("/<int:number>/versions/<int:version_number>")
@signed_in
def version_page(number: int, version_number: int) -> str:
    """One version: what changed in it, and what it asked."""
    session = db.session()
    track = visible_track(session, number, current_actor())
    version = version_of(session, number, version_number)
    steps = step_rows(session, version.id)
    before = step_rows(session, version_of(session, number, version_number - 1).id) if version_number > 1 else None
    return render_template(
        "onboarding/tracks/version.html",
        track=track,
        version=version,
        outline=outline_lines(section_rows(session, version.id), steps, {}),
        changes=shown_changes(session, changes(before, steps), current_actor()) if before is not None else None,
    )


@blueprint.get("/<int:number>/preview")
@requires(EDIT_TRACKS)
def preview(number: int) -> str:
    """The draft as a newcomer will see it."""
    session = db.session()
    track = visible_track(session, number, current_actor())
    version = version_at_work(session, track)
    steps = step_rows(session, version.id)
    return render_template(
        "onboarding/tracks/preview.html",
        track=track,
        version=version,
        outline=outline_lines(section_rows(session, version.id), steps, {}),
        amount=_amount(steps),
    )


@blueprint.get("/<int:number>/preview/<key>")
@requires(EDIT_TRACKS)
def preview_step(number: int, key: str) -> str:
    """One step of the draft as a newcomer will see it."""
    session = db.session()
    track = visible_track(session, number, current_actor())
    steps = step_rows(session, version_at_work(session, track).id)
    place = next((at for at, row in enumerate(steps) if row.key == key), None)
    if place is None:
        raise NotFound
    step = steps[place]
    cards = cards_at(session, refs_of([step]), current_actor())
    return render_template(
        "onboarding/tracks/preview_step.html",
        track=track,
        step=step,
        label=KINDS[step.kind],
        icon_name=KIND_ICONS[step.kind],
        card=next(iter(cards.values()), None),
        questions=read_questions(step.questions)[0],
        place=place + 1,
        count=len(steps),
        before=steps[place - 1].key if place else None,
        after=steps[place + 1].key if place + 1 < len(steps) else None,
    )


def _row(row: Any) -> dict[str, Any]:
    return {
        "href": f"/tracks/{row.id}",
        "title": row.title,
        "language": row.language,
        "words": plain_text(row.summary_html, 220),
        "amount": amount(row.steps, row.minutes, row.days, more=row.more),
        "published": row.published_id is not None,
        "draft": row.has_draft,
        "closed": row.closed_at is not None,
        "for_newcomers": row.for_newcomers and row.closed_at is None,
        "mine": row.mine,
    }


def _standing(track: Track) -> TrackVersion:
    return db.session().get_one(TrackVersion, track.published_id)


def _amount(steps: Any) -> list[str]:
    days = [row.due_day for row in steps if row.due_day is not None]
    needed = sum(row.required for row in steps)
    minutes = sum(row.minutes for row in steps)
    return amount(needed, minutes, max(days, default=None), more=len(steps) - needed)


def _can(actor: Actor, track: Track) -> dict[str, bool]:
    """What this reader may do with it."""
    return {
        "edit": can_edit_tracks(actor),
        "numbers": can_see_numbers(actor, track),
        "enrol": can_put_on(actor, track),
        "begin": track.published_id is not None and track.closed_at is None and track.open_to_all,
    }
