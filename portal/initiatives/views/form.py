"""Writing an initiative: proposing and editing."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.drafts import KEY, Draft, find_draft
from portal.core.errors import Conflict, Invalid, require
from portal.core.forms import saved_words
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.text import clean_line
from portal.core.typed import whole_number
from portal.core.web.drafting import opens_at
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.core.web.settling import settle_draft, settled_draft
from portal.guard.views.asking import whole_and_known
from portal.initiatives.forms import ProposalForm
from portal.initiatives.joining import ANSWERS, answer_call, call_of
from portal.initiatives.models import Initiative, Origin
from portal.initiatives.policy import PROPOSE, can_edit
from portal.initiatives.queries import areas, get_visible
from portal.initiatives.queries.proposing import PROPOSAL, edit_key, sent_as, tag_names, unfinished, unsaved_changes
from portal.initiatives.services.submitting import edit, standing_texts, submit
from portal.initiatives.services.texts import MAX_TITLE_LETTERS, InitiativeTexts, MetricPlan, render_texts
from portal.initiatives.views import blueprint
from portal.initiatives.views.look_alikes.finding import LookAlikeView, very_close
from portal.initiatives.views.origins import GREW_OUT_OF, begun_with, origin_of, tie_to_origin
from portal.people.access import current_actor, requires, signed_in
from portal.people.queries import committee_is_named
from portal.people.sending_limit import rate_limited

UPLOAD_HREF = "/files"
#: The fields in which the author writes, and those in which they choose.
WORDS = ("title", "problem", "solution", "outcome", "metric_name", "metric_unit", "baseline", "target", "tags")
CHOICES = ("kind", "area", "check_on")
#: In which somebody may name people.
TEXTS = ("title", "problem", "solution", "outcome")
#: What goes along with a new proposal.
ALONG = (*CHOICES, "submission_key", "alikes_seen", GREW_OUT_OF, ANSWERS)
F = TypeVar("F", bound=ProposalForm)


@blueprint.get("/new")
@requires(PROPOSE)
def propose() -> ResponseReturnValue:
    """An empty form, or a draft to go on with."""
    key = request.args.get("draft")
    if key is None:
        origin = request.args.get("from")
        title = clean_line(request.args.get("title"))[:MAX_TITLE_LETTERS]
        begun = ProposalForm(title=title, **begun_with(db.session(), origin, current_actor()))
        return proposal_page(begun, new_key(), origin=origin, answers=request.args.get(ANSWERS))
    draft = find_draft(db.session(), current_actor(), PROPOSAL, key)
    if draft is None:  # sent or thrown away since, and gone back to
        sent = sent_as(db.session(), current_actor(), key)
        return redirect(url_for(".show", number=sent) if sent else url_for(".propose"))
    kept, asked = draft.fields.get(GREW_OUT_OF), draft.fields.get(ANSWERS)
    form = ProposalForm(MultiDict(draft.fields))
    return proposal_page(form, key, saved_at=draft.updated_at, origin=kept, answers=asked)


@blueprint.post("/new")
@requires(PROPOSE)
@rate_limited
@holds(_l("Sent again, it becomes a new proposal."), *WORDS, along=ALONG)
def hand_in() -> ResponseReturnValue:
    """Hand the proposal in. Sending the form twice gives one initiative."""
    form = with_areas(ProposalForm())
    key = request.form.get("submission_key", "")
    key = key if KEY.fullmatch(key) else new_key()
    if whole_and_known(form, *TEXTS):
        if alike := _to_be_seen_first(form, key):
            return proposal_page(form, key, alike=alike), 422
        texts = texts_of(form)
        try:
            with transaction() as session:
                made = submit(session, current_actor(), texts, submission_key=key, now=clock.now())
                tie_to_origin(session, made, request.form.get(GREW_OUT_OF), current_actor(), now=clock.now())
                answer_call(session, request.form.get(ANSWERS), made, current_actor(), now=clock.now())
        except Invalid as error:
            form.refuse(error)
        else:
            settle_draft(key)
            say(_thanks())
            return redirect(url_for(".show", number=made.id))
    return proposal_page(form, key), 422


def _to_be_seen_first(form: ProposalForm, key: str) -> list[LookAlikeView]:
    """What is all but the same as this, for whoever hasn't seen it yet. It is asked once."""
    session, actor = db.session(), current_actor()
    if request.form.get("alikes_seen") or sent_as(session, actor, key):
        return []
    return very_close(session, form.title.data, form.problem.data, actor)


