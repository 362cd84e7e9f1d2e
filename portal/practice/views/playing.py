"""Playing a dialogue: one moment a screen; at the end the way that was gone."""

from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.core.typed import whole_number
from portal.core.web.addresses import own_path
from portal.people.access import current_actor, signed_in
from portal.practice.models import Dialogue, DialogueVersion, Practice
from portal.practice.play import from_data, said_at, walk
from portal.practice.presenting import again, screen, told, went_well
from portal.practice.queries import get_dialogue, get_practice, version_played
from portal.practice.services.playing import begin, move, step_back, way_of
from portal.practice.views import blueprint


@blueprint.post("/<int:number>/begin")
@signed_in
def start(number: int) -> ResponseReturnValue:
    """Begin, or go on with what was begun; with ``anew`` from the first words."""
    actor, anew = current_actor(), bool(request.form.get("anew"))
    with transaction() as session:
        practice = begin(session, get_dialogue(session, number, actor), actor, anew=anew, now=clock.now())
    return redirect(_onwards(practice))


@blueprint.get("/played/<int:number>")
@signed_in
def played(number: int) -> str:
    """The moment that one is at, or the way that was gone."""
    session, actor = db.session(), current_actor()
    practice = get_practice(session, number, actor)
    version, dialogue = version_played(session, practice), get_dialogue(session, practice.dialogue_id, actor)
    back = own_path(request.args.get("from"), default="")
    if practice.finished_at is not None:
        return _end(dialogue, version, practice, back)
    return render_template(
        "practice/play.html", version=version, practice=practice, back=back, preview=None,
        action=url_for(".answer", number=number), undo=url_for(".undo", number=number),
        **screen(way_of(version, practice)),
    )  # fmt: skip


def _end(dialogue: Dialogue, version: DialogueVersion, practice: Practice, back: str) -> str:
    play = from_data(version.play)
    way = walk(play, practice.moves)  # of the same moments as what was taken back
    moves = told(way.said, version.algorithm_id)
    taken_back = told(said_at(play, practice.taken_back), version.algorithm_id)
    return render_template(
        "practice/end.html", dialogue=dialogue, version=version, practice=practice, way=way, moves=moves,
        again=again(moves, taken_back), well=went_well(moves, taken_back), back=back,
    )  # fmt: skip


@blueprint.post("/played/<int:number>")
@signed_in
def answer(number: int) -> ResponseReturnValue:
    """Give a reply; one that was sent twice is taken once."""
    actor = current_actor()
    chosen, at = whole_number(request.form.get("choice")), whole_number(request.form.get("at"))
    if chosen is None or at is None:
        raise Invalid
    with transaction() as session:
        practice = get_practice(session, number, actor, lock=True)
        move(session, practice, actor, at=at, number=chosen, now=clock.now())
    return redirect(_onwards(practice))


@blueprint.post("/played/<int:number>/back")
@signed_in
def undo(number: int) -> ResponseReturnValue:
    """Take the last reply back."""
    actor, at = current_actor(), whole_number(request.form.get("at"))
    with transaction() as session:
        practice = get_practice(session, number, actor, lock=True)
        step_back(session, practice, actor, at=at if at is not None else -1, now=clock.now())
    return redirect(_onwards(practice))


def _onwards(practice: Practice) -> str:
    back = own_path(request.form.get("from"), default="")
    query = f"?{urlencode({'from': back})}" if back else ""
    return f"{url_for('.played', number=practice.id)}{query}#main"
