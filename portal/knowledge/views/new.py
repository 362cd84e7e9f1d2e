"""Writing something new: the form, its draft, handing it in."""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.drafts import KEY, Draft, discard_draft, find_draft, save_draft, take_back_draft
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import AS_TYPED
from portal.core.web.drafting import kept, opens_at, thrown_away
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.core.web.settling import settle_draft, settled_draft
from portal.guard.views.asking import whole_and_known
from portal.knowledge.forms import CHOICES, WORDS, WritingForm
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import KnowledgeItem
from portal.knowledge.policy import WRITE
from portal.knowledge.queries import KnownGenre, genres, open_revision
from portal.knowledge.queries.drafts import NEW, sent_as, unsent
from portal.knowledge.services.content import Content, require_sound, require_whole
from portal.knowledge.services.reviewing import hand_in
from portal.knowledge.services.writing import begin
from portal.knowledge.views.blueprint import blueprint
from portal.knowledge.views.form_page import PREVIEW, asked, content_of_form, form_for, page, text_of_form, texts_in
from portal.people.access import current_actor, requires
from portal.people.sending_limit import rate_limited
from portal.people.services.guessing import count_costly_preview, count_preview

#: What the form holds beside its fields.
_NOT_KEPT = {"csrf_token", "submission_key", "version", "based_on", "then"}


@blueprint.get("/new/<key>")
@requires(WRITE)
def write(key: str) -> ResponseReturnValue:
    """An empty form of a genre, or a draft to go on with."""
    genre = _genre(key)
    draft_key = request.args.get("draft")
    if draft_key is None:
        return _new_page(form_for(genre), genre, secrets.token_urlsafe(16))
    kept = find_draft(db.session(), current_actor(), NEW, draft_key)
    if kept is None:  # handed in or thrown away since, and gone back to
        sent = sent_as(db.session(), current_actor(), draft_key)
        return redirect(url_for(".go", number=sent) if sent else url_for(".write", key=key))
    return _new_page(form_for(genre, kept=kept), genre, draft_key, kept)


@blueprint.post("/new/<key>")
@requires(WRITE)
@rate_limited
@holds(_l("Sent again, it goes to the editors."), *WORDS, along=(*CHOICES, "submission_key", "then"))
def send(key: str) -> ResponseReturnValue:
    """Hand it in for review, or show how it will look. Sending the form twice gives one item."""
    genre = _genre(key)
    form = form_for(genre)
    submission_key = request.form.get("submission_key", "")
    submission_key = submission_key if KEY.fullmatch(submission_key) else secrets.token_urlsafe(16)
    if asked() == PREVIEW:
        return _new_page(form, genre, submission_key)
    if whole_and_known(form, *texts_in(form), strict=True):
        content = content_of_form(form, genre)
        try:
            with transaction() as session:
                made = _begin_and_hand_in(session, current_actor(), genre, content, submission_key)
        except Invalid as error:
            form.refuse(error)
        else:
            settle_draft(submission_key)
            say(_("Thank you! An editor reads it, and you will hear when your colleagues can."))
            return redirect(item_href(made.kind, made.id))
    return _new_page(form, genre, submission_key), 422


def _begin_and_hand_in(
    session: Session, actor: Actor, genre: KnownGenre, content: Content, submission_key: str
) -> KnowledgeItem:
    require_whole(content, genre.shape)
    require_sound(session, content, genre.shape)
    now = clock.now()
    made = begin(session, actor, genre.kind, content, submission_key=submission_key, now=now)
    revision = open_revision(session, made)
    if revision is not None and revision.number == 1:
        hand_in(session, revision, actor, now=now)
    return made


