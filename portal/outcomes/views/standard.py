"""Making what worked the standard."""

from flask import redirect
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, require
from portal.core.i18n import gettext as _
from portal.core.markdown import plain_text
from portal.core.numbers import number_path
from portal.core.web.flashes import say
from portal.initiatives.queries import get_visible
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import ItemState
from portal.outcomes.outcome_policy import can_make_standard
from portal.outcomes.queries.summary import outcomes_of
from portal.outcomes.services.standard import make_standard, standard_content
from portal.outcomes.views.outcomes import blueprint
from portal.outcomes.wording import expected, found
from portal.people.access import current_actor, signed_in
from portal.people.sending_limit import rate_limited


@blueprint.post("/<item:number>/standard")
@signed_in
@rate_limited
def make_it_the_standard(number: int) -> ResponseReturnValue:
    """Begin an instruction with what the initiative says, and go on writing it."""
    session, actor = db.session(), current_actor()
    initiative = get_visible(session, number, actor)
    require(can_make_standard(actor, initiative))
    outcome = outcomes_of(session, [number]).get(number)
    said = [expected(outcome), found(outcome), plain_text(outcome.words_html)] if outcome else []
    content = standard_content(session, initiative, " ".join(part for part in said if part))
    try:
        with transaction() as writing:
            made = make_standard(writing, get_visible(writing, number, actor), actor, content, now=clock.now())
    except Conflict as error:
        say(str(error.sentence), "warning")
        return redirect(f"/initiatives/{number_path(number)}", 303)
    if made.state is not ItemState.DRAFT or made.author_id != actor.id:
        return redirect(item_href(made.kind, made.id), 303)
    say(_("A draft has begun with what the initiative says. Change what you like; an editor reads it before others."))
    return redirect(f"/knowledge/{made.id}/edit", 303)
