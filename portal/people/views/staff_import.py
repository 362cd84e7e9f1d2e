"""Bringing people in from a file: choose it, see what would change, then all of it at once."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.drafts import forget_draft
from portal.core.errors import Invalid
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.people.access import current_actor, requires
from portal.people.forms.administration import ROLE_NAMES, ConfirmImportForm, ImportFileForm
from portal.people.policy import MANAGE_PEOPLE
from portal.people.services.importing import ImportPlan, apply_import, check_rows, plan_import
from portal.people.services.spreadsheets import MAX_FILE_BYTES, Table, keep_table, kept_table, pack_table, read_table
from portal.people.views.blueprint import administration

#: The page shows so many rows of each kind; the numbers count all.
SHOWN = 200


@administration.get("/people/import")
@requires(MANAGE_PEOPLE)
def choose_file() -> str:
    return render_template("people/administration/import.html", form=ImportFileForm())


@administration.post("/people/import")
@requires(MANAGE_PEOPLE)
def read_file() -> Response | tuple[str, int]:
    form, key = ImportFileForm(), secrets.token_urlsafe(16)
    try:
        if form.validate():
            packed = pack_table(read_table(form.file.data.stream.read(MAX_FILE_BYTES + 1)))
            with transaction() as writing:
                keep_table(writing, current_actor(), key, packed, now=clock.now())
            return redirect(url_for("administration.preview_import", key=key))
    except Invalid as refusal:
        form.refuse(refusal)
    return render_template("people/administration/import.html", form=form), 422


@administration.get("/people/import/<key>")
@requires(MANAGE_PEOPLE)
def preview_import(key: str) -> str:
    table = kept_table(db.session(), current_actor(), key)
    return _preview(table, plan_import(db.session(), check_rows(table.rows)), key)


@administration.post("/people/import/<key>")
@requires(MANAGE_PEOPLE)
def carry_out_import(key: str) -> Response | tuple[str, int]:
    form, actor = ConfirmImportForm(), current_actor()
    table, whole = kept_table(db.session(), actor, key), form.validate()
    rows = check_rows(table.rows)
    with transaction() as writing:
        plan = plan_import(writing, rows)  # what stands now is what was confirmed, or nothing happens
        confirmed = whole and form.digest.data == plan.digest and not plan.faults
        if confirmed:
            apply_import(writing, plan, actor, clock.now())
            forget_draft(writing, actor, key)
    if not confirmed:
        flash(_("Something changed since you looked. Nothing was imported; please look again."), "warning")
        return _preview(table, plan, key), 409
    n = len(plan.new) + len(plan.changed)
    flash(ngettext("%(num)s person added or changed.", "%(num)s people added or changed.", n), "success")
    return redirect(url_for("administration.people_list"))


@administration.post("/people/import/<key>/discard")
@requires(MANAGE_PEOPLE)
def discard_import(key: str) -> Response:
    with transaction() as writing:
        forget_draft(writing, current_actor(), key)
    return redirect(url_for("administration.choose_file"))


def _preview(table: Table, plan: ImportPlan, key: str) -> str:
    return render_template(
        "people/administration/import_preview.html",
        plan=plan,
        ignored=table.ignored,
        shown=SHOWN,
        key=key,
        form=ConfirmImportForm(formdata=None, data={"digest": plan.digest}),
        action=request.path,
        role_names=ROLE_NAMES,
    )
