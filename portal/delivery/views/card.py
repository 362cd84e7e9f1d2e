"""Writing the PDCA card."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import render
from portal.core.numbers import number_path
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.delivery.forms import CardForm
from portal.delivery.models import PARTS
from portal.delivery.policy import can_arrange
from portal.delivery.queries.card import card_of
from portal.delivery.services.card import write_card
from portal.delivery.services.planning import NOT_YOURS
from portal.delivery.views import blueprint
from portal.guard.views.asking import whole_and_known
from portal.initiatives.models import Initiative
from portal.initiatives.queries import get_visible
from portal.people.access import current_actor, signed_in
from portal.people.sending_limit import rate_limited


@blueprint.get("/initiatives/<item:number>/work/card")
@signed_in
def card(number: int) -> ResponseReturnValue:
    """The card as it stands, to be written on."""
    initiative = get_visible(db.session(), number, current_actor())
    require(can_arrange(current_actor(), initiative), NOT_YOURS)
    return _page(initiative, _standing(initiative))


@blueprint.post("/initiatives/<item:number>/work/card")
@signed_in
@rate_limited
@holds(_l("Sent again, it stands on the card."), *PARTS, along=("version",))
def save_card(number: int) -> ResponseReturnValue:
    """Keep what is written; both texts are shown when somebody else wrote meanwhile."""
    actor, form, status = current_actor(), CardForm(), 422
    require(can_arrange(actor, get_visible(db.session(), number, actor)), NOT_YOURS)
    if whole_and_known(form, *PARTS):
        parts, version = {name: render(form[name].data or "") for name in PARTS}, form.version.data or 0
        try:
            with transaction() as session:
                initiative = get_visible(session, number, actor)
                write_card(session, initiative, actor, parts, version=version, now=clock.now())
        except Invalid as error:
            form.refuse(error)
        except Conflict:
            status = 409
        else:
            say(_("Saved."))
            return redirect(f"/initiatives/{number_path(number)}/work#card", 303)
    initiative = get_visible(db.session(), number, actor)
    if status == 409:
        form.show_theirs(_standing(initiative))
    return _page(initiative, form), status


def _standing(initiative: Initiative) -> CardForm:
    row = card_of(db.session(), initiative.id)
    words = {name: getattr(row, name) for name in PARTS} if row else {}
    return CardForm(formdata=None, version=row.version if row else 0, **words)


def _page(initiative: Initiative, form: CardForm) -> str:
    return render_template("delivery/card.html", initiative=initiative, form=form)
