"""Writing, changing and taking back a comment."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new, one_at_a_time
from portal.core.errors import Conflict, Invalid, NotFound, TooManyAttempts, require
from portal.core.extension import ItemRef, Spoken
from portal.core.files import note_uses
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RenderedText, picture_tokens
from portal.discussion.events import CommentAdded, CommentEdited, CommentPutBack, CommentWithdrawn
from portal.discussion.models import PICTURES_OF, Comment, CommentRevision, Mention
from portal.discussion.policy import can_comment, can_edit, can_put_back, can_read, can_reply, can_withdraw
from portal.discussion.queries import get_comment, written_since
from portal.discussion.services.follows import auto_follow
from portal.discussion.services.mentions import mark_mentions
from portal.discussion.services.visible import item_of, kind_of, visible_comment, visible_item, visible_place

MAX_COMMENTS = 30
WINDOW = timedelta(minutes=10)
TOO_MANY = _l(
    "You have written 30 comments in ten minutes, more than people can read. Your text is kept: send it a little later."
)
MOVED_AWAY = _l(
    "What you answer stands elsewhere now. Your text is kept: sent from here, it becomes a comment of its own."
)


def comment(
    session: Session, item: ItemRef, actor: Actor, text: RenderedText, *,
    parent_id: int | None = None, internal: bool = False, asks: bool = False, submission_key: str | None = None,
    now: datetime,
) -> Comment:  # fmt: skip
    """Add a comment or a reply; the same text sent twice with the same key leaves one.

    A reply is internal when what it answers is. With ``asks`` the committee waits for the author's answer; a note for
    the committee alone asks nobody. Raises TooManyAttempts past 30 comments in ten minutes.
    """
    meant, item = item, visible_place(session, item, actor)
    discusses = kind_of(item).may_discuss(session, item.id, actor)
    if parent_id is not None:
        parent = _parent(session, item, actor, parent_id)
        require(can_reply(actor, parent, discusses=discusses))
        internal = parent.internal
    require(can_comment(actor, discusses=discusses, internal=internal, asks=asks))
    if not text.source.strip():
        raise Invalid(_l("Write something first."), field="body")
    one_at_a_time(session, f"discussion.comments.{actor.id}")
    key, sent = _sent_before(session, submission_key, meant, actor, parent_id, text) if submission_key else (None, None)
    if sent is not None:
        return sent
    if written_since(session, actor, now - WINDOW) >= MAX_COMMENTS:
        raise TooManyAttempts(TOO_MANY)
    asks = asks and not internal
    return write_down(
        session, item, actor, text, parent_id=parent_id, internal=internal, asks=asks, key=key, now=now
    )  # fmt: skip


def write_down(
    session: Session, item: ItemRef, actor: Actor, text: RenderedText, *,
    parent_id: int | None, internal: bool, asks: bool = False, key: str | None = None, now: datetime,
) -> Comment:  # fmt: skip
    """Add it without asking anything, where it is known that this is so: what people said long ago."""
    marked = mark_mentions(session, item, text.html, internal=internal)
    row = Comment(
        item_kind=item.kind, item_id=item.id, parent_id=parent_id, author_id=actor.id, body=text.source,
        html=marked.html, renderer_version=text.version, internal=internal, asks=asks, at=now, submission_key=key,
    )  # fmt: skip
    session.add(row)
    session.flush()  # mentions and the event need the id
    told = _tell(session, row, marked.person_ids, actor, now=now)
    auto_follow(session, item, actor.id, now=now)
    if picture_tokens(text.source):  # a new comment shows none otherwise
        note_uses(session, ItemRef(PICTURES_OF, row.id), [text.source], actor)
    kind_of(item).discussed(session, item.id, by=actor, spoken=Spoken.ADDED, internal=internal)
    record(
        session,
        CommentAdded(
            item_kind=item.kind, subject_id=item.id, comment_id=row.id, parent_id=parent_id, internal=internal,
            mentioned=told,
        ),
        actor,
        at=now,
    )  # fmt: skip
    return row


def edit_comment(
    session: Session, comment_id: int, actor: Actor, text: RenderedText, *, version: int, now: datetime
) -> Comment:
    """Change one's own words; what they were is kept. Raises Conflict with what stands when ``version`` is old."""
    row, card = visible_comment(session, comment_id, actor, for_update=True)
    require(can_edit(actor, row))
    if not text.source.strip():
        raise Invalid(_l("Write something first."), field="body")
    if text.source == row.body:
        return row
    if row.version != version:
        raise Conflict(theirs={"body": row.body, "version": str(row.version)})
    session.add(CommentRevision(comment_id=row.id, body=row.body, html=row.html, replaced_at=now))
    marked = mark_mentions(session, card.ref, text.html, internal=row.internal)
    row.body, row.html, row.renderer_version, row.edited_at = text.source, marked.html, text.version, now
    told = _tell(session, row, marked.person_ids, actor, now=now)
    note_uses(session, ItemRef(PICTURES_OF, row.id), [text.source], actor)
    event = CommentEdited(
        item_kind=row.item_kind, subject_id=row.item_id, comment_id=row.id, internal=row.internal, mentioned=told
    )
    record(session, event, actor, at=now)
    return row


