"""A change while it is being written: kept as one types, thrown away, had back."""

from contextlib import suppress
from datetime import datetime

from flask import jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import transaction
from portal.core.drafts import discard_draft, save_draft, take_back_draft
from portal.core.errors import Conflict, NotFound, require
from portal.core.forms import saved_words
from portal.core.i18n import gettext as _
from portal.core.web.errors import wants_json
from portal.core.web.flashes import say
from portal.core.web.settling import settle_draft
from portal.knowledge.forms import WORDS
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision
from portal.knowledge.policy import can_discard, can_edit_revision, can_propose_change, is_writer
from portal.knowledge.queries import genres, get_visible, open_revision, standing
from portal.knowledge.queries.drafts import CHANGE, change_key, last_discarded
from portal.knowledge.services.content import content_of
from portal.knowledge.services.writing import begin_beside, discard, take_back_discarded
from portal.knowledge.views.blueprint import blueprint
from portal.knowledge.views.form_page import form_for
from portal.knowledge.views.turns import taken_sentence
from portal.people.access import current_actor, signed_in

_NOT_KEPT = {"csrf_token", "then"}


@blueprint.post("/<item:number>/edit/draft")
@signed_in
def keep_edit(number: int) -> ResponseReturnValue:
    """Keep what is typed; asked by the script every moment. The first time a draft is begun, so that others see it."""
    now = clock.now()
    if refusal := keep_typed(number, now):
        raise Conflict(refusal)
    return jsonify(saved=saved_words(now)) if wants_json() else redirect(url_for(".edit", number=number))


@blueprint.post("/<item:number>/edit/discard")
@signed_in
def discard_edit(number: int) -> ResponseReturnValue:
    """Leave the text as it stands; what was typed can be had back for a day."""
    actor, now = current_actor(), clock.now()
    if any(name in request.form for name in WORDS):
        keep_typed(number, now)
    with transaction() as session:
        item = get_visible(session, None, number, actor, lock=True)
        found = discard_draft(session, actor, CHANGE, change_key(number, actor), now=now)
        revision = open_revision(session, item)
        if revision is not None and can_discard(actor, revision):
            discard(session, revision, actor, now=now)
            found = True
    settle_draft(change_key(number, actor))
    if found:
        say(_("The draft is deleted."), undo=(url_for(".take_edit_back", number=number), _("Undo")))
    unseen = item.state is ItemState.DISCARDED
    return redirect(url_for(".mine") if unseen else item_href(item.kind, number))


@blueprint.post("/<item:number>/edit/take-back")
@signed_in
def take_edit_back(number: int) -> ResponseReturnValue:
    """Go on with the draft that was thrown away."""
    actor = current_actor()
    with transaction() as session:
        revision = last_discarded(session, number, actor)
        if revision is None:
            raise NotFound
        take_back_discarded(session, revision, actor, now=clock.now())
        with suppress(NotFound):  # nothing was typed over it
            take_back_draft(session, actor, CHANGE, change_key(number, actor))
    return redirect(url_for(".edit", number=number))


def keep_typed(number: int, now: datetime) -> str | None:
    """Keep the form of this request, unless it says what stands already; a sentence when somebody else is at it."""
    actor = current_actor()
    fields = {name: value for name, value in request.form.items() if name not in _NOT_KEPT}
    with transaction() as session:
        item = get_visible(session, None, number, actor, lock=True)
        present = open_revision(session, item)
        mine = present is not None and (is_writer(actor, present) or can_edit_revision(actor, present))
        require(mine or can_propose_change(actor, item))
        if _says_what_stands(session, item, present if mine else None):
            discard_draft(session, actor, CHANGE, change_key(number, actor), now=now)
            return None
        save_draft(session, actor, CHANGE, change_key(number, actor), fields, now=now)
        if present is None:
            begin_beside(session, item, actor, now)
        elif not can_edit_revision(actor, present):
            return taken_sentence(session, present)
    return None


def _says_what_stands(session: Session, item: KnowledgeItem, own: KnowledgeRevision | None) -> bool:
    """Whether the form of this request holds what its draft, or the published text, says."""
    base = own or standing(session, item)
    if base is None:
        return False
    genre = genres(session).by_id[base.genre_id]
    there = form_for(genre, said=content_of(base))
    if own is not None:
        there.note.data, there.major.data = own.note, own.major
    return form_for(genre).says_the_same_as(there)
