"""Bringing people in from a file: choose it, see what would change, then all of it at once."""

import secrets
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.drafts import forget_draft
from portal.core.errors import Invalid
from portal.core.i18n import LANGUAGES, ngettext
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.line_faults import FaultyLines
from portal.core.web.sizes import takes_files
from portal.people.access import current_actor, requires
from portal.people.forms.administration import ROLE_NAMES, ConfirmImportForm, ImportFileForm
from portal.people.policy import MANAGE_PEOPLE
from portal.people.services.accounts import LINK_HOURS
from portal.people.services.import_plan import ImportPlan, plan_import
from portal.people.services.importing import NewLink, apply_import, links_for
from portal.people.services.person_rows import check_rows
from portal.people.services.spreadsheets import MAX_FILE_BYTES, Table, keep_table, kept_table, pack_table, read_table
from portal.people.views.blueprint import administration

#: The page shows so many rows of each kind; the numbers count all.
SHOWN = 200
COLUMNS = {
    "id": _l("id"),
    "name": _l("Name"),
    "email": _l("E-mail"),
    "team": _l("Team"),
    "job": _l("Job"),
    "roles": _l("Roles"),
    "language": _l("Language"),
    "started_on": _l("First day"),
    "mentor": _l("Mentor"),
}
#: Columns of their own where new people are shown.
BESIDE_NAME = [column for column in COLUMNS if column not in {"name", "email"}]


@administration.get("/people/import")
@requires(MANAGE_PEOPLE)
def choose_file() -> str:
    return render_template("people/administration/import.html", form=ImportFileForm())


@administration.post("/people/import")
@requires(MANAGE_PEOPLE)
@takes_files
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
def carry_out_import(key: str) -> str | Response | tuple[str, int]:
    form, actor, now = ConfirmImportForm(), current_actor(), clock.now()
    table, whole = kept_table(db.session(), actor, key), form.validate()
    rows = check_rows(table.rows)
    links: list[NewLink] = []
    try:
        with transaction() as writing:
            plan = plan_import(writing, rows)  # what stands now is what was confirmed, or nothing happens
            confirmed = whole and form.digest.data == plan.digest
            if confirmed:
                links = links_for(writing, apply_import(writing, plan, actor, now), actor, now)
                forget_draft(writing, actor, key)
    except FaultyLines as refusal:
        plan, confirmed = replace(plan, faults=refusal.faults), False
    if not confirmed:
        flash(_("Something changed since you looked. Nothing was imported; please look again."), "warning")
        return _preview(table, plan, key), 409
    return _done(plan, links)


def _done(plan: ImportPlan, links: list[NewLink]) -> str | Response:
    """The only time that the links of new people are shown."""
    changed = len(plan.changed)
    if not links:
        flash(ngettext("%(num)s person changed.", "%(num)s people changed.", changed), "success")
        return redirect(url_for("administration.people_list"))
    addresses = [
        (link.name, link.email, url_for("people.one_time_link", token=link.token, _external=True)) for link in links
    ]
    return render_template("people/administration/import_done.html", links=addresses, changed=changed, hours=LINK_HOURS)


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
        columns=COLUMNS,
        told=[name for name in BESIDE_NAME if any(row.given.get(name) for row in plan.new)],
        role_names=ROLE_NAMES,
        languages=LANGUAGES,
    )
