"""Who wants to know what happens to an item."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.extension import ItemRef
from portal.core.journal import record
from portal.discussion.events import FollowChanged
from portal.discussion.models import Follow
from portal.discussion.services.visible import visible_place


def follow(session: Session, item: ItemRef, actor: Actor, *, now: datetime) -> None:
    """Follow by one's own wish: also what was muted before."""
    item = visible_place(session, item, actor)
    if _set(session, item, actor, muted=False, now=now):
        record(session, FollowChanged(item_kind=item.kind, subject_id=item.id, follows=True), actor, at=now)


def unfollow(session: Session, item: ItemRef, actor: Actor, *, now: datetime) -> None:
    """Stop following, for good: neither a comment nor a mention adds the person again."""
    item = visible_place(session, item, actor)
    if _set(session, item, actor, muted=True, now=now):
        record(session, FollowChanged(item_kind=item.kind, subject_id=item.id, follows=False), actor, at=now)


def auto_follow(session: Session, item: ItemRef, person_id: int, *, now: datetime) -> bool:
    """Follow because one took part; False when the person follows already or has said no. Checks no visibility."""
    values = {"person_id": person_id, "item_kind": item.kind, "item_id": item.id, "muted": False, "at": now}
    return insert_new(session, Follow, values, ["person_id", "item_kind", "item_id"])


def _set(session: Session, item: ItemRef, actor: Actor, *, muted: bool, now: datetime) -> bool:
    """Whether anything changed."""
    values = {"person_id": actor.id, "item_kind": item.kind, "item_id": item.id, "muted": muted, "at": now}
    if insert_new(session, Follow, values, ["person_id", "item_kind", "item_id"]):
        return True
    row = session.get_one(Follow, (actor.id, item.kind, item.id), with_for_update=True)
    changed = row.muted is not muted
    row.muted, row.at = muted, now if changed else row.at
    return changed
