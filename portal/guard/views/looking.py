"""What looks personal in a text while it is being typed. Nothing of it is kept, counted or logged.

One address for all forms, so that a line in somebody's log doesn't tell whether a form with a name asked.
"""

from dataclasses import dataclass
from threading import BoundedSemaphore

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid, TooManyAttempts
from portal.core.i18n import lazy_gettext as _l
from portal.core.privacy.masking import LABELS
from portal.core.rate_limit import RateLimit
from portal.core.web.headers import unnoticed
from portal.guard.findings import Finding
from portal.guard.views.asking import MOST_SHOWN, look
from portal.guard.views.blueprint import blueprint
from portal.people.access import current_actor, signed_in

#: As many as the longest part of any form holds.
MAX_LETTERS = 30_000
_rate_limit = RateLimit()
#: Long texts keep a thread busy for a tenth of a second: pages always have threads left.
_at_once = BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Place:
    """A finding with its place as scripts count it, in halves of UTF-16 signs, and the word of its mask."""

    finding: Finding
    start: int
    end: int
    mask_word: object


@blueprint.post("/guard/look")
@unnoticed
@signed_in
def look_at_text() -> ResponseReturnValue:
    """A piece of a form's page, empty when nothing looks personal. Raises TooManyAttempts for a program's haste."""
    text = request.form.get("text", "")
    if len(text) > MAX_LETTERS:
        raise Invalid(_l("This text is too long to be looked at."))
    if not _rate_limit.allow(current_actor().id) or not _at_once.acquire(timeout=1):
        raise TooManyAttempts
    try:
        found = look({"text": text}, strict="strict" in request.args)
    finally:
        _at_once.release()
    if not found:
        return ""
    places = [_place(text, one) for one in found]
    return render_template("guard/_beside.html", places=places, shown=MOST_SHOWN)


def _place(text: str, one: Finding) -> Place:
    start = _units(text[: one.span.start])
    return Place(one, start, start + _units(one.words), LABELS[one.kind])


def _units(text: str) -> int:
    return len(text) + sum(letter > "\uffff" for letter in text)
