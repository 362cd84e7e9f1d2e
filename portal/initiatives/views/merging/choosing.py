"""Finding the twins of an initiative, seeing what merging them would bring, and doing it."""

from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Forbidden, Invalid, require
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.core.markdown import render
from portal.core.numbers import number_path, read_number
from portal.core.text import clean_line
from portal.core.web.flashes import say
from portal.guard.views.asking import whole_and_known
from portal.initiatives.models import MIN_REASON_LETTERS, Initiative
from portal.initiatives.policy import FROM_ACCEPTANCE_ON, MAY_SURVIVE, MERGE, can_merge, is_one_of_authors
from portal.initiatives.queries import get_visible, statuses
from portal.initiatives.queries.merging import candidates, joint, named
from portal.initiatives.services.merging import merge
from portal.initiatives.services.merging_rules import MOST_TWINS, OWN, circles_of, obstacle
from portal.initiatives.views import blueprint
from portal.initiatives.views.merging.forms import ReasonForm
from portal.people.access import current_actor, requires
from portal.people.queries import shown_name
from portal.people.sending_limit import rate_limited


@blueprint.get("/<item:number>/merge")
@requires(MERGE)
def find_twins(number: int) -> ResponseReturnValue:
    """What could be the same: look-alikes by the title, or what is searched for; several may be marked."""
    return _choose_page(_own(number))


@blueprint.get("/<item:number>/merge/preview")
@requires(MERGE)
def preview_merge(number: int) -> ResponseReturnValue:
    """Which of them stays, and what becomes of the rest, in words."""
    initiative = _own(number)
    if not _marked(initiative):
        return _choose_page(initiative, fault=_("Mark at least one that is the same.")), 422
    return _preview_page(initiative, ReasonForm(formdata=None))


@blueprint.post("/<item:number>/merge")
@requires(MERGE)
@rate_limited
def carry_out_merge(number: int) -> ResponseReturnValue:
    """Merge what was marked into the one that was chosen to stay."""
    initiative, form, status = _own(number), ReasonForm(), 422
    rows = named(db.session(), [initiative.id, *_marked(initiative)], current_actor())
    survivor = _survivor(rows)
    twins = [row.id for row in rows if row.id != survivor.id]
    if whole_and_known(form, "reason"):
        reason = render(form.reason.data or "")
        try:
            with transaction() as session:
                merge(session, survivor.id, twins, current_actor(), reason=reason, now=clock.now())
        except (Invalid, Conflict) as error:
            form.refuse(error)
            status = error.status
        else:
            return _done(survivor.id, twins)
    return _preview_page(initiative, form), status


def _done(survivor: int, twins: list[int]) -> ResponseReturnValue:
    path = f"/initiatives/{number_path(survivor)}"
    undo = f"{path}/merge/undo?{urlencode({'twin': [number_path(one) for one in twins]}, doseq=True)}"
    told = ngettext(
        "%(num)s initiative is merged into this one. Its author and followers will be told.",
        "%(num)s initiatives are merged into this one. Their authors and followers will be told.",
        len(twins),
    )
    say(told, undo=(undo, _("Undo")))
    return redirect(f"{path}#merged", 303)


def _own(number: int) -> Initiative:
    """The initiative from whose page somebody came, if they may merge it."""
    initiative = get_visible(db.session(), number, current_actor())
    if is_one_of_authors(current_actor(), initiative):
        raise Forbidden(OWN)
    require(can_merge(current_actor(), initiative))
    return initiative


def _marked(initiative: Initiative) -> list[int]:
    """The numbers that were marked, on this page or before."""
    found = (read_number(text) for text in request.values.getlist("with")[: MOST_TWINS + 1])
    return [number for number in dict.fromkeys(found) if number is not None and number != initiative.id]


def _survivor(rows: list[Row[Any]]) -> Row[Any]:
    """The one chosen to stay; else of those that may the decided, the anonymous, the most supported, the oldest."""
    chosen = read_number(request.values.get("survivor", ""))
    asked = [row for row in rows if row.id == chosen]
    return (asked or sorted(rows, key=_fitness))[0]


def _fitness(row: Row[Any]) -> tuple[bool, bool, bool, int]:
    decided, anonymous = row.status_type in FROM_ACCEPTANCE_ON, row.id < 0
    return row.status_type not in MAY_SURVIVE, not decided, not anonymous, -row.support_count


def _choose_page(initiative: Initiative, fault: str | None = None) -> str:
    session, actor, marked = db.session(), current_actor(), _marked(initiative)
    words = clean_line(request.args.get("q"))[:120]
    return render_template(
        "initiatives/merging/choose.html",
        number=initiative.id,
        title=initiative.title,
        words=words,
        marked=_lines(named(session, marked, actor)),
        found=_lines(candidates(session, initiative, actor, words, marked)),
        fault=fault,
    )


def _preview_page(initiative: Initiative, form: ReasonForm) -> str:
    session = db.session()
    rows = named(session, [initiative.id, *_marked(initiative)], current_actor())
    survivor = _survivor(rows)
    twins = [row for row in rows if row.id != survivor.id]
    circles = circles_of(session, rows)
    return render_template(
        "initiatives/merging/preview.html",
        number=initiative.id,
        title=initiative.title,
        form=form,
        rows=_lines(rows),
        survivor=survivor,
        twins=twins,
        joint=joint(session, survivor, twins),
        faults=list(dict.fromkeys(str(why) for twin in twins if (why := obstacle(survivor, twin, circles)))),
        together=_names(survivor, twins),
        min_letters=MIN_REASON_LETTERS,
    )


def _names(survivor: Row[Any], twins: list[Row[Any]]) -> list[str]:
    """Who becomes a co-author."""
    wrote = {twin.author_id: shown_name(twin.author_name) for twin in twins if twin.author_id is not None}
    wrote.pop(survivor.author_id, None)
    return list(wrote.values())


def _lines(rows: list[Row[Any]]) -> list[dict[str, Any]]:
    """Rows as the pages of merging show them."""
    known = statuses(db.session()).by_id
    return [
        {
            "number": row.id,
            "title": row.title,
            "status_type": row.status_type.value,
            "status_label": known[row.status_id].label,
            "supports": row.support_count,
            "comments": row.comment_count,
            "author": shown_name(row.author_name) if row.author_id is not None else None,
            "submitted_at": row.submitted_at,
            "own": row.own,
        }
        for row in rows
    ]
