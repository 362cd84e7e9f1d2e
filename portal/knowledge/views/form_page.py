"""The form of a text, whatever its shape: what it holds, and the page that shows it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import BoundedSemaphore
from typing import Any

from flask import render_template, request

from portal.core.db import db
from portal.core.drafts import Draft
from portal.core.errors import Busy
from portal.core.forms import saved_words
from portal.core.text import clean_line
from portal.guard.views.asking import whole_and_known
from portal.knowledge.forms import WritingForm, filled, writing_form
from portal.knowledge.models import MAX_TITLE_LETTERS
from portal.knowledge.presenting import ShownText, shown_text
from portal.knowledge.queries import KnownGenre, genres
from portal.knowledge.queries.drafts import tag_names
from portal.knowledge.services.content import Content, render_content, revision_values
from portal.people.queries import areas

UPLOAD_HREF = "/files"
#: What the buttons of the form ask for.
PREVIEW, DRAFT, REVIEW = "preview", "draft", "review"
#: So many previews are laid out at a time in each process, which has twice as many threads: saving always goes on.
laying_out = BoundedSemaphore(2)
#: So long one of them waits for another.
PATIENCE_SECONDS = 1


def asked() -> str:
    """Which button sent the form."""
    then = request.form.get("then")
    return then if then in {PREVIEW, DRAFT} else REVIEW


def form_for(genre: KnownGenre, *, kept: Draft | None = None, said: Content | None = None) -> WritingForm:
    """The form as it was sent, as a draft kept it, or as a text stands; else empty but for a title of the address."""
    if kept is not None:
        form = filled(genre.shape_name, kept.fields)
    elif said is not None:
        form = writing_form(genre.shape_name)(formdata=None, **_fields_of(said))
    elif request.method == "POST":
        form = writing_form(genre.shape_name)()
    else:
        title = clean_line(request.args.get("title"))[:MAX_TITLE_LETTERS]
        form = writing_form(genre.shape_name)(formdata=None, genre=genre.id, title=title)
    return _with_choices(form, genre)


def _fields_of(said: Content) -> dict[str, Any]:
    parts = {key: text.source for key, text in said.parts.items()}
    return parts | {
        "title": said.title,
        "genre": said.genre_id,
        "area": said.area_id,
        "channel": said.channel or "",
        "tags": ", ".join(said.tags),
        "note": "",
    }


def _with_choices(form: WritingForm, genre: KnownGenre) -> WritingForm:
    """The genres of the same shape, and the areas; what isn't in use any more only where it stands already."""
    session = db.session()
    form.genre.data = form.genre.data or genre.id
    same = [
        other
        for other in genres(session).of_kind(genre.kind)
        if other.shape_name == genre.shape_name and (other.retired_at is None or other.id == genre.id)
    ]
    known = [area for area in areas(session) if not area.closed or area.id == form.area.data]
    form.offer([(other.id, other.label) for other in same], [(area.id, area.name) for area in known])
    return form


def content_of_form(form: WritingForm, genre: KnownGenre, *, cut: bool = False) -> Content:
    """What was typed, rendered: before the transaction. ``cut``: what is too long only in its beginning."""
    chosen = genres(db.session()).by_id.get(form.genre.data or 0, genre)
    return render_content(
        chosen if chosen.shape_name == genre.shape_name else genre,
        title=form.title.data or "" if form.title is not None else "",
        parts=form.typed_parts,
        area_id=form.area.data,
        channel=form.channel.data if form.channel is not None else None,
        tags=form.tags.names if form.tags is not None else (),
        cut=cut,
    )


@contextmanager
def a_turn() -> Iterator[None]:
    """At work that takes its time while somebody types. Raises Busy when others' takes too long."""
    if not laying_out.acquire(timeout=PATIENCE_SECONDS):
        raise Busy
    try:
        yield
    finally:
        laying_out.release()


@dataclass(frozen=True, slots=True)
class _Saying:
    """A content in the shape of a revision's columns."""

    title: str
    language: str
    parts: dict[str, str]
    html: dict[str, str]


def text_of_form(form: WritingForm, genre: KnownGenre) -> ShownText:
    """What was typed, as its readers will see it. Raises Busy while others' texts are laid out."""
    with a_turn():
        content = content_of_form(form, genre, cut=True)
    values = revision_values(content)
    saying = _Saying(values["title"], values["language"], values["parts"], values["html"])
    text = shown_text(saying, genres(db.session()).by_id[content.genre_id])
    return replace(text, cut=any(len(form.typed_parts[part.key]) > part.max_letters for part, _field in form.parts))


def page(form: WritingForm, genre: KnownGenre, *, kept: Draft | None, **values: Any) -> str:
    """The form's page; with what was typed as readers will see it, when the button asked for that."""
    saved_at = kept.updated_at if kept else None
    if form.shape.editor_facts is not None:
        values |= form.shape.editor_facts(form.typed_parts)
    return render_template(
        "knowledge/form.html",
        form=form,
        genre=genre,
        upload_href=UPLOAD_HREF,
        tag_names=tag_names(db.session()),
        preview=text_of_form(form, genre) if request.method == "POST" and asked() == PREVIEW else None,
        preview_href=f"/knowledge/preview/{genre.key}",
        saved_at=saved_words(saved_at) if saved_at else None,
        saved_epoch=int(saved_at.timestamp()) if saved_at else 0,
        **values,
    )


def texts_in(form: WritingForm) -> tuple[str, ...]:
    """The fields in which somebody may name people."""
    return ("title", *(part.key for part, _field in form.parts), "tags", "note")


def is_ready(form: WritingForm) -> bool:
    """Whether it may be kept: a draft may lack words, but what is chosen has to be there to choose.

    What is handed in comes back once when something in it looks personal.
    """
    if asked() == REVIEW:
        return whole_and_known(form, *texts_in(form), strict=True)
    whole = form.validate()
    unfinished = {"title", *(part.key for part, _field in form.parts)}
    if asked() != DRAFT or not form.errors.keys() <= unfinished:
        return whole
    for name in unfinished & form.errors.keys():
        form[name].errors = []
    return True
