"""The editors' side of the conversation with somebody who told something without a name."""

from typing import Any

from sqlalchemy.orm import Session

from portal.anonymous.views.answering import conversation_panel
from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.knowledge.policy import can_write_to_author


def conversation_of(session: Session, item: Any, actor: Actor) -> dict[str, Any] | None:
    """What an item's pages show the editors; None to everybody else, and of what was told with a name."""
    return conversation_panel(session, ItemRef(item.kind, item.id)) if can_write_to_author(actor, item) else None
