"""Saying that what a comment asks for is settled, on items whose comments can be."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import require
from portal.core.extension import comment_settlers
from portal.core.journal import record
from portal.discussion.events import CommentReopened, CommentResolved
from portal.discussion.models import Comment
from portal.discussion.policy import can_reopen, can_resolve
from portal.discussion.services.visible import visible_comment


def resolve(session: Session, comment_id: int, actor: Actor, *, now: datetime) -> Comment:
    """Say that it is settled; said twice, it stays with the first."""
    row, settles = _comment(session, comment_id, actor)
    if can_reopen(actor, row, settles=settles):
        return row
    require(can_resolve(actor, row, settles=settles))
    row.resolved_at, row.resolved_by_id = now, actor.id
    event = CommentResolved(
        item_kind=row.item_kind, subject_id=row.item_id, comment_id=row.id, internal=row.internal,
        author_id=row.author_id,
    )  # fmt: skip
    record(session, event, actor, at=now)
    return row


def reopen(session: Session, comment_id: int, actor: Actor, *, now: datetime) -> Comment:
    """Say that it isn't settled after all."""
    row, settles = _comment(session, comment_id, actor)
    if can_resolve(actor, row, settles=settles):
        return row
    require(can_reopen(actor, row, settles=settles))
    row.resolved_at, row.resolved_by_id = None, None
    event = CommentReopened(
        item_kind=row.item_kind, subject_id=row.item_id, comment_id=row.id, internal=row.internal,
        author_id=row.author_id,
    )  # fmt: skip
    record(session, event, actor, at=now)
    return row


def _comment(session: Session, comment_id: int, actor: Actor) -> tuple[Comment, bool | None]:
    """The comment, and whether ``actor`` settles those of others on its item."""
    row, _card = visible_comment(session, comment_id, actor, for_update=True)
    ask = comment_settlers.get(row.item_kind)
    return row, ask(session, row.item_id, actor) if ask else None
