"""Saying thank you for an initiative, and taking it back."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid, require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import number_path
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.guard.views.asking import whole_and_known
from portal.initiatives.models import Initiative
from portal.initiatives.queries import get_visible
from portal.people.access import current_actor, signed_in
from portal.people.sending_limit import rate_limited
from portal.recognition.forms import COLLEAGUE, CUSTOMER, ThanksForm
from portal.recognition.models import Thanks
from portal.recognition.policy import can_pass_on, can_thank
from portal.recognition.services.thanking import get_thanks, pass_on, put_back, thank, withdraw
from portal.recognition.views import blueprint


@blueprint.get("/thanks/<item:number>")
@signed_in
def say_thanks(number: int) -> ResponseReturnValue:
    """The form: a page of its own, to which the initiative's leads."""
    initiative = _thankable(number)
    whose = CUSTOMER if request.args.get("whose") == CUSTOMER else COLLEAGUE
    return _page(ThanksForm(formdata=None, whose=whose), initiative)


@blueprint.post("/thanks/<item:number>")
@signed_in
@rate_limited
@holds(_l("Sent again, it becomes your thanks."), "words", along=("whose",))
def give_thanks(number: int) -> ResponseReturnValue:
    """Say it. Words are welcome, not required of a colleague."""
    initiative, form, actor = _thankable(number), ThanksForm(), current_actor()
    if not whole_and_known(form, "words"):
        return _page(form, initiative), 422
    how = pass_on if form.whose.data == CUSTOMER else thank
    try:
        with transaction() as session:
            row = get_visible(session, number, actor, lock=True)
            said = how(session, row, actor, words=form.words.data or "", now=clock.now())
    except Invalid as error:
        form.refuse(error)
        return _page(form, initiative), 422
    say(_("They will see your thanks."))
    return redirect(place_of(number, said))


@blueprint.post("/thanks/<item:number>/<int:thanks_id>/withdraw")
@signed_in
def take_back(number: int, thanks_id: int) -> ResponseReturnValue:
    """Take one's thanks back; a note offers to undo that."""
    actor = current_actor()
    with transaction() as session:
        said = get_thanks(session, get_visible(session, number, actor), thanks_id, actor)
        withdraw(session, said, actor, now=clock.now())
    undo = url_for(".have_back", number=number, thanks_id=thanks_id)
    say(_("Your thanks are taken back."), undo=(undo, _("Undo")))
    return redirect(f"/initiatives/{number_path(number)}#thanks")


@blueprint.post("/thanks/<item:number>/<int:thanks_id>/have-back")
@signed_in
def have_back(number: int, thanks_id: int) -> ResponseReturnValue:
    """Undo that."""
    actor = current_actor()
    with transaction() as session:
        said = get_thanks(session, get_visible(session, number, actor), thanks_id, actor)
        put_back(session, said, actor, now=clock.now())
    return redirect(place_of(number, said))


def _thankable(number: int) -> Initiative:
    actor = current_actor()
    initiative = get_visible(db.session(), number, actor)
    require(can_thank(actor, initiative) or can_pass_on(actor, initiative), _("One thanks others, for what is done."))
    return initiative


def place_of(number: int, said: Thanks) -> str:
    """Where thanks stand."""
    return f"/initiatives/{number_path(number)}#thanks-{said.id}"


def _page(form: ThanksForm, initiative: Initiative) -> str:
    return render_template(
        "recognition/thank.html",
        form=form,
        title=initiative.title,
        back=f"/initiatives/{number_path(initiative.id)}",
        own=not can_thank(current_actor(), initiative),
    )
