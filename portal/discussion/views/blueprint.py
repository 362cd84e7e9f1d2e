"""The group of routes that the modules beside this one fill, and the way back to a comment."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef
from portal.discussion.models import Comment
from portal.discussion.services.visible import item_of, visible_item
from portal.discussion.thread import CURSOR, cursor_of

blueprint = Blueprint("discussion", __name__, url_prefix="/discussion")

#: The part of an item's page where the discussion stands.
TALK = "talk"


def href_of(session: Session, comment: Comment, card: ItemCard, actor: Actor) -> str:
    """The address at which a comment stands on its item's page, whichever page of the discussion that is."""
    cursor = cursor_of(session, item_of(comment), actor, comment.parent_id or comment.id)
    query = f"{'&' if '?' in card.href else '?'}{CURSOR}={cursor}" if cursor else ""
    return f"{card.href}{query}#comment-{comment.id}"


def back_to_comment(session: Session, comment: Comment, actor: Actor) -> ResponseReturnValue:
    """Back to the item's page, at this comment."""
    card = visible_item(session, item_of(comment), actor)
    return redirect(href_of(session, comment, card, actor))


def back_to_talk(session: Session, item: ItemRef, actor: Actor) -> ResponseReturnValue:
    """Back to the item's page, at the beginning of the discussion."""
    return redirect(f"{visible_item(session, item, actor).href}#{TALK}")
