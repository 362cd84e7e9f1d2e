"""One click: WOW, useful, I will use it."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import require
from portal.core.journal import record
from portal.knowledge.events import ItemReacted
from portal.knowledge.models import ItemReaction, ItemReactionKind, KnowledgeItem
from portal.knowledge.policy import can_answer
from portal.knowledge.services.counting import add_up


def react(session: Session, item: KnowledgeItem, actor: Actor, kind: ItemReactionKind, *, now: datetime) -> None:
    """Give a reaction; giving it again changes nothing."""
    require(can_answer(actor, item))
    values = {"item_id": item.id, "person_id": actor.id, "kind": kind, "at": now}
    if insert_new(session, ItemReaction, values, ["item_id", "person_id", "kind"]):
        add_up(session, item, reaction_count=1)
        _record(session, item, actor, kind, given=True, now=now)


def unreact(session: Session, item: KnowledgeItem, actor: Actor, kind: ItemReactionKind, *, now: datetime) -> None:
    """Take a reaction back; without one nothing changes."""
    require(can_answer(actor, item))
    mine = delete(ItemReaction).where(
        ItemReaction.item_id == item.id, ItemReaction.person_id == actor.id, ItemReaction.kind == kind
    )
    if session.execute(mine.returning(ItemReaction.item_id)).first() is not None:
        add_up(session, item, reaction_count=-1)
        _record(session, item, actor, kind, given=False, now=now)


def _record(
    session: Session, item: KnowledgeItem, actor: Actor, kind: ItemReactionKind, *, given: bool, now: datetime
) -> None:
    event = ItemReacted(
        item_kind=item.kind, subject_id=item.id, reaction=kind.value, given=given, author_id=item.author_id
    )
    record(session, event, actor, at=now)