def withdraw_comment(session: Session, comment_id: int, actor: Actor, *, now: datetime) -> Comment:
    """Take one's own comment back; its place stays as long as a reply stands under it."""
    row, _card = visible_comment(session, comment_id, actor, for_update=True)
    if row.withdrawn_at is not None and row.author_id == actor.id:
        return row
    require(can_withdraw(actor, row))
    row.withdrawn_at = now
    item = item_of(row)
    kind_of(item).discussed(session, item.id, by=actor, spoken=Spoken.WITHDRAWN, internal=row.internal)
    event = CommentWithdrawn(item_kind=item.kind, subject_id=item.id, comment_id=row.id, internal=row.internal)
    record(session, event, actor, at=now)
    return row


def put_back_comment(session: Session, comment_id: int, actor: Actor, *, now: datetime) -> Comment:
    """Undo the withdrawal of one's own comment, for a day."""
    row, _card = visible_comment(session, comment_id, actor, for_update=True)
    if row.withdrawn_at is None and row.author_id == actor.id:
        return row
    require(can_put_back(actor, row, now))
    row.withdrawn_at = None
    item = item_of(row)
    kind_of(item).discussed(session, item.id, by=actor, spoken=Spoken.PUT_BACK, internal=row.internal)
    event = CommentPutBack(item_kind=item.kind, subject_id=item.id, comment_id=row.id, internal=row.internal)
    record(session, event, actor, at=now)
    return row


def _parent(session: Session, item: ItemRef, actor: Actor, parent_id: int) -> Comment:
    found = get_comment(session, parent_id, for_update=True)
    if found is None or not can_read(actor, found):
        raise NotFound
    if item_of(found) != item:
        visible_item(session, item_of(found), actor)
        raise Conflict(MOVED_AWAY)
    return found


def _tell(
    session: Session, row: Comment, person_ids: Collection[int], actor: Actor, *, now: datetime
) -> tuple[int, ...]:
    """Note who is named, and let them follow; those who weren't named here before, without the writer."""
    new = [
        person_id
        for person_id in person_ids
        if insert_new(session, Mention, {"comment_id": row.id, "person_id": person_id}, ["comment_id", "person_id"])
        and person_id != actor.id
    ]
    for person_id in new:
        auto_follow(session, item_of(row), person_id, now=now)
    return tuple(new)


def was_sent(session: Session, item: ItemRef, actor: Actor, submission_key: str) -> bool:
    """Whether the form with this key has left a comment already (a draft saved late is then no draft)."""
    key = _bound_key(submission_key, item, actor, None)
    return session.scalar(select(Comment.id).where(Comment.submission_key == key)) is not None


def _sent_before(
    session: Session, submission_key: str, item: ItemRef, actor: Actor, parent_id: int | None, text: RenderedText
) -> tuple[str | None, Comment | None]:
    """The key for a new row, or the row that is there. Another text from the same form is another comment."""
    for source in ("", text.source):
        key = _bound_key(submission_key, item, actor, parent_id, source)
        sent = session.scalar(select(Comment).where(Comment.submission_key == key))
        if sent is None:
            return key, None
        if sent.body == text.source:
            return None, sent
    return None, None


def _bound_key(submission_key: str, item: ItemRef, actor: Actor, parent_id: int | None, source: str = "") -> str:
    """The form's key bound to who sends what where: nobody meets another one's."""
    parts = (submission_key, item.kind, str(item.id), str(actor.id), str(parent_id), source)
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()
