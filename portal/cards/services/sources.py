"""What cards are taken from changes: those that it concerns come back once, and an editor is asked to look."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cards.events import CardSourceChanged
from portal.cards.models import Card
from portal.core.journal import record
from portal.knowledge.models import KnowledgeRevision


def source_changed(session: Session, item_id: int, number: int, *, major: bool, now: datetime) -> int:
    """Revision ``number`` of an item stands now: how many cards it concerns.

    A change in the matter concerns all of them. Any other, the cards whose words stand there no longer, and those that
    somebody wrote freely when the text itself is another one: a corrected letter elsewhere brings nothing back.
    """
    rows = select(Card).where(Card.item_id == item_id, Card.retired_at.is_(None)).order_by(Card.id)
    cards = session.scalars(rows.with_for_update(key_share=True)).all()
    if not cards:
        return 0
    before, after = _texts(session, item_id, number - 1), _texts(session, item_id, number)
    concerned = [card for card in cards if major or _is_gone(card.quote, before, after)]
    for card in concerned:
        card.source_changed_at = card.comes_back_at = now
        record(session, CardSourceChanged(card_id=card.id, of_id=item_id, number=number), None, at=now)
    return len(concerned)


def _texts(session: Session, item_id: int, number: int) -> str:
    """All words of a revision; that number may never have stood, or be emptied since."""
    parts = session.scalar(
        select(KnowledgeRevision.parts).where(KnowledgeRevision.item_id == item_id, KnowledgeRevision.number == number)
    )
    return "\n".join(f"{name}: {text}" for name, text in sorted((parts or {}).items()))


def _is_gone(quote: str, before: str, after: str) -> bool:
    if not quote:
        return _words(before) != _words(after)
    return not all(_words(line) in _words(after) for line in quote.splitlines() if line.strip())


def _words(text: str) -> str:
    """Whatever the white space between them."""
    return " ".join(text.split())
