"""All scores side by side, once one's own is given: where they differ, and what is agreed."""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.clock import now as present
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, NotFound, require
from portal.core.forms import Form
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path
from portal.core.typed import whole_number
from portal.core.web.flashes import say
from portal.initiatives.queries import get_visible
from portal.initiatives.queries.detail import Detail, detail
from portal.people.access import current_actor, requires
from portal.scoring.criteria import field_of, worked
from portal.scoring.criteria import number as in_words
from portal.scoring.forms import chosen_form, version_name
from portal.scoring.policy import SCORE, can_correct, can_score
from portal.scoring.presenting import beside, given_words, questions
from portal.scoring.queries.going_on import scored_and_open
from portal.scoring.queries.reference import scheme
from portal.scoring.queries.rounds import RoundView, Scoring, scorings
from portal.scoring.services.agreeing import agree, call
from portal.scoring.views import blueprint
from portal.scoring.views.story import story


@blueprint.post("/<item:number>/agree")
@requires(SCORE)
def settle(number: int) -> ResponseReturnValue:
    """Write down the agreed value."""
    session, actor = db.session(), current_actor()
    found = detail(session, number, actor)
    require(can_score(actor, found.initiative))
    scored = scorings(session, [number], actor)[number]
    if scored.open is None or not scored.open.shown:
        raise Conflict(_("Somebody was quicker: look what stands there now."))
    form = chosen_form(scored.open.version)
    if form.validate():
        try:
            with transaction() as writing:
                agree(
                    writing, get_visible(writing, number, actor), actor, form.answers(scored.open.version),
                    round_id=form.version.data or 0, note=form.note.data or "", now=present(),
                )  # fmt: skip
        except (Invalid, Conflict) as error:
            form.refuse(error)
        else:
            say(_("Written down. The committee will be told."))
            return redirect(f"/scoring/{number_path(number)}", 303)
    return page(found, scored, form), 422


@blueprint.post("/<item:number>/call")
@requires(SCORE)
def ask_all(number: int) -> ResponseReturnValue:
    """Ask the whole committee to score it, by the model that was chosen."""
    form, actor = Form(), current_actor()
    version_id = whole_number(request.form.get("version"))
    if not form.validate() or version_id is None:
        raise NotFound
    with transaction() as session:
        call(session, get_visible(session, number, actor), actor, version_id=version_id, now=present())
    say(_("Everybody in the committee is asked to score it."))
    return redirect(f"/scoring/{number_path(number)}", 303)


def page(found: Detail, scored: Scoring, form: Any = None) -> str:
    """What has been given and agreed, as far as this reader may see it."""
    going_on, actor = scored.open, current_actor()
    can = can_score(actor, found.initiative)
    shown = going_on if going_on is not None and going_on.shown else None
    agreeing = None
    if shown is not None and can and scored.can_agree:
        agreeing = _agreeing(shown, form)
    return render_template(
        "scoring/together.html",
        story=story(found),
        closed=not can,
        version=shown.version if shown else scored.agreed.version if scored.agreed else scored.version,
        beside=beside(shown) if shown else None,
        given=_given(scored, shown) if shown else None,
        correct=f"/scoring/{number_path(scored.number)}?correct=1"
        if shown and can and can_correct(len(shown.sheets))
        else None,
        agreeing=agreeing,
        agreed=[_agreed(one) for one in reversed(scored.rounds) if one.agreed],
        calling=models_to_call(scored) if can else [],
        next_href=f"/scoring/next?after={number_path(scored.number)}",
    )


def _given(scored: Scoring, shown: RoundView) -> str:
    """How many have scored, and whether that is enough; after its acceptance, that nobody agreed in time."""
    if scored.ended:
        return _("It was accepted before you agreed on a score.")
    return given_words(len(shown.sheets), scored.quorum)


def _agreeing(shown: RoundView, form: Any) -> dict[str, Any]:
    """The form of what is agreed: it begins with the medians; one between two steps is left to be chosen."""
    if form is None:
        rule, middles = shown.version.rule, shown.middle
        form = chosen_form(
            shown.version, {one.key: middles[one.key] for one in rule.criteria if one.takes(middles[one.key])}
        )
    return {"form": form, "round": shown.id, "questions": questions(shown.version, form, field_of, shown)}


def _agreed(one: RoundView) -> dict[str, Any]:
    """What was agreed, and what everybody had given."""
    assert one.agreed is not None  # noqa: S101 - it is asked for those alone
    version, of = one.version, one.agreed
    return {
        "result": in_words(of.result),
        "worked": worked(version.kind, version.own, of.values, of.result),
        "model": version_name(version),
        "note": of.note,
        "by": of.by,
        "at": of.at,
        "beside": beside(one) if one.shown else None,
    }


def models_to_call(scored: Scoring) -> list[dict[str, Any]]:
    """Models by which all can be asked to score it, the one that is due first."""
    known, due = scheme(db.session()), scored.version
    versions = [due, *(one.newest for one in known.models if not one.retired and one.newest.id != due.id)]
    return [{"id": one.id, "name": version_name(one), "formula": one.formula} for one in versions]


def going_on(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """What one has scored and nobody has agreed on yet, ready ones first."""
    rows = {row.id: row for row in scored_and_open(session, actor)}
    found = scorings(session, list(rows), actor)
    return sorted(
        (_line(rows[number], scored) for number, scored in found.items() if scored.open and scored.open.shown),
        key=lambda line: (not line["ready"], line["title"]),
    )


def _line(row: Any, scored: Scoring) -> dict[str, Any]:
    assert scored.open is not None  # noqa: S101 - it is asked for those alone
    all_of_it = beside(scored.open)
    return {
        "title": row.title,
        "href": f"/scoring/{number_path(row.id)}",
        "number": row.id,
        "support_count": row.support_count,
        "given": given_words(len(scored.open.sheets), scored.quorum),
        "ready": scored.can_agree,
        "middle": all_of_it.middle,
        "spread": all_of_it.spread,
        "far": any(line.far for line in all_of_it.lines),
    }
