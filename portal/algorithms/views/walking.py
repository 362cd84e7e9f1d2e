"""Walking an algorithm in a call: one step a screen, and the reports that players send of it."""

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.algorithms.policy import can_walk
from portal.algorithms.queries.reading import ReadVersion, read_revision
from portal.algorithms.queries.users import change_waiting
from portal.algorithms.services.walking import keep_walks
from portal.algorithms.shapes import KIND
from portal.algorithms.views.blueprint import PATH, blueprint
from portal.algorithms.views.changes import changed_since
from portal.algorithms.views.sent import sent_json
from portal.algorithms.walks import MOST_WALKS, Walk, fits, read_walk
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Invalid, NotFound, TooManyAttempts
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import number_path
from portal.core.rate_limit import RateLimit
from portal.core.web.coming import way_back, with_way_back
from portal.knowledge.models import ItemState
from portal.knowledge.queries import get_visible
from portal.knowledge.queries.history import STOOD
from portal.people.access import current_actor, signed_in

#: In the memory of the process alone: no row tells who reported when.
_rate_limit = RateLimit()


@blueprint.get("/<item:number>/walk")
@signed_in
def walk(number: int) -> str:
    """By the text that stands; the page then puts its revision into the address.

    What has changed since the reader walked it last is shown first, unless it is to wait (``later``).
    """
    return _player(number, None, shows_change=not request.args.get("later"))


@blueprint.get("/<item:number>/walk/<int:revision>")
@signed_in
def walk_revision(number: int, revision: int) -> str:
    """By a text that stands or stood: a call finishes on the version that it began with."""
    return _player(number, revision)


def _player(number: int, revision: int | None, *, shows_change: bool = False) -> str:
    session, actor = db.session(), current_actor()
    read = _stood(session, number, actor, revision)
    change = change_waiting(session, read.item, actor) if shows_change else None
    archived = read.item.archive_reason if read.item.state is ItemState.ARCHIVED else None
    address = f"{PATH}/{number_path(number)}"
    return render_template(
        "algorithms/walk.html",
        title=read.revision.title,
        language=read.revision.language,
        address=address,
        revision=read.number,
        newer_href=None if read.stands else with_way_back(f"{address}/walk"),
        archived=archived,
        html=read.html,
        change=change,
        way_back=way_back(session, actor),
        changes=changed_since(session, read.item, actor, change) if change else (),
    )


def _stood(session: Session, number: int, actor: Actor, revision: int | None) -> ReadVersion:
    """A text that colleagues see or saw, else NotFound."""
    read = read_revision(session, number, actor, revision)
    if read.revision.state not in STOOD or not can_walk(actor, read.item):
        raise NotFound
    return read


@blueprint.post("/<item:number>/walks")
@signed_in
def report(number: int) -> ResponseReturnValue:
    """Keep what a player reports: {"taken": [keys], "refused": [keys]}. What is refused will never be taken."""
    actor = current_actor()
    if not _rate_limit.allow(actor.id):
        raise TooManyAttempts
    walks = _sent()
    fitting = _fitting(db.session(), number, actor, walks)
    with transaction() as session:
        item = get_visible(session, KIND, number, actor)
        taken = keep_walks(session, item, actor, fitting, now=clock.now())
    return jsonify(taken=taken, refused=[walk.key for walk in walks if walk.key not in taken])


def _sent() -> list[Walk]:
    """Raises Invalid for anything but walks."""
    said = sent_json()
    walks = said.get("walks") if isinstance(said, dict) else None
    read = [read_walk(one) for one in walks] if isinstance(walks, list) and len(walks) <= MOST_WALKS else [None]
    found = [walk for walk in read if walk is not None]
    if not found or len(found) < len(read):
        raise Invalid(_l("These are no walks along an algorithm."))
    return found


def _fitting(session: Session, number: int, actor: Actor, walks: list[Walk]) -> list[Walk]:
    """Those that can be gone in the version that they name. Read before anything is locked."""
    get_visible(session, KIND, number, actor)
    graphs = {}
    for revision in {walk.revision for walk in walks}:
        try:
            graphs[revision] = _stood(session, number, actor, revision).graph
        except NotFound:
            continue
    return [walk for walk in walks if walk.revision in graphs and fits(walk, graphs[walk.revision])]
