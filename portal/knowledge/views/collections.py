"""Collections: the list, one of them, making and changing it."""

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, require
from portal.core.forms import Form, Letters, LineField, NumberOfRow, Required, TextField
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import plain_text, render
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.guard.views.asking import whole_and_known
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import Collection
from portal.knowledge.policy import can_edit_collection
from portal.knowledge.queries import genres
from portal.knowledge.queries.collections import collected, collections_page, get_collection
from portal.knowledge.services.collecting import MAX_ABOUT_LETTERS, MAX_TITLE_LETTERS, discard, edit, make
from portal.people.access import current_actor, signed_in
from portal.people.sending_limit import rate_limited

blueprint = Blueprint("collections", __name__, url_prefix="/collections")

#: Where somebody may name people.
TEXTS = ("title", "about")


class CollectionForm(Form):
    """A title, and what it is for."""

    title = LineField(_l("Title"), validators=[Required(), Letters(low=3, high=MAX_TITLE_LETTERS)])
    about = TextField(_l("What it is for"), validators=[Letters(high=MAX_ABOUT_LETTERS)])
    version = NumberOfRow(widget=HiddenInput(), validators=[Optional()])
    submission_key = HiddenField(validators=[Optional(), Length(max=64)])


@blueprint.get("")
@signed_in
def index() -> ResponseReturnValue:
    """All of them, or (``mine=1``) one's own."""
    actor, mine = current_actor(), request.args.get("mine") == "1"
    page = collections_page(db.session(), by_id=actor.id if mine else None, cursor=request.args.get("cursor"))
    return render_template("knowledge/collections.html", page=page, mine=mine, words=lambda html: plain_text(html, 160))


@blueprint.get("/<int:number>")
@signed_in
def show(number: int) -> ResponseReturnValue:
    """One collection with its items in order."""
    actor, session = current_actor(), db.session()
    found = collected(session, number)
    return render_template(
        "knowledge/collection.html", collection=found.collection, by_name=found.by_name, entries=found.entries,
        can_edit=can_edit_collection(actor, found.collection), genres=genres(session).by_id, href=item_href,
    )  # fmt: skip


@blueprint.get("/new")
@signed_in
def new() -> ResponseReturnValue:
    """The form of a new one."""
    return _page(CollectionForm(formdata=None, submission_key=secrets.token_urlsafe(16)))


@blueprint.post("/new")
@signed_in
@rate_limited
@holds(_l("Sent again, it becomes a collection."), "title", "about", along=("submission_key",))
def begin() -> ResponseReturnValue:
    """Make it."""
    form = CollectionForm()
    if not whole_and_known(form, *TEXTS):
        return _page(form), 422
    about = render(form.about.data or "")
    try:
        with transaction() as session:
            made = make(
                session, current_actor(), title=form.title.data or "", about=about,
                submission_key=form.submission_key.data or secrets.token_urlsafe(16), now=clock.now(),
            )  # fmt: skip
    except Invalid as error:
        form.refuse(error)
        return _page(form), 422
    return redirect(url_for(".show", number=made.id))


@blueprint.get("/<int:number>/edit")
@signed_in
def change(number: int) -> ResponseReturnValue:
    """The form with the words as they stand."""
    row = _editable(number)
    return _page(CollectionForm(formdata=None, title=row.title, about=row.about, version=row.version), row)


@blueprint.post("/<int:number>/edit")
@signed_in
@rate_limited
@holds(_l("Sent again, it becomes the text of the collection."), "title", "about", along=("version",))
def save(number: int) -> ResponseReturnValue:
    """Keep other words; when they were changed meanwhile both are shown."""
    row, form = _editable(number), CollectionForm()
    if not whole_and_known(form, *TEXTS):
        return _page(form, row), 422
    about = render(form.about.data or "")
    try:
        with transaction() as session:
            edit(
                session, get_collection(session, number), current_actor(), title=form.title.data or "", about=about,
                version=form.version.data or 0, now=clock.now(),
            )  # fmt: skip
    except Conflict:
        row = get_collection(db.session(), number)
        form.show_theirs(CollectionForm(formdata=None, title=row.title, about=row.about, version=row.version))
        return _page(form, row), 409
    return redirect(url_for(".show", number=number))


@blueprint.post("/<int:number>/discard")
@signed_in
def throw_away(number: int) -> ResponseReturnValue:
    """Throw it away; a note offers to undo that. What was in it stays where it is."""
    with transaction() as session:
        row = discard(session, get_collection(session, number, discarded=True), current_actor(), now=clock.now())
    say(
        _("The collection “%(title)s” is gone. What was in it stays.", title=row.title),
        undo=(url_for(".have_back", number=number), _("Undo")),
    )
    return redirect(url_for(".index", mine=1))


@blueprint.post("/<int:number>/have-back")
@signed_in
def have_back(number: int) -> ResponseReturnValue:
    """Undo that."""
    with transaction() as session:
        row = get_collection(session, number, discarded=True)
        discard(session, row, current_actor(), gone=False, now=clock.now())
    return redirect(url_for(".show", number=number))


def _editable(number: int) -> Collection:
    row = get_collection(db.session(), number)
    require(can_edit_collection(current_actor(), row))
    return row


def _page(form: CollectionForm, row: Collection | None = None) -> str:
    return render_template("knowledge/collection_form.html", form=form, collection=row)
