"""A proposal while it is being written: kept as one types, thrown away, had back."""

from flask import jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.drafts import discard_draft, save_draft, take_back_draft
from portal.core.errors import Conflict
from portal.core.i18n import gettext as _
from portal.core.web.errors import wants_json
from portal.core.web.flashes import say
from portal.initiatives.forms import saved_words
from portal.initiatives.policy import PROPOSE
from portal.initiatives.queries.proposing import PROPOSAL, sent_as
from portal.initiatives.views import blueprint
from portal.people.access import current_actor, requires

#: What the form holds beside its fields.
_NOT_KEPT = {"csrf_token", "submission_key", "version"}
_WORDS = ("title", "problem", "solution", "outcome", "metric_name", "baseline", "target", "tags")
_SETTLED = "settled_draft"


@blueprint.post("/drafts/<key>")
@requires(PROPOSE)
def keep_draft(key: str) -> ResponseReturnValue:
    """Keep what is typed; asked by the script every moment, or by a button where there is no script."""
    now, sent = clock.now(), _keep(current_actor(), key)
    if wants_json():
        if sent:
            raise Conflict(_("This was sent already; what you write here now belongs to no draft."))
        return jsonify(saved=saved_words(now))
    if sent:
        return redirect(url_for(".show", number=sent))
    say(_("The draft is saved. You can go on at any time, on any device."))
    return redirect(url_for(".propose", draft=key))


@blueprint.post("/drafts/<key>/discard")
@requires(PROPOSE)
def throw_draft_away(key: str) -> ResponseReturnValue:
    """Throw a draft away, with what was typed since it was last kept; for a day it can be had back."""
    actor = current_actor()
    if any(name in request.form for name in _WORDS):
        _keep(actor, key)
    with transaction() as writing:
        discard_draft(writing, actor, PROPOSAL, key, now=clock.now())
    settle_draft(key)
    say(_("The draft is deleted."), undo=(url_for(".take_draft_back", key=key), _("Undo")))
    return redirect(url_for(".propose"))


@blueprint.post("/drafts/<key>/take-back")
@requires(PROPOSE)
def take_draft_back(key: str) -> ResponseReturnValue:
    """Undo the throwing away."""
    with transaction() as writing:
        take_back_draft(writing, current_actor(), PROPOSAL, key)
    return redirect(url_for(".propose", draft=key))


def _keep(actor: Actor, key: str) -> int | None:
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


def settle_draft(key: str) -> None:
    """Let the next page tell the script that its copy on this device isn't needed any more."""
    session[_SETTLED] = key


def settled_draft() -> str | None:
    """The draft that was sent or thrown away by the request before, told once."""
    key: str | None = session.pop(_SETTLED, None)
    return key
