"""The other side of the conversation with an anonymous author: those who answer, by name."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.anonymous.events import AuthorWrittenTo
from portal.anonymous.kinds import openers
from portal.anonymous.models import AnonymousMessage
from portal.anonymous.services.sealing import require_message
from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import NotFound
from portal.core.extension import ItemRef
from portal.core.journal import record
from portal.core.markdown import RenderedText
from portal.core.text import storable


def require_answer(session: Session, item: ItemRef, actor: Actor, *, hold: bool = False) -> None:
    """Raise NotFound or Forbidden unless ``actor`` may write to the author now."""
    if item.kind not in openers:
        raise NotFound
    openers[item.kind].require_answer(session, item.id, actor, hold=hold)


def write_to_author(
    session: Session,
    item: ItemRef,
    actor: Actor,
    text: RenderedText,
    *,
    form_key: str,
    asks: bool = False,
    now: datetime,
) -> None:
    """Write to the anonymous author, who sees it with the code, and by whom it is. The same form again leaves one.

    With ``asks`` it is their turn to answer.
    """
    require_answer(session, item, actor, hold=True)
    require_message(text)
    values = {
        "item_kind": item.kind, "item_id": item.id, "by_id": actor.id, "from_author": False, "asks": asks,
        "body": text.source, "html": text.html, "renderer_version": text.version, "at": now,
        "submission_key": storable(f"{actor.id}:{form_key}")[:64],
    }  # fmt: skip
    if not insert_new(session, AnonymousMessage, values, ["submission_key"]):
        return
    made = session.scalars(
        select(AnonymousMessage.id).where(AnonymousMessage.submission_key == values["submission_key"])
    ).one()
    openers[item.kind].answered(session, item.id, now=now)
    record(session, AuthorWrittenTo(item_kind=item.kind, subject_id=item.id, message_id=made), actor, at=now)
