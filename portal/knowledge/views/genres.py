"""Administration of the company's own kinds of cases, articles and algorithms."""

from typing import Any

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import DomainError
from portal.core.forms import NamesForm
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.web.flashes import say
from portal.knowledge.item_kind import knowledge_kinds
from portal.knowledge.policy import MANAGE_GENRES
from portal.knowledge.queries import KnownGenre, genres
from portal.knowledge.services.genres import (
    add_genre,
    bring_back_genre,
    get_genre,
    rename_genre,
    retire_genre,
    shift_genre,
)
from portal.knowledge.shapes import shapes
from portal.knowledge.views.blueprint import blueprint
from portal.people.access import current_actor, requires

PATH = "/knowledge/genres"


class GenreForm(NamesForm):
    """A company's own kind: of which parts it is made, and what it is called."""

    shape = SelectField(_l("What it is made of"))
    blameless = BooleanField(_l("A chest: told without blame"))

    def offer(self) -> None:
        """Set the shapes to choose from."""
        self.shape.choices = [SelectChoice(shape.name, shape.label) for shape in shapes]


@blueprint.get("/genres")
@requires(MANAGE_GENRES)
def genre_list() -> str:
    """All kinds in their order, each with what can be done, and a form for one more."""
    return _page(GenreForm(formdata=None))


@blueprint.post("/genres")
@requires(MANAGE_GENRES)
def new_genre() -> ResponseReturnValue:
    """One more kind."""
    form = GenreForm()
    form.offer()
    if form.validate():
        chosen = {"shape_name": form.shape.data, "blameless": form.blameless.data}
        try:
            with transaction() as session:
                add_genre(session, current_actor(), **chosen, names=form.names, now=clock.now())
            say(_("Added."))
            return redirect(PATH, 303)
        except DomainError as error:
            form.refuse(error)
    return _page(form), 422


@blueprint.post("/genres/<int:genre_id>")
@requires(MANAGE_GENRES)
def change_genre(genre_id: int) -> ResponseReturnValue:
    """Other names."""
    get_genre(db.session(), genre_id)
    form = NamesForm()
    if form.validate():
        try:
            with transaction() as session:
                rename_genre(session, get_genre(session, genre_id), current_actor(), names=form.names, now=clock.now())
            say(_("Renamed."))
            return redirect(PATH, 303)
        except DomainError as error:
            form.refuse(error)
    return _page(GenreForm(formdata=None), renamed=(genre_id, form)), 422


@blueprint.post("/genres/<int:genre_id>/up", defaults={"by": -1}, endpoint="genre_up")
@blueprint.post("/genres/<int:genre_id>/down", defaults={"by": 1}, endpoint="genre_down")
@requires(MANAGE_GENRES)
def shift(genre_id: int, by: int) -> ResponseReturnValue:
    """One place up or down among those of its kind."""
    with transaction() as session:
        shift_genre(session, get_genre(session, genre_id), current_actor(), by=by, now=clock.now())
    return redirect(f"{PATH}#genre-{genre_id}", 303)


@blueprint.post("/genres/<int:genre_id>/retire")
@requires(MANAGE_GENRES)
def retire(genre_id: int) -> ResponseReturnValue:
    """Out of use; the note on the next page takes it back."""
    with transaction() as session:
        retire_genre(session, get_genre(session, genre_id), current_actor(), now=clock.now())
    say(_("Retired. What is of this kind keeps it."), undo=(f"{PATH}/{genre_id}/bring-back", _("Undo")))
    return redirect(PATH, 303)


@blueprint.post("/genres/<int:genre_id>/bring-back")
@requires(MANAGE_GENRES)
def put_back(genre_id: int) -> ResponseReturnValue:
    """Into use again."""
    with transaction() as session:
        bring_back_genre(session, get_genre(session, genre_id), current_actor(), now=clock.now())
    say(_("In use again."))
    return redirect(PATH, 303)


def _page(form: GenreForm, renamed: tuple[int, NamesForm] | None = None) -> str:
    form.offer()
    rows = [_row(one, renamed) for one in genres(db.session()).all]
    return render_template(
        "knowledge/genres.html",
        groups=[
            (kind.label, [row for row in rows if row["one"].kind == kind.kind and row["one"].retired_at is None])
            for kind in knowledge_kinds
        ],
        retired=[row for row in rows if row["one"].retired_at is not None],
        form=form,
        base=PATH,
    )


def _row(genre: KnownGenre, renamed: tuple[int, NamesForm] | None) -> dict[str, Any]:
    form = renamed[1] if renamed and renamed[0] == genre.id else NamesForm(formdata=None, data=genre.names, prefix="")
    notes = [genre.shape.label]
    if genre.blameless:
        notes.append(_("told without blame, may stay without a name, never counted for a person"))
    return {"one": genre, "notes": notes, "kept": False, "form": form}
