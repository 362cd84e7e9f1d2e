"""Administration of the company's own statuses."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import DomainError
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.web.flashes import say
from portal.initiatives.forms import StatusForm
from portal.initiatives.models import StatusType
from portal.initiatives.policy import MANAGE_STATUSES
from portal.initiatives.queries import statuses
from portal.initiatives.services.statuses import (
    PORTAL_OWN,
    add_status,
    bring_back_status,
    get_status,
    rename_status,
    retire_status,
    shift_status,
)
from portal.people.access import current_actor, requires

PATH = "/administration/statuses"
blueprint = Blueprint("statuses", __name__, url_prefix=PATH)

TYPE_LABELS = {
    StatusType.DRAFT: _l("Withdrawn: only the author sees it"),
    StatusType.NEW: _l("New: waits for the first answer"),
    StatusType.IN_REVIEW: _l("In review: the committee is looking at it"),
    StatusType.ACCEPTED: _l("Accepted: it will be done"),
    StatusType.IN_PROGRESS: _l("In progress: somebody is doing it"),
    StatusType.IMPLEMENTED: _l("Implemented: it is done"),
    StatusType.MEASURED: _l("Measured: we know what it gave"),
    StatusType.DECLINED: _l("Declined, with a reason"),
    StatusType.DEFERRED: _l("Deferred until a day"),
    StatusType.MERGED: _l("Merged into another one"),
}


@blueprint.get("")
@requires(MANAGE_STATUSES)
def index() -> str:
    """All statuses in their order, each with what can be done, and a form for one more."""
    return _page(_with_types(StatusForm(formdata=None)))


@blueprint.post("")
@requires(MANAGE_STATUSES)
def add() -> ResponseReturnValue:
    """One more status."""
    form = _with_types(StatusForm())
    if form.validate():
        try:
            with transaction() as session:
                type_ = StatusType(form.type.data)
                add_status(session, current_actor(), type_=type_, names=form.names, now=clock.now())
            say(_("Added."))
            return redirect(PATH, 303)
        except DomainError as error:
            form.refuse(error)
    return _page(form), 422


@blueprint.post("/<int:status_id>")
@requires(MANAGE_STATUSES)
def rename(status_id: int) -> ResponseReturnValue:
    """Other names."""
    form = StatusForm()
    del form.type
    if form.validate():
        try:
            with transaction() as session:
                rename_status(
                    session, get_status(session, status_id), current_actor(), names=form.names, now=clock.now()
                )
            say(_("Renamed."))
            return redirect(PATH, 303)
        except DomainError as error:
            form.refuse(error)
    return _page(_with_types(StatusForm(formdata=None)), renamed=(status_id, form)), 422


@blueprint.post("/<int:status_id>/up", defaults={"by": -1}, endpoint="up")
@blueprint.post("/<int:status_id>/down", defaults={"by": 1}, endpoint="down")
@requires(MANAGE_STATUSES)
def shift(status_id: int, by: int) -> ResponseReturnValue:
    """One place up or down."""
    with transaction() as session:
        shift_status(session, get_status(session, status_id), current_actor(), by=by, now=clock.now())
    return redirect(f"{PATH}#status-{status_id}", 303)


@blueprint.post("/<int:status_id>/retire")
@requires(MANAGE_STATUSES)
def retire(status_id: int) -> ResponseReturnValue:
    """Out of use; the note on the next page takes it back."""
    with transaction() as session:
        retire_status(session, get_status(session, status_id), current_actor(), now=clock.now())
    say(_("Retired. What has it keeps it."), undo=(f"{PATH}/{status_id}/bring-back", _("Undo")))
    return redirect(PATH, 303)


@blueprint.post("/<int:status_id>/bring-back")
@requires(MANAGE_STATUSES)
def bring_back(status_id: int) -> ResponseReturnValue:
    """Into use again."""
    with transaction() as session:
        bring_back_status(session, get_status(session, status_id), current_actor(), now=clock.now())
    say(_("In use again."))
    return redirect(PATH, 303)


def _page(form: StatusForm, renamed: tuple[int, StatusForm] | None = None) -> str:
    known = statuses(db.session()).all
    rows = [
        {
            "one": status,
            "notes": [TYPE_LABELS[status.type], *([_("the portal uses it by itself")] if status.is_default else [])],
            "kept": status.is_default,
            "form": _rename_form(status.id, status.names, renamed),
        }
        for status in known
    ]
    return render_template(
        "initiatives/statuses/index.html",
        rows=[row for row, status in zip(rows, known, strict=True) if status.retired_at is None],
        retired=[row for row, status in zip(rows, known, strict=True) if status.retired_at is not None],
        form=form,
        base=PATH,
    )


def _rename_form(status_id: int, names: object, renamed: tuple[int, StatusForm] | None) -> StatusForm:
    if renamed is not None and renamed[0] == status_id:
        return renamed[1]
    form = StatusForm(formdata=None, data=names, prefix="")
    del form.type
    return form


def _with_types(form: StatusForm) -> StatusForm:
    form.offer([(type_.value, str(label)) for type_, label in TYPE_LABELS.items() if type_ not in PORTAL_OWN])
    return form
