"""'Did not fit': said in a call or from the text, read by whoever keeps it, and what becomes of it."""

import secrets
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.algorithms.policy import can_note_misfit, can_see_misfits
from portal.algorithms.queries.misfits import kept_misfits, misfit_of, open_misfits, settled_misfits
from portal.algorithms.queries.reading import read_revision
from portal.algorithms.services.growing import ORIGIN, begin_case, begin_change, case_content, case_genre
from portal.algorithms.services.misfits import note_misfit, settle_misfit
from portal.algorithms.shapes import KIND
from portal.algorithms.views.blueprint import PATH, blueprint
from portal.algorithms.views.sent import sent_json
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Invalid, NotFound, TooManyAttempts, require
from portal.core.extension import ItemCard, ItemRef
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.links import cards_of
from portal.core.numbers import number_path
from portal.core.rate_limit import RateLimit
from portal.core.typed import whole_number
from portal.core.web.errors import wants_json
from portal.core.web.flashes import say
from portal.knowledge.models import KnowledgeItem
from portal.knowledge.policy import KEEP
from portal.knowledge.queries import get_visible
from portal.knowledge.views.my_tabs import my_tabs
from portal.people.access import current_actor, signed_in
from portal.people.policy import may

MINE, ALL = "mine", "all"
#: What waits on all that one keeps.
ALL_MISFITS = f"{PATH}/misfits"
_rate_limit = RateLimit()


@blueprint.post("/<item:number>/misfits")
@signed_in
def note(number: int) -> ResponseReturnValue:
    """That a step did not fit: ``key``, ``revision``, ``step``, ``words``, from a form or as JSON. Twice is once."""
    actor = current_actor()
    if not _rate_limit.allow(actor.id):
        raise TooManyAttempts
    said = _sent()
    revision = whole_number(said.get("revision"))
    read = read_revision(db.session(), number, actor, revision)
    node = read.graph.by_key.get(said.get("step", ""))
    if node is None or revision is None:
        raise Invalid(_l("There is no such step in this version."), field="step")
    with transaction() as session:
        note_misfit(
            session, get_visible(session, KIND, number, actor), actor, key=said.get("key", ""), number=read.number,
            step=node.key, step_title=node.title, words=said.get("words", ""), now=clock.now(),
        )  # fmt: skip
    if request.is_json or wants_json():
        return jsonify(noted=True)
    say(_("Thank you: whoever keeps this algorithm sees where it did not fit."))
    return redirect(f"{PATH}/{number_path(number)}#step-{node.key}")


def _sent() -> dict[str, str]:
    """What was sent, as text."""
    body: Any = sent_json() if request.is_json else request.form
    pairs = body.items() if hasattr(body, "items") else ()
    return {str(name): str(value) for name, value in pairs if isinstance(value, str | int)}


@blueprint.get("/<item:number>/misfits/new")
@signed_in
def say_misfit(number: int) -> ResponseReturnValue:
    """A form for whoever reads the text, or has no script; ``step`` is chosen beforehand."""
    actor = current_actor()
    read = read_revision(db.session(), number, actor)
    if not can_note_misfit(actor, read.item):
        raise NotFound
    return render_template(
        "algorithms/misfit.html", title=read.revision.title, language=read.revision.language, number=number,
        version=read.number, steps=read.graph.nodes, chosen=request.args.get("step", ""), key=secrets.token_urlsafe(16),
    )  # fmt: skip


@blueprint.get("/<item:number>/misfits")
@signed_in
def of_one(number: int) -> ResponseReturnValue:
    """What did not fit in one algorithm, step by step, and what became of it."""
    actor, session = current_actor(), db.session()
    item = get_visible(session, KIND, number, actor)
    require(can_see_misfits(actor, item))
    waiting, done = open_misfits(session, item.id), settled_misfits(session, item.id)
    return render_template(
        "algorithms/misfits.html", title=item.title, language=item.language, address=f"{PATH}/{number_path(number)}",
        steps=_by_step(waiting), done=done, became=_became(session, [*waiting, *done], actor), back=f"item:{number}",
    )  # fmt: skip


