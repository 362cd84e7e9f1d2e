"""What readers say of an item with a click or a line: reactions, and whether it helped."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.core.forms import Form, Letters, LineField
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import ItemReactionKind, KnowledgeItem
from portal.knowledge.queries import get_visible
from portal.knowledge.queries.voices import reacted_by
from portal.knowledge.services.helpfulness import MAX_REASON_LETTERS, say_whether_it_helped, settle
from portal.knowledge.services.reacting import react, unreact
from portal.knowledge.views.blueprint import blueprint
from portal.people.access import current_actor, signed_in

#: The part of an item's page where readers say something.
VOICES = "heard"


class HelpForm(Form):
    """What was missing."""

    reason = LineField(_l("What was missing?"), validators=[Letters(high=MAX_REASON_LETTERS)])


def back_to(item: KnowledgeItem, part: str = VOICES) -> Response:
    """Back to the item's page."""
    return redirect(f"{item_href(item.kind, item.id)}#{part}")


@blueprint.post("/<item:number>/reactions")
@signed_in
def change_reaction(number: int) -> ResponseReturnValue:
    """Give the reaction ``give`` or take back the reaction ``take_back``."""
    actor, taken_back = current_actor(), request.form.get("take_back")
    reaction = _reaction(taken_back or request.form.get("give", ""))
    with transaction() as session:
        item = get_visible(session, None, number, actor)
        (unreact if taken_back else react)(session, item, actor, reaction, now=clock.now())
    return back_to(item)


def _reaction(word: str) -> ItemReactionKind:
    try:
        return ItemReactionKind(word)
    except ValueError:
        raise Invalid(_("There is no such reaction.")) from None


@blueprint.get("/<item:number>/reactions")
@signed_in
def who_reacted(number: int) -> ResponseReturnValue:
    """Who said what, by reaction."""
    session = db.session()
    item = get_visible(session, None, number, current_actor())
    by_kind = reacted_by(session, item.id)
    return render_template("knowledge/reactions.html", item=item, href=item_href(item.kind, number), by_kind=by_kind)


@blueprint.post("/<item:number>/help")
@signed_in
@holds(_l("Sent again, it tells the keeper what was missing."), "reason", along=("helpful",))
def answer_help(number: int) -> ResponseReturnValue:
    """Whether it helped (``helpful`` yes or no); a no says what was missing."""
    actor, form, helpful = current_actor(), HelpForm(), request.form.get("helpful") == "yes"
    if not form.validate():
        return _help_page(number, form), 422
    try:
        with transaction() as session:
            item = get_visible(session, None, number, actor)
            reason = form.reason.data or ""
            say_whether_it_helped(session, item, actor, helpful=helpful, reason=reason, now=clock.now())
    except Invalid as error:
        form.refuse(error)
        return _help_page(number, form), 422
    say(_("Thank you.") if helpful else _("Thank you: whoever keeps it reads what you wrote."))
    return back_to(item)


def _help_page(number: int, form: HelpForm) -> str:
    item = get_visible(db.session(), None, number, current_actor())
    return render_template("knowledge/help.html", item=item, href=item_href(item.kind, number), form=form)


@blueprint.post("/<item:number>/help/<int:person_id>/settle")
@signed_in
def settle_help(number: int, person_id: int) -> ResponseReturnValue:
    """What was missing is dealt with (``settled=0``: it isn't after all)."""
    actor, settled = current_actor(), request.args.get("settled") != "0"
    with transaction() as session:
        item = get_visible(session, None, number, actor)
        settle(session, item, person_id, actor, settled=settled, now=clock.now())
    if settled:
        undo = url_for(".settle_help", number=number, person_id=person_id, settled=0)
        say(_("Settled: it leaves the list."), undo=(undo, _("Undo")))
    return redirect(url_for(".help_answers"))
