"""From a script to an algorithm: pasted or in a file, turned into steps, looked at, and on to the form."""

from dataclasses import dataclass

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from portal.algorithms.converting import steps_of_script
from portal.algorithms.scripts import BOUNDS, words_of_file
from portal.algorithms.shapes import MAX_SOURCE_LETTERS
from portal.algorithms.understanding import understood
from portal.algorithms.views.blueprint import blueprint
from portal.core.errors import Busy, Invalid
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.core.text import clean_lines
from portal.core.web.errors import wants_json
from portal.core.web.holding import holds
from portal.core.web.sizes import takes_files
from portal.knowledge.policy import WRITE
from portal.knowledge.views.form_page import a_turn
from portal.people.access import requires
from portal.people.sending_limit import rate_limited

#: A script of a hundred pages has half as many; each may become a step.
MAX_LINES = 10_000


@dataclass(frozen=True, slots=True)
class Conversion:
    """What was made of a script."""

    source: str
    message: str


@blueprint.get("/from-script")
@requires(WRITE)
def from_script() -> ResponseReturnValue:
    """Where a script is pasted, or a file chosen."""
    return _page("")


@blueprint.post("/from-script")
@requires(WRITE)
@rate_limited
@takes_files
@holds(_l("Sent again, steps are made of it."), "script")
def convert() -> ResponseReturnValue:
    """The steps of what was sent: a piece of data for the editor, a page to look at for everybody else."""
    script = clean_lines(request.form.get("script"))
    if request.form.get("then") == "back":
        return _page(script)
    try:
        script = _sent_file() or script
        made = _converted(script)
    except (Invalid, Busy) as error:
        if wants_json():
            raise
        return _page(script, fault=str(error)), error.status
    if wants_json():
        return jsonify(source=made.source, message=made.message)
    return _page(script, made=made)


def _sent_file() -> str:
    """The words of the file, if there is one. Raises Invalid, saying why, when it can't be read."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return ""
    with a_turn():
        return words_of_file(sent.stream, BOUNDS)


def _converted(script: str) -> Conversion:
    if not script.strip():
        raise Invalid(_l("Paste a script or choose a file."))
    if len(script) > MAX_SOURCE_LETTERS or sum(map(bool, map(str.strip, script.split("\n")))) > MAX_LINES:
        raise Invalid(_l("This script is too long for one algorithm: divide it."))
    with a_turn():
        source = steps_of_script(script)
    steps = len(understood(source).document.steps)
    words = (
        ngettext("%(num)s step was made of it.", "%(num)s steps were made of it.", steps),
        _("Titles and arrows are a first guess: look through them."),
    )
    return Conversion(source, " ".join(words))


def _page(script: str, *, made: Conversion | None = None, fault: str = "") -> str:
    return render_template("algorithms/from_script.html", script=script, made=made, fault=fault)
