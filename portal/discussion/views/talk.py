"""Adding to a discussion: comments, what is typed and not sent, reactions, following."""

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.drafts import forget_draft, save_draft
from portal.core.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from portal.core.extension import ItemRef
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import render
from portal.core.text import clean_text
from portal.core.web.addresses import own_path
from portal.core.web.errors import wants_json
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.discussion.forms import CommentForm
from portal.discussion.models import ReactionKind
from portal.discussion.services.comments import comment, was_sent
from portal.discussion.services.follows import follow, unfollow
from portal.discussion.services.reactions import react, unreact
from portal.discussion.services.visible import item_of, visible_comment, visible_item
from portal.discussion.thread import DRAFTS, draft_key, new_key, piece_of, prefix_of, thread_of_comment
from portal.discussion.views.blueprint import back_to_comment, back_to_talk, blueprint, href_of
from portal.guard.views.asking import whole_and_known
from portal.people.access import current_actor, signed_in
from portal.people.sending_limit import rate_limited


@blueprint.post("/<kind>/<item:item_id>/comments")
@signed_in
@rate_limited
@holds(
    _l("Sent again, it becomes a comment in the discussion."), "body",
    along=("internal", "asks", "parent_id", "submission_key"),
)  # fmt: skip
def add(kind: str, item_id: int) -> ResponseReturnValue:
    """A comment or a reply. What can't be taken is shown again on a page of its own, with the reason."""
    item, actor, form = ItemRef(kind, item_id), current_actor(), CommentForm()
    if not whole_and_known(form, "body"):
        return _write_again(item, form, 422)
    text, now = render(form.body.data or ""), clock.now()
    try:
        with transaction() as session:
            row = comment(
                session, item, actor, text, parent_id=form.parent_id.data, internal=form.internal.data,
                asks=form.asks.data,
                submission_key=form.submission_key.data, now=now,
            )  # fmt: skip
            if row.parent_id is None:
                forget_draft(session, actor, draft_key(item))
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        form.refuse(error)
        if isinstance(error, Conflict):
            form.parent_id.data = form.parent_id.raw_data = None  # what it answered has gone elsewhere
        return _write_again(item, form, error.status)
    if back := own_path(request.form.get("back"), ""):
        say(_("Sent."))
        return redirect(back)
    return back_to_comment(db.session(), row, actor)


def _write_again(item: ItemRef, form: CommentForm, status: int) -> ResponseReturnValue:
    card = visible_item(db.session(), item, current_actor())
    page = render_template("discussion/write.html", card=card, form=form, action=f"{prefix_of(item)}/comments")
    return page, status


@blueprint.post("/<kind>/<item:item_id>/draft")
@signed_in
def keep_draft(kind: str, item_id: int) -> ResponseReturnValue:
    """Keep what is typed and not sent; an empty text is no draft."""
    item, actor, now = ItemRef(kind, item_id), current_actor(), clock.now()
    body, key = clean_text(request.form.get("body")), draft_key(item)
    fields = {"body": body, "internal": bool(request.form.get("internal")), "asks": bool(request.form.get("asks"))}
    with transaction() as session:
        visible_item(session, item, actor)
        if was_sent(session, item, actor, request.form.get("submission_key", "")):
            raise Conflict(_("This was sent already."))
        if body:
            save_draft(session, actor, DRAFTS, key, fields, now=now)
        else:
            forget_draft(session, actor, key)
    if wants_json():
        return jsonify(saved=f"{i18n.local(now):%H:%M}")
    return back_to_talk(db.session(), item, actor)


@blueprint.post("/<kind>/<item:item_id>/follow")
@signed_in
def change_follow(kind: str, item_id: int) -> ResponseReturnValue:
    """Follow (``follow=1``) or stop following (``follow=0``); saying it twice changes nothing."""
    item, actor = ItemRef(kind, item_id), current_actor()
    change = unfollow if request.form.get("follow") == "0" else follow
    with transaction() as session:
        change(session, item, actor, now=clock.now())
    return redirect(visible_item(db.session(), item, actor).href)


@blueprint.get("/comments/<int:comment_id>")
@signed_in
def show(comment_id: int) -> ResponseReturnValue:
    """The lasting address of a comment: leads to where it stands now."""
    actor, session = current_actor(), db.session()
    row, card = visible_comment(session, comment_id, actor)
    return redirect(href_of(session, row, card, actor))


@blueprint.post("/comments/<int:comment_id>/react")
@signed_in
def change_reaction(comment_id: int) -> ResponseReturnValue:
    """Give the reaction ``give`` or take back the reaction ``take_back``; a script gets the comment anew."""
    actor = current_actor()
    taken_back = request.form.get("take_back")
    kind = _reaction_kind(taken_back or request.form.get("give", ""))
    with transaction() as session:
        row = (unreact if taken_back else react)(session, comment_id, actor, kind, now=clock.now())
    if request.headers.get("HX-Request"):
        top = thread_of_comment(db.session(), item_of(row), actor, row.parent_id or row.id)
        piece = piece_of(top, prefix_of(item_of(row))) if top else None
        return render_template("discussion/_one.html", piece=piece, key=new_key())
    return back_to_comment(db.session(), row, actor)


def _reaction_kind(word: str) -> ReactionKind:
    try:
        return ReactionKind(word)
    except ValueError:
        raise Invalid(_("There is no such reaction.")) from None
