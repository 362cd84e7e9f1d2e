"""The palette's answers and the full page of results."""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Busy, TooManyAttempts
from portal.core.rate_limit import RateLimit
from portal.people.access import current_actor, signed_in
from portal.search.asking import Answer
from portal.search.finding import find
from portal.search.services.noting import note_asked
from portal.search.views.blueprint import PATH, blueprint
from portal.search.views.lately import Lately
from portal.search.views.narrowing import LAST_PAGE, PAGE_ROWS, SearchBar, SearchLinks, Wanted, kind_label, read_wanted
from portal.search.views.showing import groups, live_href, nothing_found, reading_line, spoken_count

PALETTE_RESULTS = 10
#: Answers for one person within a minute at a worker: far more than anybody types.
MOST_ANSWERS = 300
_rate_limit = RateLimit(MOST_ANSWERS)
_lately = Lately()


@blueprint.get("/quick")
@signed_in
def quick() -> str:
    """The list below the palette's field, for what has been typed so far."""
    wanted = _wanted()
    if not wanted.text:
        return ""
    answer = find(db.session(), wanted.text, current_actor(), limit=PALETTE_RESULTS, typing=True, steps=True)
    return render_template(
        "search/_quick.html",
        groups=groups(answer.results),
        live_href=live_href,
        answer=answer,
        all_href=SearchLinks(Wanted(wanted.text)).href(),
        said=spoken_count(answer),
        reading=reading_line(answer),
    )


@blueprint.get("")
@signed_in
def page() -> ResponseReturnValue:
    """The field, and what was found page by page; an empty field with what can be typed into it.

    A choice without words, to which tags lead, lists everything that has it.
    """
    wanted = _wanted()
    if not wanted.text and not wanted.chosen:
        return render_template("search/page.html", wanted=wanted, answer=None)
    answer = find(
        db.session(), wanted.text, current_actor(),
        limit=PAGE_ROWS, offset=wanted.offset, filters=wanted.filters, facets=True, order=wanted.order,
    )  # fmt: skip
    if wanted.page > 1 and not (answer.results or answer.incomplete):
        return redirect(SearchLinks(wanted).href())  # there are fewer by now: nothing was not found
    narrowed = bool(answer.chosen) or wanted != Wanted(wanted.text)
    if not narrowed and _lately.is_new(current_actor().id, wanted.text):
        _note(wanted.text, answer)
    return render_template(
        "search/page.html", wanted=wanted, answer=answer, kind_label=kind_label, **_parts(wanted, answer)
    )


def _wanted() -> Wanted:
    """Raises TooManyAttempts for what no person types."""
    if not _rate_limit.allow(current_actor().id):
        raise TooManyAttempts
    return read_wanted(request.args)


def _parts(wanted: Wanted, answer: Answer) -> dict[str, Any]:
    links = SearchLinks(wanted)
    more = answer.more or wanted.offset + len(answer.results) < answer.count
    return {
        "bar": SearchBar(wanted, answer, links),
        "first_rank": wanted.offset + 1,
        "reading": reading_line(answer),
        "said": spoken_count(answer),
        "newer": links.href(page=wanted.page - 1 if wanted.page > 2 else None) if wanted.page > 1 else None,
        "older": links.href(page=wanted.page + 1) if more and wanted.page < LAST_PAGE else None,
        "nothing": nothing_found(wanted, answer, PATH),
    }


def _note(text: str, answer: Answer) -> None:
    """Count the search; a busy database may skip it."""
    try:
        with transaction() as session:
            note_asked(session, text, found=bool(answer.results or answer.incomplete), now=clock.now())
    except Busy:
        pass
