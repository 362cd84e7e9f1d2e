"""Cards as lines that an import reads again. What people remember of them is theirs and stays behind."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cards.models import Card
from portal.cli.transfer.card_lines import CARD
from portal.cli.transfer.names import Names
from portal.knowledge.models import ItemState, KnowledgeItem

#: Cards that were made in this portal are known by the key of their form.
MADE_HERE = "card:"


def card_rows(session: Session, names: Names) -> Iterator[dict[str, Any]]:
    """Every card, the oldest first."""
    rows = select(Card, KnowledgeItem.kind, KnowledgeItem.state).outerjoin(KnowledgeItem).order_by(Card.id)
    for card, kind, state in session.execute(rows):
        source = card.item_id if state is not ItemState.DISCARDED else None
        row: dict[str, Any] = {
            "kind": CARD, "id": card.external_id or f"{MADE_HERE}{card.submission_key}", "lang": card.language,
            "topic": card.topic, "front": card.front, "back": card.back,
        }  # fmt: skip
        row |= {"of": f"{kind}:{names.of(kind, source)}"} if source is not None else {}
        yield row | ({"retired": True} if card.retired_at is not None else {})
