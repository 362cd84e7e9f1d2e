"""What a comment asks for is settled, or isn't after all."""

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.i18n import gettext as _
from portal.core.web.flashes import say
from portal.discussion.services.resolving import reopen, resolve
from portal.discussion.views.blueprint import back_to_comment, blueprint
from portal.people.access import current_actor, signed_in


@blueprint.post("/comments/<int:comment_id>/resolve")
@signed_in
def resolve_comment(comment_id: int) -> ResponseReturnValue:
    """Settled: it folds to a line; a note offers to undo that."""
    actor = current_actor()
    with transaction() as session:
        row = resolve(session, comment_id, actor, now=clock.now())
    say(_("The comment is marked as resolved."), undo=(url_for(".reopen_comment", comment_id=comment_id), _("Undo")))
    return back_to_comment(db.session(), row, actor)


@blueprint.post("/comments/<int:comment_id>/reopen")
@signed_in
def reopen_comment(comment_id: int) -> ResponseReturnValue:
    """It stands open again."""
    actor = current_actor()
    with transaction() as session:
        row = reopen(session, comment_id, actor, now=clock.now())
    return back_to_comment(db.session(), row, actor)
