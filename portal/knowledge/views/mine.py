"""What somebody has begun: drafts, what was sent back, what waits for the editors."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.core.db import db
from portal.core.web.settling import settled_draft
from portal.knowledge.queries import genres
from portal.knowledge.queries.drafts import own_open, unsent
from portal.knowledge.views.blueprint import blueprint
from portal.people.access import current_actor, signed_in


@blueprint.get("/mine")
@signed_in
def mine() -> ResponseReturnValue:
    """One's own texts that colleagues don't see yet."""
    session, actor = db.session(), current_actor()
    return render_template(
        "knowledge/mine.html",
        drafts=unsent(session, actor),
        rows=own_open(session, actor),
        genres=genres(session).by_id,
        settled_draft=settled_draft(),
    )
