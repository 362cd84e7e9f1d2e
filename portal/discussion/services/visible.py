"""Loading what somebody may know of: absent and hidden are the same NotFound."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.extension import ItemCard, ItemKind, ItemRef, item_kinds
from portal.core.links import cards_of
from portal.discussion.models import Comment
from portal.discussion.policy import can_read, can_read_text
from portal.discussion.queries import get_comment


def kind_of(item: ItemRef) -> ItemKind:
    """Who answers for the item; NotFound when no kind has that name."""
    kind = item_kinds.get(item.kind)
    if kind is None:
        raise NotFound
    return kind


def visible_item(session: Session, item: ItemRef, actor: Actor) -> ItemCard:
    """The card of an item that ``actor`` may see, else NotFound."""
    card = kind_of(item).cards(session, [item.id], actor).get(item.id)
    if card is None:
        raise NotFound
    return card


def place_of_talk(session: Session, item: ItemRef) -> ItemRef:
    """Where words meant for the item stand now, and until the transaction ends."""
    return ItemRef(item.kind, kind_of(item).place_of_talk(session, item.id))


def visible_place(session: Session, item: ItemRef, actor: Actor) -> ItemRef:
    """The same for somebody who has to see both the item and that place, else NotFound."""
    visible_item(session, item, actor)
    place = place_of_talk(session, item)
    if place != item:
        visible_item(session, place, actor)
    return place


def visible_comment(
    session: Session, comment_id: int, actor: Actor, *, for_update: bool = False
) -> tuple[Comment, ItemCard]:
    """A comment on an item that ``actor`` may see, with the item's card, else NotFound."""
    found = get_comment(session, comment_id)
    if found is not None and for_update:
        # The item before the comment, as whoever merges items does: so nobody waits for each other in a circle.
        place_of_talk(session, item_of(found))
        found = get_comment(session, comment_id, for_update=True)
    if found is None or not can_read(actor, found):
        raise NotFound
    return found, visible_item(session, item_of(found), actor)


def reads_any_text(session: Session, comment_ids: Collection[int], actor: Actor) -> bool:
    """Whether ``actor`` may read the words, and so see the pictures, of one of the comments at least."""
    found = session.scalars(select(Comment).where(Comment.id.in_(comment_ids)))
    items = list({item_of(row) for row in found if can_read_text(actor, row)})
    return bool(cards_of(session, items, actor))


def item_of(comment: Comment) -> ItemRef:
    """What the comment is about."""
    return ItemRef(comment.item_kind, comment.item_id)
