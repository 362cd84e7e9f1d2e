"""A text while it is being written: what is wrong with it, how it will look, where it leads."""

from dataclasses import asdict
from typing import Any

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue

from portal.algorithms.checked import looked_through
from portal.algorithms.graph import as_data
from portal.algorithms.layout import layout
from portal.algorithms.own_facts import SOURCE
from portal.algorithms.queries.named import published
from portal.algorithms.shapes import MAX_SOURCE_LETTERS
from portal.algorithms.understanding import understood
from portal.algorithms.views.blueprint import blueprint
from portal.algorithms.views.sent import sent_json
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import AS_TYPED
from portal.knowledge.policy import WRITE
from portal.knowledge.views.form_page import a_turn
from portal.people.access import current_actor, requires
from portal.people.services.guessing import count_costly_preview, count_preview


@blueprint.post("/check")
@requires(WRITE)
def check_text() -> ResponseReturnValue:
    """What the editor shows of a text as it stands. Without ``html`` nothing is laid out: that is what takes time.

    Nothing of it is kept.
    """
    asked = _asked()
    with transaction() as session:
        count_preview(session, current_actor(), now=clock.now())
    source = asked[SOURCE].replace("\r\n", "\n")
    found = understood(source)
    checked = looked_through(found, published(db.session(), found.document))
    said: dict[str, Any] = {
        "faults": [asdict(fault) for fault in checked.faults],
        "summary": checked.summary,
        "list": render_template("algorithms/_faults.html", checked=checked, field_id=SOURCE),
        "graph": as_data(found.graph),
    }
    if asked.get("html"):
        said["html"] = _laid_out(source)
    return jsonify(said)


def _asked() -> dict[str, Any]:
    """What was sent, when it is of the right shape; else Invalid."""
    asked = sent_json()
    if not isinstance(asked, dict) or not isinstance(asked.get(SOURCE), str):
        raise Invalid(_l("This isn't what the editor sends."))
    if len(asked[SOURCE]) > MAX_SOURCE_LETTERS:
        raise Invalid(_l("This text is too long to be looked through: divide it into several algorithms."))
    return asked


def _laid_out(source: str) -> str:
    """The document. Counts one that takes all of its time."""
    with a_turn():
        html = layout(source)
    if AS_TYPED in html:
        with transaction() as session:
            count_costly_preview(session, current_actor(), now=clock.now())
    return html
