"""What cards make of what happens elsewhere."""

from sqlalchemy.orm import Session

from portal.cards.services.sources import source_changed
from portal.core.journal import JournalEntry
from portal.knowledge.events import ItemPublished


def look_at_cards(session: Session, event: ItemPublished, entry: JournalEntry) -> None:
    """A new revision of an item stands: do its cards still hold?"""
    if not event.first:
        source_changed(session, event.subject_id, event.number, major=event.major, now=entry.at)
