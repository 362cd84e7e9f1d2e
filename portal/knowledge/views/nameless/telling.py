"""Telling a mistake without a name. That somebody works here is checked at the door; who it is goes no further."""

from dataclasses import replace
from functools import cache
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.anonymous.forms import WithPictures
from portal.anonymous.kinds import author_pages
from portal.anonymous.services.codes import Ticket, new_nonce
from portal.anonymous.services.pictures import prepare_pictures, with_pictures, without_uploads
from portal.anonymous.services.sealing import AlreadyLetOut
from portal.anonymous.views.opened import config
from portal.anonymous.views.telling import forget_what_was_written, form_values, nonce_of_form, typed_without_uploads
from portal.anonymous.views.ticket import lead_to_ticket
from portal.core.db import db, forget_what_was_deleted, transaction
from portal.core.errors import DomainError, NotFound
from portal.core.markdown import render
from portal.core.text import guess_language
from portal.core.web.headers import unnoticed
from portal.core.web.sizes import takes_files
from portal.guard.views.asking import whole_and_known
from portal.knowledge.forms import WritingForm, writing_form
from portal.knowledge.policy import WRITE
from portal.knowledge.queries import KnownGenre, genres
from portal.knowledge.queries.drafts import NEW, tag_names
from portal.knowledge.services.content import Content, render_content
from portal.knowledge.services.nameless.sealing import seal_text
from portal.knowledge.views.blueprint import blueprint
from portal.knowledge.views.form_page import texts_in
from portal.people.access import current_actor, requires
from portal.people.queries import areas


@blueprint.get("/anonymous")
@unnoticed
@requires(WRITE)
def open_chest() -> ResponseReturnValue:
    """To the form of the first genre that may be told so."""
    found = next((genre for genre in genres(db.session()).all if _may_be_nameless(genre)), None)
    if found is None:
        raise NotFound
    return redirect(url_for(".tell_namelessly", key=found.key))


@blueprint.get("/anonymous/<key>")
@unnoticed
@requires(WRITE)
def tell_namelessly(key: str) -> ResponseReturnValue:
    """An empty form that nothing saves before it is sent."""
    genre = _genre(key)
    return _page(_form(genre, empty=True), genre, new_nonce())


@blueprint.post("/anonymous/<key>/switch/<draft_key>")
@unnoticed
@requires(WRITE)
def switch_to_nameless(key: str, draft_key: str) -> ResponseReturnValue:
    """Go on without a name: the draft that was kept under the name is deleted for good, with its pictures."""
    genre = _genre(key)
    deleted = forget_what_was_written(current_actor(), NEW, draft_key)
    typed, lost_pictures = typed_without_uploads([part.key for part in genre.shape.parts])
    values = {"settled_draft": draft_key, "lost_pictures": lost_pictures, "switched": True, "deleted": deleted}
    return _page(_form(genre, typed), genre, new_nonce(), **values)


@blueprint.post("/anonymous/<key>")
@unnoticed
@requires(WRITE)
@takes_files
def send_namelessly(key: str) -> ResponseReturnValue:
    """Put it under seal, and lead to number and code. Sending the form twice leads to the same."""
    genre = _genre(key)
    form, nonce = _form(genre), nonce_of_form()
    if not whole_and_known(form, *texts_in(form), strict=True):
        return _page(form, genre, nonce), 422
    try:
        made = _seal(form, genre, nonce)
    except DomainError as error:
        form.refuse(error)
        return _page(form, genre, new_nonce() if isinstance(error, AlreadyLetOut) else nonce), error.status
    return lead_to_ticket(made, nonce)


def _seal(form: Any, genre: KnownGenre, nonce: str) -> Ticket:
    """Decode, clean and render, then seal in one short transaction."""
    pictures = prepare_pictures(form.sent_pictures)
    for part, field in form.parts:
        field.data = without_uploads(field.data or "") if part.markdown else field.data
    said = " ".join((form.title.data or "", *form.typed_parts.values()))
    content = _content(form, genre, guess_language(said, fallback=config().language))
    if pictures:
        first = next(part.key for part in genre.shape.parts if part.markdown)
        shown = render(with_pictures(content.source(first), pictures, content.language))
        content = replace(content, parts={**content.parts, first: shown})
    with transaction() as session:
        made = seal_text(session, content, pictures, nonce=nonce, secret=config().secret_key)
    forget_what_was_deleted()
    return made


def _content(form: Any, genre: KnownGenre, language: str) -> Content:
    chosen = genres(db.session()).by_id.get(form.genre.data or 0, genre)
    return render_content(
        chosen if _may_be_nameless(chosen) and chosen.shape_name == genre.shape_name else genre,
        title=form.title.data or "",
        parts=form.typed_parts,
        area_id=form.area.data,
        channel=form.channel.data if form.channel is not None else None,
        tags=form.tags.names,
        language=language,
    )


def _genre(key: str) -> KnownGenre:
    """The genre of that key; another one of its shape leads to the first that may be told so. Else NotFound."""
    known = genres(db.session())
    asked = known.by_key.get(key)
    if asked is not None and not _may_be_nameless(asked):
        asked = next((one for one in known.all if _may_be_nameless(one) and one.shape_name == asked.shape_name), None)
    if asked is None:
        raise NotFound
    return asked


def _may_be_nameless(genre: KnownGenre) -> bool:
    return genre.blameless and genre.retired_at is None and genre.kind in author_pages


@cache
def _form_class(shape_name: str) -> type[WritingForm]:
    return type(f"Nameless{shape_name.title()}Form", (WithPictures, writing_form(shape_name)), {})


def _form(genre: KnownGenre, typed: MultiDict[str, str] | None = None, *, empty: bool = False) -> Any:
    """As it was sent, or as it was ``typed`` under the name."""
    kind = _form_class(genre.shape_name)
    form = kind(formdata=None) if empty else kind(typed) if typed is not None else kind()
    same = [
        one
        for one in genres(db.session()).of_kind(genre.kind)
        if _may_be_nameless(one) and one.shape_name == genre.shape_name
    ]
    if form.genre.data not in {one.id for one in same}:
        form.genre.data = genre.id
    open_areas = [(area.id, area.name) for area in areas(db.session()) if not area.closed]
    form.offer([(one.id, one.label) for one in same], open_areas)
    return form


def _page(form: Any, genre: KnownGenre, nonce: str, **values: Any) -> str:
    return render_template(
        "knowledge/nameless/form.html",
        genre=genre,
        action=url_for(".tell_namelessly", key=genre.key),
        tag_names=tag_names(db.session()),
        **form_values(form, nonce),
        **values,
    )
