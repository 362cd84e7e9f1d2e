"""How one begins to write: the format on one page, and a draft that opens with an example, an outline or a script."""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.algorithms.shapes import KIND, SOURCE
from portal.algorithms.snippets import BEGINNINGS, beginning
from portal.algorithms.views.blueprint import blueprint
from portal.algorithms.words import WORDS
from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.drafts import save_draft
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import lazy_gettext as _l
from portal.core.text import clean_lines
from portal.core.web.holding import holds
from portal.knowledge.policy import WRITE
from portal.knowledge.queries import KnownGenre, genres
from portal.knowledge.queries.drafts import NEW
from portal.people.access import current_actor, requires, signed_in


@blueprint.get("/format")
@signed_in
def the_format() -> str:
    """How an algorithm is written, on one page, in the reader's language."""
    language = i18n.language()
    return render_template(
        "algorithms/format.html",
        words=WORDS[language],
        twins={code: words for code, words in WORDS.items() if code != language},
        example=beginning("example", language),
    )


@blueprint.post("/begin")
@requires(WRITE)
@holds(_l("Sent again, it becomes a draft of an algorithm."), SOURCE, along=("begin", "genre_key"))
def begin_with() -> ResponseReturnValue:
    """Open the form with a text in it: as a draft, so that it is there on every device and after every reload."""
    genre, actor, key = _genre(), current_actor(), secrets.token_urlsafe(16)
    fields = {SOURCE: _text(), "genre": str(genre.id), "genre_key": genre.key}
    with transaction() as session:
        save_draft(session, actor, NEW, key, fields, now=clock.now())
    return redirect(url_for("knowledge.write", key=genre.key, draft=key))


def _text() -> str:
    """What was asked for, else what was sent."""
    asked = request.form.get("begin")
    text = beginning(asked, i18n.language()) if asked in BEGINNINGS else clean_lines(request.form.get(SOURCE))
    if not text.strip():
        raise Invalid(_l("There is nothing to begin with yet."))
    return text


def _genre() -> KnownGenre:
    """The genre that the form was opened for, else the first one of algorithms that takes something new."""
    known = genres(db.session()).open_of_kind(KIND)
    asked = request.form.get("genre_key")
    found = next((genre for genre in known if genre.key == asked), known[0] if known else None)
    if found is None:
        raise NotFound
    return found
