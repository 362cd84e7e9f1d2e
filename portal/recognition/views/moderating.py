"""Reporting thanks that hurt somebody, and hiding them: as comments are."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import number_path
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.discussion.forms import ReasonForm
from portal.discussion.reportable import ReasonPage
from portal.initiatives.queries import get_visible
from portal.people.access import current_actor, requires, signed_in
from portal.people.queries import person_names
from portal.people.sending_limit import rate_limited
from portal.recognition.models import Thanks
from portal.recognition.policy import MODERATE, can_hide, can_report
from portal.recognition.services.moderating import hide, report, settle_reports, show_again
from portal.recognition.services.thanking import get_thanks
from portal.recognition.views import blueprint
from portal.recognition.views.thanks import place_of

REPORTING = ReasonPage(
    title=_l("Report thanks"),
    note=_l("The editors look at it and decide. Whoever said it doesn’t learn who reported it."),
    help=_l("What is wrong with them, in a sentence."),
    button=_l("Report"),
)
HIDING = ReasonPage(
    title=_l("Hide thanks"),
    note=_l("Editors and whoever said it still see them, with the reason."),
    help=_l("One sentence that whoever said it will understand."),
    button=_l("Hide"),
)


@blueprint.get("/thanks/<item:number>/<int:thanks_id>/report")
@signed_in
def report_form(number: int, thanks_id: int) -> ResponseReturnValue:
    """What is wrong with it?"""
    return _reason_page(REPORTING, ReasonForm(formdata=None), number, thanks_id, can_report)


@blueprint.post("/thanks/<item:number>/<int:thanks_id>/report")
@signed_in
@rate_limited
@holds(_l("Sent again, it becomes a report to the editors."), "reason")
def send_report(number: int, thanks_id: int) -> ResponseReturnValue:
    """Tell the editors."""
    form, actor = ReasonForm(), current_actor()
    if not form.validate():
        return _reason_page(REPORTING, form, number, thanks_id, can_report), 422
    with transaction() as session:
        said = get_thanks(session, get_visible(session, number, actor), thanks_id, actor)
        report(session, said, actor, reason=form.reason.data or "", now=clock.now())
    say(_("Thank you. The editors will look at it."))
    return redirect(place_of(number, said))


@blueprint.post("/thanks/<item:number>/<int:thanks_id>/settle")
@requires(MODERATE)
def settle(number: int, thanks_id: int) -> ResponseReturnValue:
    """Leave reported thanks as they are."""
    actor = current_actor()
    with transaction() as session:
        said = get_thanks(session, get_visible(session, number, actor), thanks_id, actor, reported=True)
        settle_reports(session, said, actor, now=clock.now())
    say(_("The thanks stay. The report is settled."))
    return redirect(url_for("discussion.reports"))


@blueprint.get("/thanks/<item:number>/<int:thanks_id>/hide")
@requires(MODERATE)
def ask_why(number: int, thanks_id: int) -> ResponseReturnValue:
    """Hiding needs a reason."""
    return _reason_page(HIDING, ReasonForm(formdata=None), number, thanks_id, can_hide)


@blueprint.post("/thanks/<item:number>/<int:thanks_id>/hide")
@requires(MODERATE)
def hide_it(number: int, thanks_id: int) -> ResponseReturnValue:
    """Hide it from all but editors and whoever said it."""
    form, actor = ReasonForm(), current_actor()
    if not form.validate():
        return _reason_page(HIDING, form, number, thanks_id, can_hide), 422
    with transaction() as session:
        said = get_thanks(session, get_visible(session, number, actor), thanks_id, actor)
        hide(session, said, actor, reason=form.reason.data or "", now=clock.now())
    undo = url_for(".show_it_again", number=number, thanks_id=thanks_id)
    say(_("Hidden. Whoever said it sees why."), undo=(undo, _("Undo")))
    reported = request.form.get("then") == "reports"
    return redirect(url_for("discussion.reports") if reported else f"/initiatives/{number_path(number)}#thanks")


@blueprint.post("/thanks/<item:number>/<int:thanks_id>/show-again")
@requires(MODERATE)
def show_it_again(number: int, thanks_id: int) -> ResponseReturnValue:
    """Undo the hiding."""
    actor = current_actor()
    with transaction() as session:
        said = get_thanks(session, get_visible(session, number, actor), thanks_id, actor)
        show_again(session, said, actor, now=clock.now())
    return redirect(place_of(number, said))


def _reason_page(
    words: ReasonPage, form: ReasonForm, number: int, thanks_id: int, allowed: Callable[[Actor, Thanks], bool]
) -> str:
    """The same page as for comments: what it is about, and why."""
    actor, session = current_actor(), db.session()
    initiative = get_visible(session, number, actor)
    said = get_thanks(session, initiative, thanks_id, actor)
    require(allowed(actor, said))
    back, names = f"/initiatives/{number_path(number)}", person_names(session, [said.by_id])
    return render_template(
        "discussion/reason.html", words=words, card={"title": initiative.title, "href": back}, form=form,
        html=Markup("<p>{}</p>").format(said.words), at=said.at, author=names.get(said.by_id),
        back_href=f"{back}#thanks",
    )  # fmt: skip
