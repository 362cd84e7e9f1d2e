"""A proposal, or a change of one, while it is being written: kept as one types, thrown away, had back."""

from datetime import datetime

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.drafts import discard_draft, save_draft, take_back_draft
from portal.core.errors import require
from portal.core.forms import saved_words
from portal.core.i18n import gettext as _
from portal.core.web.drafting import kept, thrown_away
from portal.core.web.errors import wants_json
from portal.core.web.flashes import say
from portal.core.web.settling import settle_draft
from portal.initiatives.forms import ProposalForm
from portal.initiatives.policy import PROPOSE, can_edit
from portal.initiatives.queries import get_visible
from portal.initiatives.queries.proposing import EDIT, PROPOSAL, edit_key, sent_as
from portal.initiatives.views import blueprint
from portal.people.access import current_actor, requires, signed_in

#: What the form holds beside its fields.
_NOT_KEPT = {"csrf_token", "submission_key", "version", "alikes_seen"}
_WORDS = ("title", "problem", "solution", "outcome", "metric_name", "baseline", "target", "tags")


@blueprint.post("/drafts/<key>")
@requires(PROPOSE)
def keep_draft(key: str) -> ResponseReturnValue:
    """Keep what is typed; asked by the script every moment, or by a button where there is no script."""
    now, sent = clock.now(), keep_typed(current_actor(), key)
    sent_to = url_for(".show", number=sent) if sent else None
    return kept(now, sent_to=sent_to, onwards=url_for(".propose", draft=key))


@blueprint.post("/drafts/<key>/discard")
@requires(PROPOSE)
def throw_draft_away(key: str) -> ResponseReturnValue:
    """Throw a draft away, with what was typed since it was last kept; for a day it can be had back."""
    actor = current_actor()
    if any(name in request.form for name in _WORDS):
        keep_typed(actor, key)
    with transaction() as writing:
        found = discard_draft(writing, actor, PROPOSAL, key, now=clock.now())
    return thrown_away(key, found=found, undo=url_for(".take_draft_back", key=key), default=url_for(".propose"))


@blueprint.post("/drafts/<key>/take-back")
@requires(PROPOSE)
def take_draft_back(key: str) -> ResponseReturnValue:
    """Undo the throwing away."""
    with transaction() as writing:
        take_back_draft(writing, current_actor(), PROPOSAL, key)
    return redirect(url_for(".propose", draft=key))


@blueprint.post("/<item:number>/edit/draft")
@signed_in
def keep_changes(number: int) -> ResponseReturnValue:
    """Keep what is typed over an initiative; asked by the script every moment."""
    now = clock.now()
    _keep_changes(number, now)
    return jsonify(saved=saved_words(now)) if wants_json() else redirect(url_for(".change", number=number))


@blueprint.post("/<item:number>/edit/draft/discard")
@signed_in
def throw_changes_away(number: int) -> ResponseReturnValue:
    """Leave the text as it stands; what was typed can be had back for a day."""
    actor, now = current_actor(), clock.now()
    if any(name in request.form for name in _WORDS):
        _keep_changes(number, now)
    key = edit_key(number, actor)
    with transaction() as writing:
        found = discard_draft(writing, actor, EDIT, key, now=now)
    settle_draft(key)
    if found:
        say(_("The text stays as it was."), undo=(url_for(".take_changes_back", number=number), _("Undo")))
    return redirect(url_for(".show", number=number))


@blueprint.post("/<item:number>/edit/draft/take-back")
@signed_in
def take_changes_back(number: int) -> ResponseReturnValue:
    """Go on with the changes that were thrown away."""
    actor = current_actor()
    with transaction() as writing:
        take_back_draft(writing, actor, EDIT, edit_key(number, actor))
    return redirect(url_for(".change", number=number))


def _keep_changes(number: int, now: datetime) -> None:
    """Keep the form of this request, unless it says what stands already."""
    actor = current_actor()
    fields = {name: value for name, value in request.form.items() if name not in _NOT_KEPT - {"version"}}
    with transaction() as writing:
        initiative = get_visible(writing, number, actor)
        require(can_edit(actor, initiative))
        if ProposalForm().says_the_same_as(ProposalForm.of(initiative)):
            discard_draft(writing, actor, EDIT, edit_key(number, actor), now=now)
        else:
            save_draft(writing, actor, EDIT, edit_key(number, actor), fields, now=now)


def keep_typed(actor: Actor, key: str) -> int | None:
    """Keep the form of this request; the number of the initiative when it was sent already and nothing is kept."""
    fields = {name: value for name, value in request.form.items() if name not in _NOT_KEPT}
    now = clock.now()
    with transaction() as writing:
        sent = sent_as(writing, actor, key)
        if sent is None and any(fields.get(name, "").strip() for name in _WORDS):
            save_draft(writing, actor, PROPOSAL, key, fields, now=now)
        elif sent is None:  # an emptied form is no draft
            discard_draft(writing, actor, PROPOSAL, key, now=now)
    return sent
