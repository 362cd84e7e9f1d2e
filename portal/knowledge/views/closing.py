"""Closing a former version, with what else says the same; opening it again; and offering it after publishing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Invalid, NotFound, require
from portal.core.i18n import gettext as _
from portal.core.typed import whole_number
from portal.core.web.flashes import say
from portal.guard.findings import Finding, findings
from portal.guard.queries import allowed
from portal.guard.views.asking import whole_and_known
from portal.knowledge.forms import CloseForm
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision
from portal.knowledge.policy import can_close_version
from portal.knowledge.queries import get_visible, revision_of, standing
from portal.knowledge.queries.history import former_open
from portal.knowledge.queries.marks import ShownMark, marks_of
from portal.knowledge.services.closing import close_version, open_again
from portal.knowledge.services.guarding import findings_in, masked_since
from portal.knowledge.views.blueprint import blueprint
from portal.people.access import current_actor, signed_in

#: What is said in the address when publishing has led here.
PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Said:
    """What the guard finds in a former version and not in what stands, and where else that is said."""

    findings: Sequence[Finding]
    #: Other former versions that hold some of it, and green marks that quote it.
    also: Sequence[KnowledgeRevision]
    marks: Sequence[ShownMark]


@blueprint.get("/<item:number>/versions/<int:revision>/close")
@signed_in
def ask_to_close(number: int, revision: int) -> ResponseReturnValue:
    """The form that asks for the reason."""
    session = db.session()
    item, former = _closable(session, number, revision)
    if former.is_closed:
        return redirect(url_for(".history", number=number))
    given = _("Personal data were masked in a later version.") if _after_publishing() else ""
    return _page(session, item, former, CloseForm(formdata=None, reason=given))


@blueprint.post("/<item:number>/versions/<int:revision>/close")
@signed_in
def close(number: int, revision: int) -> ResponseReturnValue:
    """Close it, and those of the others that are ticked; a note offers to undo that."""
    session, form, actor = db.session(), CloseForm(), current_actor()
    item, former = _closable(session, number, revision)
    numbers = [revision, *_ticked(former)]
    if whole_and_known(form, "reason", strict=True):
        try:
            _close(number, numbers, actor, form.reason.data or "")
        except Invalid as error:
            form.refuse(error)
        else:
            undo = url_for(".open_versions_again", number=number, versions=",".join(map(str, numbers)))
            say(_("Closed. A day from now its words are gone for good."), undo=(undo, _("Undo")))
            return redirect(url_for(".history", number=number))
    return _page(db.session(), item, former, form), 422


def _close(number: int, numbers: Collection[int], actor: Actor, reason: str) -> None:
    with transaction() as session:
        item, now = get_visible(session, None, number, actor, lock=True), clock.now()
        for one in numbers:
            close_version(session, item, actor, one, reason=reason, now=now)


@blueprint.post("/<item:number>/versions/open-again")
@signed_in
def open_versions_again(number: int) -> ResponseReturnValue:
    """Undo the closing of some ``versions``."""
    actor = current_actor()
    with transaction() as session:
        item, now = get_visible(session, None, number, actor, lock=True), clock.now()
        for one in request.args.get("versions", "").split(","):
            open_again(session, item, actor, whole_number(one) or 0, now=now)
    say(_("It can be read again."))
    return redirect(url_for(".history", number=number))


def offer_to_close(session: Session, item: KnowledgeItem, before: int | None) -> str | None:
    """Where to go after publishing when the version ``before`` it holds personal data that are masked now."""
    stands = standing(session, item)
    if not before or stands is None or before == stands.number:
        return None
    former = revision_of(session, item, before)
    open_to_all = can_close_version(current_actor(), item, former) and not former.is_closed
    if not open_to_all or len(findings_in(session, stands)) >= len(findings_in(session, former)):
        return None
    return url_for(".ask_to_close", number=item.id, revision=before, after=PUBLISHED)


def _after_publishing() -> bool:
    return request.args.get("after") == PUBLISHED


def _closable(session: Session, number: int, revision: int) -> tuple[KnowledgeItem, KnowledgeRevision]:
    actor = current_actor()
    item = get_visible(session, None, number, actor)
    former = revision_of(session, item, revision)
    if former.published_at is None:
        raise NotFound
    require(can_close_version(actor, item, former))
    return item, former


def _ticked(former: KnowledgeRevision) -> list[int]:
    ticked = (whole_number(one) for one in request.form.getlist("also"))
    return sorted({one for one in ticked if one and one != former.number})


def _page(session: Session, item: KnowledgeItem, former: KnowledgeRevision, form: CloseForm) -> str:
    href = item_href(item.kind, item.id)
    return render_template(
        "knowledge/close_version.html",
        title=item.title,
        number=item.id,
        href=href,
        back_href=href if _after_publishing() else url_for(".version", number=item.id, revision=former.number),
        revision=former,
        form=form,
        said=_said(session, item, former),
        after_publishing=_after_publishing(),
        ticked=_ticked(former) if request.method == "POST" else None,
    )


def _said(session: Session, item: KnowledgeItem, former: KnowledgeRevision) -> Said:
    """Slow for long texts, so never in a transaction."""
    stands = standing(session, item)
    gone = masked_since(session, former, stands) if stands else frozenset()
    if not gone:
        return Said((), (), ())
    others = [one for one in former_open(session, item) if one.id != former.id]
    return Said(
        findings=[one for one in findings_in(session, former) if one.key in gone],
        also=[one for one in others if gone & {found.key for found in findings_in(session, one)}],
        marks=[one for one in marks_of(session, item.id) if _quotes(session, one, gone)],
    )


def _quotes(session: Session, mark: ShownMark, gone: frozenset[str]) -> bool:
    return bool(gone & {one.key for one in findings({"quote": mark.quote}, allowed(session))})
