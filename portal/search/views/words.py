"""The company's words: groups that search takes for the same, kept by editors and administrators."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import gettext as _
from portal.core.text import clean_line, storable
from portal.core.typed import whole_number
from portal.core.web.flashes import say
from portal.people.access import current_actor, requires
from portal.search.asking import Found
from portal.search.finding import find
from portal.search.forms import WordsForm
from portal.search.models import MAX_ASKED_LETTERS
from portal.search.policy import EDIT_WORDS
from portal.search.queries.words import KnownGroup, care_groups, word_groups
from portal.search.services.words import add_group, change_group, get_group, put_group_back, remove_group
from portal.search.views.blueprint import WORDS, blueprint

EXAMPLE_ROWS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A group with its form."""

    group: KnownGroup
    form: WordsForm
    #: Its form stands open: what was sent wasn't taken.
    opened: bool
    #: What the first of its words finds now; None where that wasn't asked for.
    example: Sequence[Found] | None


@blueprint.get("/words")
@requires(EDIT_WORDS)
def words() -> str:
    """All groups, those of the dictionary of care, and a form for one more, begun with ``words`` of the address."""
    begun = clean_line(storable(request.args.get("words", "")))[:MAX_ASKED_LETTERS]
    return _page(WordsForm(formdata=None, words=f"{begun}\n" if begun else ""))


@blueprint.post("/words")
@requires(EDIT_WORDS)
def add_words() -> ResponseReturnValue:
    """One more."""
    form = WordsForm()
    if form.validate():
        try:
            with transaction() as session:
                made = add_group(session, current_actor(), form.words.data or "", now=clock.now()).id
        except Invalid as error:
            form.refuse(error)
        else:
            say(_("Added. Search takes these words for the same from now on."))
            return redirect(_with_example(made), 303)
    return _page(form), 422


@blueprint.post("/words/<int:group_id>")
@requires(EDIT_WORDS)
def change_words(group_id: int) -> ResponseReturnValue:
    """Other words; or both texts, when somebody was quicker."""
    form, status = WordsForm(), 422
    if form.validate():
        try:
            with transaction() as session:
                group = get_group(session, group_id)
                version = form.version.data or 0
                change_group(session, group, current_actor(), form.words.data or "", version=version, now=clock.now())
        except Conflict as error:
            status = 409
            form.show_theirs(WordsForm(formdata=None, words=error.theirs["words"], version=_version(group_id)))
        except Invalid as error:
            form.refuse(error)
        else:
            say(_("Saved."))
            return redirect(_with_example(group_id), 303)
    return _page(WordsForm(formdata=None), changed=(group_id, form)), status


@blueprint.post("/words/<int:group_id>/remove")
@requires(EDIT_WORDS)
def remove_words(group_id: int) -> ResponseReturnValue:
    """They don't mean the same any more; the note on the next page takes it back."""
    with transaction() as session:
        remove_group(session, get_group(session, group_id), current_actor(), now=clock.now())
    say(_("The group is removed."), undo=(f"{WORDS}/{group_id}/put-back", _("Undo")))
    return redirect(WORDS, 303)


@blueprint.post("/words/<int:group_id>/put-back")
@requires(EDIT_WORDS)
def put_words_back(group_id: int) -> ResponseReturnValue:
    """They mean the same again."""
    with transaction() as session:
        put_group_back(session, get_group(session, group_id), current_actor(), now=clock.now())
    say(_("The group is back."))
    return redirect(f"{WORDS}#group-{group_id}", 303)


def _version(group_id: int) -> int:
    return get_group(db.session(), group_id).version


def _with_example(group_id: int) -> str:
    return f"{WORDS}?example={group_id}#group-{group_id}"


def _page(form: WordsForm, changed: tuple[int, WordsForm] | None = None) -> str:
    session = db.session()
    asked = whole_number(request.args.get("example"))
    rows = [_row(group, changed, shows_example=group.id == asked) for group in word_groups(session)]
    return render_template("search/words.html", rows=rows, care=care_groups(session), form=form, base=WORDS)


def _row(group: KnownGroup, changed: tuple[int, WordsForm] | None, *, shows_example: bool) -> Row:
    opened = changed is not None and changed[0] == group.id
    form = changed[1] if changed and opened else _form_of(group)
    example = find(db.session(), group.words[0], current_actor(), limit=EXAMPLE_ROWS).results if shows_example else None
    return Row(group, form, opened, example)


def _form_of(group: KnownGroup) -> WordsForm:
    return WordsForm(formdata=None, words="\n".join(group.words), version=group.version)
