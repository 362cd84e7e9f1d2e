"""Deciding on proposals: those that nobody wants don't come again."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.cards.events import ProposalLeft
from portal.cards.models import Card, LeftProposal
from portal.cards.policy import can_make
from portal.cards.services.making import retire
from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import require
from portal.core.journal import record


def leave(session: Session, actor: Actor, item_id: int, key: str, *, left: bool = True, now: datetime) -> None:
    """Want no card of these words, or (``left`` False) be asked about them again."""
    require(can_make(actor))
    if left:
        values = {"item_id": item_id, "key": key, "by_id": actor.id, "at": now}
        changed = insert_new(session, LeftProposal, values, ["item_id", "key"])
    else:
        mine = delete(LeftProposal).where(LeftProposal.item_id == item_id, LeftProposal.key == key)
        changed = bool(session.execute(mine.returning(LeftProposal.item_id)).first())
    if changed:
        record(session, ProposalLeft(of_id=item_id, key=key, left=left), actor, at=now)


def propose_again(session: Session, card: Card, actor: Actor, *, now: datetime) -> int | None:
    """Undo taking a proposal: the card is out, and its words are asked about again; the item that they stand in."""
    retire(session, card, actor, now=now)
    card.proposal_key = None
    return card.item_id
