"""What a comment answers that was a reply until the answered one went back to another item."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.core.links import cards_of
from portal.discussion.models import Comment
from portal.discussion.policy import can_read
from portal.people.models import Person
from portal.people.queries import shown_name


@dataclass(frozen=True, slots=True)
class Answered:
    """Whom it answers, where that stands, and the lasting address of the answered comment."""

    name: str
    title: str
    href: str


def answered(session: Session, found: Sequence[Row[Any]], actor: Actor) -> dict[int, Answered]:
    """By the id of the answered comment, those that the reader may see; no statement where nothing answers so."""
    ids = {row.answered_id for row in found if row.answered_id is not None}
    if not ids:
        return {}
    columns = (
        Comment.id, Comment.item_kind, Comment.item_id, Comment.author_id, Comment.parent_id, Comment.internal,
        Comment.withdrawn_at, Comment.hidden_at, Person.name, Person.erased_at,
    )  # fmt: skip
    rows = session.execute(
        select(*columns).outerjoin(Person, Person.id == Comment.author_id).where(Comment.id.in_(ids))
    ).all()
    cards = cards_of(session, [ItemRef(row.item_kind, row.item_id) for row in rows], actor)
    return {
        row.id: Answered(
            shown_name(None if row.erased_at else row.name),
            cards[ItemRef(row.item_kind, row.item_id)].title,
            f"/discussion/comments/{row.id}",
        )
        for row in rows
        if ItemRef(row.item_kind, row.item_id) in cards and can_read(actor, row)
    }
