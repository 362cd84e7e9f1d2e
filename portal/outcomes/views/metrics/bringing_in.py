"""Bringing values in from a file or a pasted table: what would change is seen first, then all of it or nothing."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.drafts import forget_draft
from portal.core.errors import DomainError, Invalid
from portal.core.web.flashes import say
from portal.core.web.sizes import takes_files
from portal.outcomes import figures, periods
from portal.outcomes.forms.metrics import ConfirmValuesForm, TableForm
from portal.outcomes.models import Rhythm
from portal.outcomes.policy import KEEP_METRICS
from portal.outcomes.queries.metrics import metrics
from portal.outcomes.queries.points import Place
from portal.outcomes.services.metric_import import bring_in
from portal.outcomes.services.metric_plan import PlannedValue, ValuesPlan, doubts, plan_values
from portal.outcomes.services.metric_sheets import Sheet, keep_sheet, kept_sheet, pack_sheet, read_sheet
from portal.outcomes.views.metrics import PATH, blueprint
from portal.outcomes.views.metrics.entering import words_of
from portal.people.access import current_actor, requires
from portal.people.services.spreadsheets import MAX_FILE_BYTES

#: The page shows so many rows of each kind; the numbers count all.
SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """A cell and what it would do."""

    cell: str
    metric: str
    period: str
    before: str
    value: str
    #: What is to be asked about it; empty where nothing is.
    doubt: str


@blueprint.get("/import")
@requires(KEEP_METRICS)
def choose_table() -> str:
    """Where a file is chosen or a table pasted."""
    return _choosing(TableForm(formdata=None))


@blueprint.post("/import")
@requires(KEEP_METRICS)
@takes_files
def read_table() -> ResponseReturnValue:
    """Read it, and lead on to what it would change."""
    form, key = TableForm(), secrets.token_urlsafe(16)
    try:
        if form.validate():
            sheet = read_sheet(_sent(form))
            _plan(sheet, shares=False)  # what is no table of values is said here, where another can be chosen
            packed = pack_sheet(sheet)
            with transaction() as session:
                keep_sheet(session, current_actor(), key, packed, now=clock.now())
            return redirect(f"{PATH}/import/{key}", 303)
    except Invalid as refusal:
        form.refuse(refusal)
    return _choosing(form), 422


@blueprint.get("/import/<key>")
@requires(KEEP_METRICS)
def preview_table(key: str) -> str:
    """What would change, cell by cell; ``shares``: parts of one are per cents."""
    shares = request.args.get("shares") == "1"
    return _preview(key, _plan(kept_sheet(db.session(), current_actor(), key), shares=shares), shares=shares)


@blueprint.post("/import/<key>")
@requires(KEEP_METRICS)
def carry_out_table(key: str) -> ResponseReturnValue:
    """All of it at once, if it is still what was looked at."""
    form, actor = ConfirmValuesForm(), current_actor()
    sheet, shares = kept_sheet(db.session(), actor, key), form.shares.data == "1"
    digest = (form.digest.data or "") if form.validate() else ""
    try:
        with transaction() as session:
            entered = bring_in(session, actor, sheet, shares=shares, digest=digest, now=clock.now())
            forget_draft(session, actor, key)
    except DomainError as error:
        say(str(error.sentence), "warning")
        return _preview(key, _plan(sheet, shares=shares), shares=shares), 409
    say(words_of(entered))
    return redirect(PATH, 303)


@blueprint.post("/import/<key>/discard")
@requires(KEEP_METRICS)
def discard_table(key: str) -> ResponseReturnValue:
    """Choose another one."""
    with transaction() as session:
        forget_draft(session, current_actor(), key)
    return redirect(f"{PATH}/import", 303)


def _sent(form: TableForm) -> bytes:
    """The file, else what was pasted."""
    if form.file.data:
        return bytes(form.file.data.stream.read(MAX_FILE_BYTES + 1))
    return (form.pasted.data or "").encode()


def _plan(sheet: Sheet, *, shares: bool) -> ValuesPlan:
    return plan_values(db.session(), sheet, shares=shares, today=i18n.today(clock.now()))


def _choosing(form: TableForm) -> str:
    known = metrics(db.session()).open
    return render_template(
        "outcomes/metrics/import.html",
        form=form,
        names=[metric.label for metric in known],
        by_month=any(metric.rhythm is Rhythm.MONTH for metric in known),
        path=PATH,
        action=f"{PATH}/import",
    )


def _preview(key: str, plan: ValuesPlan, *, shares: bool) -> str:
    asked = {} if plan.faults else doubts(db.session(), plan)
    return render_template(
        "outcomes/metrics/preview.html",
        plan=plan,
        new=_rows(plan.new, asked),
        changed=_rows(plan.changed, asked),
        odd=_rows([one for one in plan.values if one.place in asked], asked),
        odd_count=len(asked),
        faults=plan.faults[:SHOWN],
        shown=SHOWN,
        shares=shares,
        form=ConfirmValuesForm(formdata=None, data={"digest": plan.digest, "shares": "1" if shares else ""}),
        action=f"{PATH}/import/{key}",
        path=PATH,
    )


def _rows(planned: Sequence[PlannedValue], asked: Mapping[Place, str]) -> list[ValueRow]:
    """As many as are shown."""
    return [_row(one, asked.get(one.place, "")) for one in planned[:SHOWN]]


def _row(one: PlannedValue, doubt: str) -> ValueRow:
    unit = one.metric.unit
    return ValueRow(
        cell=one.cell,
        metric=one.metric.label,
        period=periods.words(one.starts_on, one.metric.rhythm),
        before="" if one.before is None else figures.figure(one.before, unit),
        value=figures.figure(one.value, unit),
        doubt=doubt,
    )
