"""Loading what somebody may know of: absent and hidden are the same NotFound."""

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.extension import ItemCard, ItemKind, ItemRef, item_kinds
from portal.discussion.models import Comment
from portal.discussion.policy import can_read
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


def visible_comment(
    session: Session, comment_id: int, actor: Actor, *, for_update: bool = False
) -> tuple[Comment, ItemCard]:
    """A comment on an item that ``actor`` may see, with the item's card, else NotFound."""
    found = get_comment(session, comment_id, for_update=for_update)
    if found is None or not can_read(actor, found):
        raise NotFound
    return found, visible_item(session, item_of(found), actor)


def item_of(comment: Comment) -> ItemRef:
    """What the comment is about."""
    return ItemRef(comment.item_kind, comment.item_id)
