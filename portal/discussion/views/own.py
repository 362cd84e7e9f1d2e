"""One's own comment afterwards: other words, taking it back; and what it said before."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.difference import difference
from portal.core.errors import require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import render
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.discussion.forms import EditCommentForm
from portal.discussion.models import Comment
from portal.discussion.policy import can_edit, can_read_text
from portal.discussion.queries import revisions_of
from portal.discussion.services.comments import edit_comment, put_back_comment, withdraw_comment
from portal.discussion.services.visible import item_of, visible_comment
from portal.discussion.views.blueprint import back_to_comment, back_to_talk, blueprint, href_of
from portal.guard.views.asking import whole_and_known
from portal.people.access import current_actor, signed_in
from portal.people.sending_limit import rate_limited


@blueprint.get("/comments/<int:comment_id>/edit")
@signed_in
def edit(comment_id: int) -> ResponseReturnValue:
    """The form with the words as they stand."""
    row, _card = visible_comment(db.session(), comment_id, current_actor())
    require(can_edit(current_actor(), row))
    return _edit_page(row.id, EditCommentForm(data={"body": row.body, "version": row.version}))


@blueprint.post("/comments/<int:comment_id>/edit")
@signed_in
@rate_limited
@holds(_l("Sent again, it becomes the new text of your comment."), "body", along=("version",))
def save_edit(comment_id: int) -> ResponseReturnValue:
    """Save other words; when they were changed meanwhile both texts are shown."""
    form, actor = EditCommentForm(), current_actor()
    if not whole_and_known(form, "body"):
        return _edit_page(comment_id, form), 422
    text = render(form.body.data or "")
    with transaction() as session:
        row = edit_comment(session, comment_id, actor, text, version=form.version.data or 0, now=clock.now())
    return back_to_comment(db.session(), row, actor)


def _edit_page(comment_id: int, form: EditCommentForm) -> str:
    actor, session = current_actor(), db.session()
    row, card = visible_comment(session, comment_id, actor)
    require(can_edit(actor, row))
    return render_template(
        "discussion/edit.html",
        card=card,
        form=form,
        internal=row.internal,
        back_href=href_of(session, row, card, actor),
    )


@blueprint.post("/comments/<int:comment_id>/withdraw")
@signed_in
def withdraw(comment_id: int) -> ResponseReturnValue:
    """Take a comment back; a note offers to undo that."""
    actor = current_actor()
    with transaction() as session:
        row = withdraw_comment(session, comment_id, actor, now=clock.now())
    say(_("Your comment is taken back."), undo=(url_for(".put_back", comment_id=comment_id), _("Undo")))
    return back_to_talk(db.session(), item_of(row), actor)


@blueprint.post("/comments/<int:comment_id>/put-back")
@signed_in
def put_back(comment_id: int) -> ResponseReturnValue:
    """Undo the taking back."""
    actor = current_actor()
    with transaction() as session:
        row = put_back_comment(session, comment_id, actor, now=clock.now())
    return back_to_comment(db.session(), row, actor)


@blueprint.get("/comments/<int:comment_id>/revisions")
@signed_in
def revisions(comment_id: int) -> ResponseReturnValue:
    """What the comment said before, newest change first, each with what it changed."""
    actor, session = current_actor(), db.session()
    row, card = visible_comment(session, comment_id, actor)
    if row.withdrawn_at is not None:
        return redirect(href_of(session, row, card, actor))
    require(can_read_text(actor, row))
    return render_template(
        "discussion/revisions.html",
        card=card,
        back_href=href_of(session, row, card, actor),
        changes=_changes(row),
        written_at=row.at,
        internal=row.internal,
    )


def _changes(row: Comment) -> list[dict[str, object]]:
    earlier = revisions_of(db.session(), row.id)
    texts = [*(revision.body for revision in earlier), row.body]
    return [
        {"at": revision.replaced_at, "pieces": difference(texts[place], texts[place + 1])}
        for place, revision in reversed(list(enumerate(earlier)))
    ]
