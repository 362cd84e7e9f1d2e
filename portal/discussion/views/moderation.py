"""Reporting a comment, and the editors' page where reports are settled."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.discussion.forms import ReasonForm
from portal.discussion.models import Comment
from portal.discussion.policy import MODERATE, can_hide, can_report
from portal.discussion.reportable import ReasonPage
from portal.discussion.reported import reported_words
from portal.discussion.services.moderation import hide, report, settle_reports, show_again
from portal.discussion.services.visible import visible_comment
from portal.discussion.views.blueprint import back_to_comment, blueprint, href_of
from portal.people.access import current_actor, requires, signed_in
from portal.people.sending_limit import rate_limited

REPORTING = ReasonPage(
    title=_l("Report a comment"),
    note=_l("The editors look at it and decide. The author doesn’t learn who reported it."),
    help=_l("What is wrong with it, in a sentence."),
    button=_l("Report"),
)
HIDING = ReasonPage(
    title=_l("Hide a comment"),
    note=_l("Its place stays, its words don’t. The author is told and reads the reason."),
    help=_l("One sentence that the author will understand."),
    button=_l("Hide"),
)


@blueprint.get("/comments/<int:comment_id>/report")
@signed_in
def report_form(comment_id: int) -> ResponseReturnValue:
    """Why doesn't it belong here?"""
    return _reason_page(REPORTING, comment_id, can_report, ReasonForm(formdata=None))


@blueprint.post("/comments/<int:comment_id>/report")
@signed_in
@rate_limited
@holds(_l("Sent again, it becomes a report to the editors."), "reason")
def send_report(comment_id: int) -> ResponseReturnValue:
    """Tell the editors."""
    form, actor = ReasonForm(), current_actor()
    if not form.validate():
        return _reason_page(REPORTING, comment_id, can_report, form), 422
    with transaction() as session:
        report(session, comment_id, actor, reason=form.reason.data or "", now=clock.now())
    say(_("Thank you. The editors will look at it."))
    return _back(comment_id)


@blueprint.get("/comments/<int:comment_id>/hide")
@requires(MODERATE)
def hide_form(comment_id: int) -> ResponseReturnValue:
    """Why is it hidden?"""
    return _reason_page(HIDING, comment_id, can_hide, ReasonForm(formdata=None))


@blueprint.post("/comments/<int:comment_id>/hide")
@requires(MODERATE)
def hide_comment(comment_id: int) -> ResponseReturnValue:
    """Hide a comment; a note offers to undo that."""
    form, actor = ReasonForm(), current_actor()
    if not form.validate():
        return _reason_page(HIDING, comment_id, can_hide, form), 422
    with transaction() as session:
        hide(session, comment_id, actor, reason=form.reason.data or "", now=clock.now())
    say(_("The comment is hidden."), undo=(url_for(".show_comment_again", comment_id=comment_id), _("Undo")))
    return redirect(url_for(".reports")) if request.form.get("then") == "reports" else _back(comment_id)


@blueprint.post("/comments/<int:comment_id>/show")
@requires(MODERATE)
def show_comment_again(comment_id: int) -> ResponseReturnValue:
    """Undo the hiding."""
    with transaction() as session:
        show_again(session, comment_id, current_actor(), now=clock.now())
    say(_("The comment is shown again."))
    return _back(comment_id)


@blueprint.get("/reports")
@requires(MODERATE)
def reports() -> ResponseReturnValue:
    """What readers have reported and nobody has settled, the longest waiting first."""
    found = reported_words(db.session(), current_actor())
    return render_template(
        "discussion/reports.html", reported=found.words, elsewhere=found.elsewhere, form=ReasonForm()
    )


@blueprint.post("/comments/<int:comment_id>/settle")
@requires(MODERATE)
def settle(comment_id: int) -> ResponseReturnValue:
    """Leave a reported comment as it is."""
    with transaction() as session:
        settle_reports(session, comment_id, current_actor(), now=clock.now())
    say(_("The comment stays. The report is settled."))
    return redirect(url_for(".reports"))


def _reason_page(words: ReasonPage, comment_id: int, allowed: Callable[[Any, Comment], bool], form: ReasonForm) -> str:
    actor, session = current_actor(), db.session()
    row, card = visible_comment(session, comment_id, actor)
    require(allowed(actor, row))
    author = row.author.name if row.author is not None and row.author.erased_at is None else None
    return render_template(
        "discussion/reason.html", words=words, card=card, form=form, html=row.html, at=row.at, author=author,
        back_href=href_of(session, row, card, actor),
    )  # fmt: skip


def _back(comment_id: int) -> ResponseReturnValue:
    actor = current_actor()
    row, _card = visible_comment(db.session(), comment_id, actor)
    return back_to_comment(db.session(), row, actor)
