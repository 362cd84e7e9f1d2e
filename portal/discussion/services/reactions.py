"""One click instead of a comment: thanks, agreement, a good idea."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import require
from portal.core.journal import record
from portal.discussion.events import ReactionGiven, ReactionWithdrawn
from portal.discussion.models import Comment, Reaction, ReactionKind
from portal.discussion.policy import can_react
from portal.discussion.services.visible import visible_comment


def react(session: Session, comment_id: int, actor: Actor, kind: ReactionKind, *, now: datetime) -> Comment:
    """Give a reaction; giving it again changes nothing."""
    row, _card = visible_comment(session, comment_id, actor)
    require(can_react(actor, row))
    values = {"comment_id": row.id, "person_id": actor.id, "kind": kind, "at": now}
    if insert_new(session, Reaction, values, ["comment_id", "person_id", "kind"]):
        event = ReactionGiven(
            item_kind=row.item_kind, subject_id=row.item_id, comment_id=row.id, internal=row.internal,
            reaction=kind.value, author_id=row.author_id,
        )  # fmt: skip
        record(session, event, actor, at=now)
    return row


def unreact(session: Session, comment_id: int, actor: Actor, kind: ReactionKind, *, now: datetime) -> Comment:
    """Take a reaction back; without one nothing changes."""
    row, _card = visible_comment(session, comment_id, actor)
    require(can_react(actor, row))
    mine = delete(Reaction).where(Reaction.comment_id == row.id, Reaction.person_id == actor.id, Reaction.kind == kind)
    if session.execute(mine.returning(Reaction.comment_id)).first() is not None:
        event = ReactionWithdrawn(
            item_kind=row.item_kind, subject_id=row.item_id, comment_id=row.id, internal=row.internal,
            reaction=kind.value,
        )  # fmt: skip
        record(session, event, actor, at=now)
    return row
