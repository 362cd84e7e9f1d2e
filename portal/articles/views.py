"""Articles: the list, a text to read, the dictionary of care."""

from dataclasses import replace
from itertools import groupby
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.articles.contents import with_contents
from portal.articles.queries import Entry, entries
from portal.articles.shapes import BODY, KIND, TERM, USED_TO_SAY, WHY, phrases
from portal.core import i18n
from portal.core.db import db
from portal.knowledge.queries import genres
from portal.knowledge.views.listing import list_parts
from portal.knowledge.views.reading import page_parts
from portal.people.access import current_actor, signed_in

PATH, DICTIONARY = "/articles", "/articles/dictionary"
blueprint = Blueprint("articles", __name__, url_prefix=PATH)


@blueprint.get("")
@signed_in
def index() -> ResponseReturnValue:
    """Rows, chips with numbers, orders, pages. Entries of the dictionary have a page of their own."""
    session, known = db.session(), genres(db.session())
    apart = frozenset({TERM.name})
    wanted = request.args.getlist("genre")
    if wanted and all(key in known.by_key and known.by_key[key].shape_name in apart for key in wanted):
        return redirect(DICTIONARY)
    parts = list_parts(session, current_actor(), KIND, PATH, apart=apart)
    return render_template("articles/list.html", dictionary_href=DICTIONARY, **parts)


@blueprint.get("/dictionary")
@signed_in
def dictionary() -> str:
    """What we say, what we used to say, why: in one language, by letters."""
    session, chosen = db.session(), request.args.get("language", "")
    language = chosen if chosen in i18n.LANGUAGES else i18n.language()
    return render_template(
        "articles/dictionary.html",
        letters=_letters(entries(session, language)),
        chosen=language,
        tabs=[
            {"label": label, "href": f"{DICTIONARY}?language={code}", "current": code == language}
            for code, label in i18n.LANGUAGES.items()
        ],
        terms=[genre for genre in genres(session).open_of_kind(KIND) if genre.shape_name == TERM.name],
    )


def _letters(found: Any) -> list[tuple[str, list[Entry]]]:
    """The entries by the letter that they begin with; signs and digits under one."""

    def letter(entry: Entry) -> str:
        first = next((sign for sign in entry.say if sign.isalnum()), "")
        return first.upper() if first.isalpha() else "#"

    return [(sign, list(group)) for sign, group in groupby(found, key=letter)]


@blueprint.get("/<item:number>")
@signed_in
def show(number: int) -> str:
    """A text with its contents, or an entry of the dictionary."""
    parts = page_parts(db.session(), KIND, number, current_actor())
    if parts["genre"].shape_name == TERM.name:
        used = parts["text"].chapter(USED_TO_SAY)
        return render_template("articles/term.html", used=phrases(used.source) if used else [], why=WHY, **parts)
    margin = parts.pop("margin")
    html, headings = with_contents(margin.parts[BODY])
    margin = replace(margin, parts={**margin.parts, BODY: html})
    return render_template("articles/show.html", body=BODY, margin=margin, headings=headings, **parts)