def _by_step(rows: Sequence[Row[Any]]) -> list[tuple[str, list[Row[Any]]]]:
    """Those of each step together, the step that fits least first."""
    by_title = sorted(rows, key=lambda row: row.step_title)
    steps = [(title, list(same)) for title, same in groupby(by_title, key=lambda row: row.step_title)]
    return sorted(steps, key=lambda step: (-len(step[1]), step[0]))


def _became(session: Session, rows: Sequence[Row[Any]], actor: Actor) -> dict[int, ItemCard]:
    """By misfit, the card of what it grew into, if this reader sees that."""
    refs = {row.id: ItemRef(row.became_kind, row.became_id) for row in rows if row.became_kind}
    cards = cards_of(session, list(refs.values()), actor)
    return {misfit_id: cards[ref] for misfit_id, ref in refs.items() if ref in cards}


@blueprint.get("/misfits")
@signed_in
def of_all() -> ResponseReturnValue:
    """What waits on all algorithms that one keeps; for editors, on everybody's (``whose=all``)."""
    actor, session = current_actor(), db.session()
    sees_all = may(actor, KEEP)
    whose = ALL if sees_all and request.args.get("whose") == ALL else MINE
    keeper_id = actor.id if whose == MINE else None
    page = kept_misfits(session, keeper_id=keeper_id, cursor=request.args.get("cursor"))
    return render_template(
        "algorithms/kept_misfits.html", page=page, whose=whose, sees_all=sees_all, back=f"all:{whose}",
        tabs=my_tabs(session, actor, ALL_MISFITS), became=_became(session, page.rows, actor),
    )  # fmt: skip


@blueprint.post("/<item:number>/misfits/<int:misfit_id>/settle")
@signed_in
def settle(number: int, misfit_id: int) -> ResponseReturnValue:
    """'Dealt with' (``settled=0``: it isn't after all)."""
    actor, settled = current_actor(), request.args.get("settled") != "0"
    with transaction() as session:
        settle_misfit(session, _item(session, number, actor), misfit_id, actor, settled=settled, now=clock.now())
    if settled:
        say(_("Dealt with: whoever said it is told."), undo=(_undo(number, misfit_id), _("Undo")))
    return redirect(_back(number))


@blueprint.post("/<item:number>/misfits/<int:misfit_id>/case")
@signed_in
def make_case(number: int, misfit_id: int) -> ResponseReturnValue:
    """A draft of a case begins with it."""
    actor, session = current_actor(), db.session()
    found, genre = misfit_of(session, misfit_id, actor), case_genre(session)
    if found is None or genre is None:
        raise NotFound
    content = case_content(genre, found[1].title, found[0])
    with transaction() as writing:
        item = _item(writing, number, actor)
        made = begin_case(writing, item, misfit_id, actor, content, now=clock.now())
    say(_("A draft of a case has begun with it: tell the rest."), undo=(_undo(number, misfit_id), _("Undo")))
    return redirect(f"/knowledge/{number_path(made)}/edit")


@blueprint.post("/<item:number>/misfits/<int:misfit_id>/change")
@signed_in
def make_change(number: int, misfit_id: int) -> ResponseReturnValue:
    """The form of a change, whose note names the step; it is dealt with when that change stands."""
    actor = current_actor()
    with transaction() as session:
        begin_change(session, _item(session, number, actor), misfit_id, actor)
    return redirect(f"/knowledge/{number_path(number)}/edit?because={ORIGIN}:{misfit_id}")


def _item(session: Session, number: int, actor: Actor) -> KnowledgeItem:
    return get_visible(session, KIND, number, actor)


def _undo(number: int, misfit_id: int) -> str:
    return url_for(".settle", number=number, misfit_id=misfit_id, settled=0)


def _back(number: int) -> str:
    """Where it was pressed."""
    kind, _colon, whose = request.form.get("back", "").partition(":")
    if kind == "all":
        return url_for(".of_all", whose=whose if whose in {MINE, ALL} else MINE)
    return url_for(".of_one", number=number)
