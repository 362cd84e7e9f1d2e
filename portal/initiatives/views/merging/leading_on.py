"""Old addresses lead on: what was meant for a merged initiative goes where it stands now."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.numbers import number_path
from portal.core.web.errors import answer_to
from portal.initiatives.queries import get_visible
from portal.initiatives.queries.families import standing_for
from portal.initiatives.queries.visibility import MergedAway
from portal.initiatives.views import blueprint
from portal.people.access import current_actor

#: What is the same whichever of the two it is said of: sent again, as it was, to the one that stands for both.
_SAME = {"initiatives.give_support", "initiatives.take_support_back", "initiatives.explain_support"}


@blueprint.errorhandler(MergedAway)
def lead_on(error: MergedAway) -> ResponseReturnValue:
    """Pages lead to the initiative that it was merged into; decisions and texts aren't carried over, but kept."""
    db.session.rollback()
    number = standing_for(db.session(), error.number)
    try:
        get_visible(db.session(), number, current_actor())
    except (NotFound, MergedAway):
        return redirect(url_for("initiatives.show_twin", number=error.number), 303)
    if request.method in {"GET", "HEAD"}:
        return redirect(f"/initiatives/{number_path(number)}?from={number_path(error.number)}", 303)
    if request.endpoint in _SAME:
        return redirect(url_for(request.endpoint, number=number), 307)
    return answer_to(error)