@blueprint.get("/<item:number>/edit")
@signed_in
def change(number: int) -> ResponseReturnValue:
    """The form as the initiative stands."""
    actor = current_actor()
    initiative = get_visible(db.session(), number, actor)
    require(can_edit(actor, initiative))
    kept = unsaved_changes(db.session(), number, actor)
    form = ProposalForm(MultiDict(kept.fields)) if kept else ProposalForm.of(initiative)
    return _edit_page(form, initiative, kept=kept)


@blueprint.post("/<item:number>/edit")
@signed_in
@rate_limited
@holds(_l("Sent again, it becomes the new text of your proposal."), *WORDS, along=(*CHOICES, "version"))
def save_change(number: int) -> ResponseReturnValue:
    """Keep the change, or show both texts when somebody was quicker."""
    actor = current_actor()
    form = with_areas(ProposalForm())
    require(can_edit(actor, get_visible(db.session(), number, actor)))
    theirs: dict[str, str] = {}
    if whole_and_known(form, *TEXTS):
        texts, version = texts_of(form), whole_number(request.form.get("version")) or 0
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


def _thanks() -> str:
    """Nobody's answer is promised while the committee has no member."""
    if committee_is_named(db.session()):
        return _("Thank you! The committee answers within two working days. You will see it here and in your inbox.")
    return _("Thank you! It waits for the committee, which is still being put together. You will see the answer here.")


def proposal_page(
    form: ProposalForm, key: str, saved_at: datetime | None = None, *,
    alike: Sequence[LookAlikeView] = (), origin: str | None = None, answers: str | None = None,
) -> str:  # fmt: skip
    """The form of a new proposal, empty or as it was typed; with what is ``alike`` and is to be looked at first.

    ``origin``: what it grows out of, ``answers``: what asked for it, unless the form that was sent says so.
    """
    grows_out_of = origin_of(db.session(), origin or request.form.get(GREW_OUT_OF), current_actor())
    return _page(
        form,
        grows_out_of=grows_out_of,
        call=call_of(db.session(), answers or request.form.get(ANSWERS)),
        alike=alike,
        alikes_seen=bool(alike) or request.form.get("alikes_seen"),
        action=url_for(".propose"),
        submission_key=key,
        heard=committee_is_named(db.session()),
        autosave_action=url_for(".keep_draft", key=key),
        autosave_key=key,
        autosave_family=f"{PROPOSAL}:{current_actor().id}",
        autosave_opens=opens_at(url_for(".propose", draft=key), current_actor(), PROPOSAL, key),
        saved_at=saved_at,
        discard_action=url_for(".throw_draft_away", key=key),
        switch_action=url_for(".switch_to_anonymous", key=key),
        drafts=unfinished(db.session(), current_actor(), without=key),
        settled_draft=settled_draft(),
    )


def _edit_page(
    form: ProposalForm, initiative: Initiative, theirs: dict[str, str] | None = None, *, kept: Draft | None = None
) -> str:
    """With ``theirs``, saving again is meant to replace what stands: the version is the present one."""
    if request.method == "POST":
        version = initiative.version if theirs else request.form.get("version")
    else:
        version = kept.fields.get("version") if kept else initiative.version
    number = initiative.id
    return _page(
        form,
        action=url_for(".change", number=number),
        editing=True,
        version=version,
        autosave_action=url_for(".keep_changes", number=number),
        autosave_key=edit_key(number, current_actor()),
        autosave_opens=url_for(".change", number=number) if request.method == "POST" else None,
        saved_at=kept.updated_at if kept else None,
        discard_action=url_for(".throw_changes_away", number=number),
        theirs={name: text for name, text in (theirs or {}).items() if text != form[name].data},
        back_href=url_for(".show", number=number),
        after_answer=initiative.first_answered_at is not None,
    )


def _page(form: ProposalForm, *, saved_at: datetime | None, **values: Any) -> str:
    with_areas(form)
    return render_template(
        "initiatives/form.html",
        form=form,
        upload_href=UPLOAD_HREF,
        tag_names=tag_names(db.session(), current_actor()),
        saved_at=saved_words(saved_at) if saved_at else None,
        saved_epoch=int(saved_at.timestamp()) if saved_at else 0,
        **values,
    )


def with_areas(form: F) -> F:
    """The form with the areas to choose from."""
    form.offer_areas(
        [(id_, area.name) for id_, area in areas(db.session()).items() if not area.closed or id_ == form.area.data]
    )
    return form


def texts_of(form: ProposalForm, *, language: str | None = None) -> InitiativeTexts:
    """What was typed, rendered: before the transaction. Without ``language`` the letters tell it."""
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
        language=language,
    )


def new_key() -> str:
    """The key of a form that is opened anew."""
    return secrets.token_urlsafe(16)
