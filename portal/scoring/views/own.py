"""One's own score: what waits for it, one initiative after the other."""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.clock import now as present
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Forbidden, Invalid, require
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.core.numbers import number_path, read_number
from portal.core.web.flashes import say
from portal.core.web.templating import path_to
from portal.initiatives.queries import areas, get_visible, statuses
from portal.initiatives.queries.detail import Detail, detail
from portal.people.access import current_actor, requires
from portal.scoring.criteria import field_of
from portal.scoring.criteria import number as in_words
from portal.scoring.forms import chosen_form
from portal.scoring.policy import SCORE, can_correct, can_score, can_see_scoring
from portal.scoring.presenting import questions
from portal.scoring.queries.reference import scheme
from portal.scoring.queries.rounds import Scoring, scorings
from portal.scoring.queries.waiting import count_and_next, waiting
from portal.scoring.services.giving import give
from portal.scoring.views import blueprint, together
from portal.scoring.views.story import story


@blueprint.get("")
@requires(SCORE)
def index() -> str:
    """What waits for one's own score, and what one has scored that isn't agreed on yet."""
    session, actor = db.session(), current_actor()
    rows, known, named = waiting(session, actor), statuses(session).by_id, areas(session)
    return render_template(
        "scoring/index.html",
        rows=[{"row": row, "status": known[row.status_id], "area": named.get(row.area_id or 0)} for row in rows],
        together=together.going_on(session, actor),
        scheme=scheme(session),
    )


@blueprint.get("/next")
@requires(SCORE)
def go_on() -> ResponseReturnValue:
    """The next one that waits; at the end of them the overview."""
    after = read_number(request.args.get("after", ""))
    return redirect(_next(db.session(), current_actor(), after)[0])


@blueprint.get("/<item:number>")
@requires(SCORE)
def show(number: int) -> ResponseReturnValue:
    """The initiative with the form, or all scores where one's own is given; with ``correct`` one's own again."""
    session, actor = db.session(), current_actor()
    found = detail(session, number, actor)
    require(can_see_scoring(actor, found.initiative), _("It is your own: the others of the committee score it."))
    scored = scorings(session, [number], actor)[number]
    mine = scored.open.mine if scored.open else None
    if mine is not None and "correct" in request.args and scored.open and can_correct(len(scored.open.sheets)):
        return _sheet_page(found, scored, chosen_form(scored.version, mine.values, note=mine.note))
    if scored.waits and can_score(actor, found.initiative):
        return _sheet_page(found, scored, chosen_form(scored.version, {}))
    return together.page(found, scored)


@blueprint.post("/<item:number>")
@requires(SCORE)
def score(number: int) -> ResponseReturnValue:
    """Give one's own and go on to the next, or look at the others' (``then=together``)."""
    session, actor = db.session(), current_actor()
    found = detail(session, number, actor)
    require(can_score(actor, found.initiative))
    scored = scorings(session, [number], actor)[number]
    form = chosen_form(scored.version)
    if form.validate():
        try:
            with transaction() as writing:
                sheet = give(
                    writing, get_visible(writing, number, actor), actor, form.answers(scored.version),
                    version_id=form.version.data or 0, note=form.note.data or "", now=present(),
                )  # fmt: skip
        except (Invalid, Conflict) as error:
            form.refuse(error)
        else:
            return _gone_on(number, found.initiative.title, in_words(sheet.result))
    return _sheet_page(found, scored, form), 422


def _gone_on(number: int, title: str, value: str) -> ResponseReturnValue:
    """To the next one, saying what was given and how many are left."""
    if request.form.get("then") == "together":
        return redirect(f"/scoring/{number_path(number)}", 303)
    path, left = _next(db.session(), current_actor(), number)
    given = _("“%(title)s”: your value is %(value)s.", title=title, value=value)
    more = ngettext("%(num)s is left.", "%(num)s are left.", left) if left else _("That was the last one. Thank you!")
    say(f"{given} {more}")
    return redirect(path, 303)


def _next(session: Session, actor: Actor, after: int | None) -> tuple[str, int]:
    """Where the next one is, and how many wait."""
    count, number = count_and_next(session, actor, after=after)
    return (path_to("scoring.index") if number is None else f"/scoring/{number_path(number)}"), count


def _sheet_page(found: Detail, scored: Scoring, form: Any) -> str:
    if not can_score(current_actor(), found.initiative):
        raise Forbidden
    session, row, version = db.session(), found.initiative, scored.version
    count, following = count_and_next(session, current_actor(), after=row.id)
    return render_template(
        "scoring/sheet.html",
        story=story(found),
        form=form,
        questions=questions(version, form, field_of),
        version=version,
        left=count,
        later=f"/scoring/{number_path(following)}" if following not in {None, row.id} else None,
        calling=together.models_to_call(scored),
    )
