"""Changing a text that is there: one's own draft, or a draft beside what is published."""

from collections.abc import Mapping

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.drafts import Draft
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.typed import whole_number
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.core.web.settling import settle_draft, settled_draft
from portal.knowledge.forms import CHOICES, WORDS, WritingForm
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision, RevisionState
from portal.knowledge.queries import KnownGenre, genres, get_visible
from portal.knowledge.queries.drafts import change_key, unsaved_change
from portal.knowledge.services.changing import change
from portal.knowledge.services.content import content_of
from portal.knowledge.services.writing import Taken
from portal.knowledge.views.because import because
from portal.knowledge.views.blueprint import blueprint
from portal.knowledge.views.edit_drafts import keep_typed
from portal.knowledge.views.form_page import DRAFT, PREVIEW, asked, content_of_form, form_for, is_ready, page
from portal.knowledge.views.turns import base_of, taken_page
from portal.people.access import current_actor, signed_in
from portal.people.sending_limit import rate_limited


@blueprint.get("/<item:number>/edit")
@signed_in
def edit(number: int) -> ResponseReturnValue:
    """The form as one's draft stands, else as the published text does."""
    session, actor = db.session(), current_actor()
    item = get_visible(session, None, number, actor)
    base = base_of(session, item, actor)
    if base is None:
        return taken_page(item)
    genre = genres(session).by_id[base.genre_id]
    kept = unsaved_change(session, number, actor)
    form = form_for(genre, kept=kept, said=None if kept else content_of(base))
    if kept is None and base.state is RevisionState.DRAFT:
        form.note.data, form.major.data = base.note, base.major
    form.note.data = form.note.data or because(session, request.args.get("because"), actor)
    return _page(form, genre, item, base, kept=kept)


@blueprint.post("/<item:number>/edit")
@signed_in
@rate_limited
@holds(_l("Sent again, it becomes the text of your draft."), *WORDS, along=(*CHOICES, "version", "based_on", "then"))
def save_edit(number: int) -> ResponseReturnValue:
    """Keep the draft, hand it in, or show how it will look; both texts, when somebody was quicker."""
    session, actor = db.session(), current_actor()
    item = get_visible(session, None, number, actor)
    base = base_of(session, item, actor)
    if base is None:
        return _not_my_turn(number)
    genre = genres(session).by_id[base.genre_id]
    form = form_for(genre)
    if asked() == PREVIEW:
        return _page(form, genre, item, base)
    theirs: Mapping[str, str] = {}
    if is_ready(form):
        try:
            _change(number, actor, form, genre)
        except Invalid as error:
            form.refuse(error)
        except Taken:
            return _not_my_turn(number)
        except Conflict as error:
            form.form_errors.append(str(error.sentence))
            theirs = error.theirs
        else:
            settle_draft(change_key(number, actor))
            return _onwards(item)
    return _page(form, genre, item, _base_now(number, actor, base), theirs=theirs), 409 if theirs else 422


def _change(number: int, actor: Actor, form: WritingForm, genre: KnownGenre) -> None:
    content = content_of_form(form, genre)
    with transaction() as session:
        change(
            session,
            get_visible(session, None, number, actor, lock=True),
            actor,
            content,
            version=whole_number(request.form.get("version")) or 0,
            based_on=whole_number(request.form.get("based_on")) or 0,
            note=form.note.data or "",
            major=bool(form.major.data),
            hands_in=asked() != DRAFT,
            now=clock.now(),
        )


def _base_now(number: int, actor: Actor, before: KnowledgeRevision) -> KnowledgeRevision:
    """What the form begins with after a refusal: somebody may have changed it just now."""
    session = db.session()
    return base_of(session, get_visible(session, None, number, actor), actor) or before


def _not_my_turn(number: int) -> ResponseReturnValue:
    """Somebody else is at it, or it waits for the editors: what was typed is kept."""
    keep_typed(number, clock.now())
    return taken_page(get_visible(db.session(), None, number, current_actor())), 409


def _onwards(item: KnowledgeItem) -> ResponseReturnValue:
    if asked() == DRAFT:
        say(_("The draft is saved. You can go on at any time, on any device."))
        return redirect(url_for(".edit", number=item.id))
    say(_("Thank you! An editor reads it, and you will hear when your colleagues can."))
    return redirect(item_href(item.kind, item.id))


def _page(
    form: WritingForm,
    genre: KnownGenre,
    item: KnowledgeItem,
    base: KnowledgeRevision,
    *,
    kept: Draft | None = None,
    theirs: Mapping[str, str] | None = None,
) -> str:
    """With ``theirs``, saving again is meant to replace what stands: version and base are the present ones."""
    is_draft = base.state is RevisionState.DRAFT
    number = item.id
    return page(
        form,
        genre,
        kept=kept,
        action=url_for(".edit", number=number),
        editing=True,
        beside=base.based_on > 0 or not is_draft,
        asked_for=base.review_note if is_draft else "",
        opened=_opened(base, kept, anew=bool(theirs)),
        autosave_action=url_for(".keep_edit", number=number),
        autosave_key=change_key(number, current_actor()),
        autosave_opens=url_for(".edit", number=number) if request.method == "POST" else None,
        discard_action=url_for(".discard_edit", number=number),
        back_href=item_href(item.kind, number),
        theirs={name: text for name, text in (theirs or {}).items() if name in form and text != form[name].data},
        settled_draft=settled_draft(),
    )


def _opened(base: KnowledgeRevision, kept: Draft | None, *, anew: bool) -> dict[str, int]:
    """Which version the form was opened with; ``anew``: the present one, whatever was sent."""
    is_draft = base.state is RevisionState.DRAFT
    present = {
        "version": base.version if is_draft else 0,
        "based_on": base.based_on if is_draft else base.number,
    }
    if anew or (request.method != "POST" and kept is None):
        return present
    held = request.form if request.method == "POST" or kept is None else kept.fields
    return {name: whole_number(str(held.get(name, ""))) or 0 for name in present}