@blueprint.post("/preview/<key>")
@requires(WRITE)
def preview(key: str) -> ResponseReturnValue:
    """What is being typed, as readers will see it: a piece of a page for the script."""
    genre = _genre(key)
    with transaction() as session:
        count_preview(session, current_actor(), now=clock.now())
    text = text_of_form(form_for(genre), genre)
    if any(AS_TYPED in chapter.html for chapter in text.chapters):
        with transaction() as session:
            count_costly_preview(session, current_actor(), now=clock.now())
    return render_template("knowledge/_preview.html", text=text)


@blueprint.post("/drafts/<key>")
@requires(WRITE)
def keep_draft(key: str) -> ResponseReturnValue:
    """Keep what is typed; asked by the script every moment, or by a button where there is no script."""
    now, sent = clock.now(), _keep_typed(current_actor(), key)
    sent_to = url_for(".go", number=sent) if sent else None
    return kept(now, sent_to=sent_to, onwards=url_for(".write", key=_typed_genre().key, draft=key))


@blueprint.post("/drafts/<key>/discard")
@requires(WRITE)
def throw_draft_away(key: str) -> ResponseReturnValue:
    """Throw a draft away, with what was typed since it was last kept; for a day it can be had back."""
    actor = current_actor()
    if any(name in request.form for name in WORDS):
        _keep_typed(actor, key)
    with transaction() as session:
        found = discard_draft(session, actor, NEW, key, now=clock.now())
    return thrown_away(key, found=found, undo=url_for(".take_draft_back", key=key), default=url_for(".mine"))


@blueprint.post("/drafts/<key>/take-back")
@requires(WRITE)
def take_draft_back(key: str) -> ResponseReturnValue:
    """Undo the throwing away."""
    with transaction() as session:
        draft = take_back_draft(session, current_actor(), NEW, key)
        genre_key = str(draft.fields.get("genre_key", ""))
    return redirect(url_for(".write", key=genre_key, draft=key))


def _keep_typed(actor: Actor, key: str) -> int | None:
    """Keep the form of this request; the number of the item when it was sent already and nothing is kept."""
    fields = {name: value for name, value in request.form.items() if name not in _NOT_KEPT}
    genre, now = _typed_genre(), clock.now()
    fields["genre_key"] = genre.key
    if genre.shape.own_facts is not None:  # lists of drafts name it
        fields["title"] = form_for(genre).own_title
    with transaction() as session:
        sent = sent_as(session, actor, key)
        if sent is None and any(fields.get(name, "").strip() for name in WORDS):
            save_draft(session, actor, NEW, key, fields, now=now)
        elif sent is None:  # an emptied form is no draft
            discard_draft(session, actor, NEW, key, now=now)
    return sent


def _genre(key: str) -> KnownGenre:
    """The genre of that key, if it takes something new; else NotFound."""
    found = genres(db.session()).by_key.get(key)
    if found is None or found.retired_at is not None:
        raise NotFound
    return found


def _typed_genre() -> KnownGenre:
    """The genre that the form was opened for."""
    return _genre(request.form.get("genre_key", ""))


def _switch_action(genre: KnownGenre, key: str) -> str | None:
    """Where it goes on without a name; None for what is told under it."""
    open_ones = genres(db.session()).open_of_kind(genre.kind)
    if not any(one.blameless and one.shape_name == genre.shape_name for one in open_ones):
        return None
    return url_for(".switch_to_nameless", key=genre.key, draft_key=key)


def _new_page(form: WritingForm, genre: KnownGenre, key: str, kept: Draft | None = None) -> str:
    actor = current_actor()
    return page(
        form,
        genre,
        kept=kept,
        action=url_for(".write", key=genre.key),
        submission_key=key,
        autosave_action=url_for(".keep_draft", key=key),
        autosave_key=key,
        autosave_family=f"{NEW}:{genre.shape_name}:{actor.id}",
        autosave_opens=opens_at(url_for(".write", key=genre.key, draft=key), actor, NEW, key),
        discard_action=url_for(".throw_draft_away", key=key),
        switch_action=_switch_action(genre, key),
        drafts=unsent(db.session(), actor, without=key),
        settled_draft=settled_draft(),
    )
