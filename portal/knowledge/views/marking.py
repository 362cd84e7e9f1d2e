"""The green pen: choosing words without a script, marking, saying it otherwise, taking a mark back."""

import secrets
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import DomainError, Forbidden, NotFound, require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.knowledge.forms import MarkForm, NoteForm
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import MAX_QUOTE_LETTERS, GreenMark, KnowledgeItem
from portal.knowledge.plain_words import plain_words
from portal.knowledge.policy import can_change_mark, can_mark
from portal.knowledge.queries import genres, get_visible, standing
from portal.knowledge.sentences import sentences
from portal.knowledge.services.marking import OWN_TEXT, change_note, get_mark, have_back, mark, take_back
from portal.knowledge.views.blueprint import blueprint
from portal.people.access import current_actor, signed_in


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence that can be marked, with what its button sends."""

    value: str
    words: str


@blueprint.get("/<item:number>/marks/new")
@signed_in
def choose_words(number: int) -> ResponseReturnValue:
    """The sentences of the text, or of the part that ``part`` names, to choose one from."""
    return _choose_page(number, MarkForm(formdata=None, data={"submission_key": secrets.token_urlsafe(16)}))


@blueprint.post("/<item:number>/marks")
@signed_in
@holds(
    _l("Sent again, it becomes your green mark."), "note",
    along=("part", "quote", "prefix", "suffix", "start", "choice", "submission_key"),
)  # fmt: skip
def add_mark(number: int) -> ResponseReturnValue:
    """Mark words; what can't be marked is shown again beside the sentences, with the reason."""
    form, actor = MarkForm(), current_actor()
    if not form.validate():
        return _choose_page(number, form), 422
    part, wanted = form.chosen
    try:
        with transaction() as session:
            item = get_visible(session, None, number, actor)
            row = mark(
                session, item, actor, part, wanted,
                note=form.note.data or "", submission_key=form.submission_key.data, now=clock.now(),
            )  # fmt: skip
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        form.refuse(error)
        return _choose_page(number, form), error.status
    say(_("Marked in green. Thank you for saying what is good."))
    return redirect(f"{item_href(item.kind, number)}#mark-{row.id}")


@blueprint.get("/marks/<int:mark_id>/edit")
@signed_in
def edit_mark(mark_id: int) -> ResponseReturnValue:
    """The note as it stands."""
    row = _mine(db.session(), mark_id)
    return _edit_page(row, NoteForm(formdata=None, data={"note": row.note}))


@blueprint.post("/marks/<int:mark_id>/edit")
@signed_in
@holds(_l("Sent again, it becomes the note of your green mark."), "note")
def save_mark(mark_id: int) -> ResponseReturnValue:
    """Say otherwise what is good."""
    form = NoteForm()
    if not form.validate():
        return _edit_page(_mine(db.session(), mark_id), form), 422
    with transaction() as session:
        row = _mine(session, mark_id)
        change_note(session, row, current_actor(), note=form.note.data or "", now=clock.now())
        item = session.get_one(KnowledgeItem, row.item_id)
    return redirect(f"{item_href(item.kind, item.id)}#mark-{row.id}")


@blueprint.post("/marks/<int:mark_id>/take-back")
@signed_in
def take_mark_back(mark_id: int) -> ResponseReturnValue:
    """Take a mark back."""
    actor = current_actor()
    with transaction() as session:
        item = take_back(session, mark_id, actor, now=clock.now())
    say(_("The mark is taken back."), undo=(url_for(".have_mark_back", mark_id=mark_id), _("Undo")))
    return redirect(item_href(item.kind, item.id))


@blueprint.post("/marks/<int:mark_id>/have-back")
@signed_in
def have_mark_back(mark_id: int) -> ResponseReturnValue:
    """Undo that."""
    with transaction() as session:
        item = have_back(session, mark_id, current_actor(), now=clock.now())
    return redirect(f"{item_href(item.kind, item.id)}#mark-{mark_id}")


def _mine(session: Session, mark_id: int) -> GreenMark:
    row = get_mark(session, mark_id, current_actor())
    require(can_change_mark(current_actor(), row.by_id))
    return row


def _choose_page(number: int, form: MarkForm) -> str:
    session, actor = db.session(), current_actor()
    item = get_visible(session, None, number, actor)
    revision = standing(session, item)
    if revision is None:
        raise NotFound
    require(can_mark(actor, item, revision), OWN_TEXT)
    shape = genres(session).by_id[revision.genre_id].shape
    asked = request.args.get("part")
    parts = [part for part in shape.parts if part.markable and revision.html.get(part.key)]
    shown = [part for part in parts if part.key == asked] or parts
    return render_template(
        "knowledge/mark.html",
        title=item.title,
        language=revision.language,
        back_href=item_href(item.kind, number),
        action=url_for(".add_mark", number=number),
        form=form,
        parts=[(part, _choices(part.key, revision.html[part.key])) for part in shown],
    )


def _choices(part: str, html: str) -> list[Choice]:
    words = plain_words(html)
    found = [(start, words.text[start:end]) for start, end in sentences(words, MAX_QUOTE_LETTERS)]
    return [Choice(f"{part}:{start}:{text}", text) for start, text in found]


def _edit_page(row: GreenMark, form: NoteForm) -> str:
    item: Any = db.session().get_one(KnowledgeItem, row.item_id)
    href = item_href(item.kind, item.id)
    return render_template("knowledge/mark_note.html", title=item.title, quote=row.quote, back_href=href, form=form)
