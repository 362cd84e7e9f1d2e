"""Writing an initiative: proposing and editing."""

import secrets
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.drafts import KEY, get_draft
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import gettext as _
from portal.core.web.flashes import say
from portal.initiatives.forms import ProposalForm, saved_words
from portal.initiatives.models import Initiative, Origin
from portal.initiatives.policy import PROPOSE, can_edit
from portal.initiatives.queries import areas, get_visible
from portal.initiatives.queries.proposing import PROPOSAL, tag_names, unfinished
from portal.initiatives.services.submitting import edit, standing_texts, submit
from portal.initiatives.services.texts import InitiativeTexts, MetricPlan, render_texts
from portal.initiatives.views import blueprint
from portal.initiatives.views.drafts import settle_draft, settled_draft
from portal.people.access import current_actor, requires, signed_in

UPLOAD_HREF = "/files"


@blueprint.get("/new")
@requires(PROPOSE)
def propose() -> ResponseReturnValue:
    """An empty form, or a draft to go on with."""
    key = request.args.get("draft")
    if key is None:
        return _proposal_page(ProposalForm(), _new_key())
    draft = get_draft(db.session(), current_actor(), PROPOSAL, key)
    return _proposal_page(ProposalForm(MultiDict(draft.fields)), key, saved_at=draft.updated_at)


@blueprint.post("/new")
@requires(PROPOSE)
def hand_in() -> ResponseReturnValue:
    """Hand the proposal in. Sending the form twice gives one initiative."""
    form = _with_areas(ProposalForm())
    key = request.form.get("submission_key", "")
    key = key if KEY.fullmatch(key) else _new_key()
    if form.validate():
        texts = _texts(form)
        try:
            with transaction() as session:
                made = submit(session, current_actor(), texts, submission_key=key, now=clock.now())
        except Invalid as error:
            form.refuse(error)
        else:
            settle_draft(key)
            say(_("Thank you! The committee answers within two working days. You will see it here and in your inbox."))
            return redirect(url_for(".show", number=made.id))
    return _proposal_page(form, key), 422


@blueprint.get("/<int:number>/edit")
@signed_in
def change(number: int) -> ResponseReturnValue:
    """The form as the initiative stands."""
    actor = current_actor()
    initiative = get_visible(db.session(), number, actor)
    require(can_edit(actor, initiative))
    return _edit_page(ProposalForm.of(initiative), initiative)


@blueprint.post("/<int:number>/edit")
@signed_in
def save_change(number: int) -> ResponseReturnValue:
    """Keep the change, or show both texts when somebody was quicker."""
    actor = current_actor()
    form = _with_areas(ProposalForm())
    require(can_edit(actor, get_visible(db.session(), number, actor)))
    theirs: dict[str, str] = {}
    if form.validate():
        texts, version = _texts(form), request.form.get("version", 0, type=int)
        try:
            with transaction() as session:
                initiative = get_visible(session, number, actor, lock=True)
                edit(session, initiative, actor, texts, version=version, now=clock.now())
        except Invalid as error:
            form.refuse(error)
        except Conflict as error:
            form.form_errors.append(str(error.sentence))
            theirs = standing_texts(get_visible(db.session(), number, actor))
        else:
            say(_("Saved."))
            return redirect(url_for(".show", number=number))
    return _edit_page(form, get_visible(db.session(), number, actor), theirs), 409 if theirs else 422


def _proposal_page(form: ProposalForm, key: str, saved_at: datetime | None = None) -> str:
    return _page(
        form,
        action=url_for(".propose"),
        submission_key=key,
        autosave_action=url_for(".keep_draft", key=key),
        autosave_key=key,
        saved_at=saved_words(saved_at) if saved_at else None,
        saved_epoch=int(saved_at.timestamp()) if saved_at else 0,
        discard_action=url_for(".throw_draft_away", key=key),
        drafts=unfinished(db.session(), current_actor(), without=key),
        settled_draft=settled_draft(),
    )


def _edit_page(form: ProposalForm, initiative: Initiative, theirs: dict[str, str] | None = None) -> str:
    """With ``theirs``, saving again is meant to replace what stands: the version is the present one."""
    version = request.form.get("version") if request.method == "POST" and not theirs else initiative.version
    return _page(
        form,
        action=url_for(".change", number=initiative.id),
        editing=True,
        version=version,
        theirs={name: text for name, text in (theirs or {}).items() if text != form[name].data},
        back_href=url_for(".show", number=initiative.id),
        after_answer=initiative.first_answered_at is not None,
    )


def _page(form: ProposalForm, **values: Any) -> str:
    _with_areas(form)
    return render_template(
        "initiatives/form.html", form=form, upload_href=UPLOAD_HREF, tag_names=tag_names(db.session()), **values
    )


def _with_areas(form: ProposalForm) -> ProposalForm:
    form.offer_areas(
        [(id_, area.name) for id_, area in areas(db.session()).items() if not area.closed or id_ == form.area.data]
    )
    return form


def _texts(form: ProposalForm) -> InitiativeTexts:
    """What was typed, rendered: before the transaction."""
    metric = MetricPlan(
        name=form.metric_name.data or "",
        unit=form.metric_unit.data or "",
        baseline=form.baseline.data,
        target=form.target.data,
        due_on=form.check_on.data,
    )
    return render_texts(
        origin=Origin(form.kind.data),
        title=form.title.data or "",
        problem=form.problem.data or "",
        solution=form.solution.data or "",
        outcome=form.outcome.data or "",
        metric=metric if metric.name else None,
        area_id=form.area.data,
        tags=form.tags.names,
    )


def _new_key() -> str:
    return secrets.token_urlsafe(16)
