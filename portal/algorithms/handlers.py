"""What the slice does with what happens to items of knowledge: whoever wrote or read a change knows it."""

from sqlalchemy.orm import Session

from portal.algorithms.services.using import knows
from portal.algorithms.shapes import KIND
from portal.core.journal import JournalEntry, Subscription
from portal.knowledge.events import ItemAcknowledged, ItemPublished


def note_who_knows(session: Session, event: ItemAcknowledged | ItemPublished, entry: JournalEntry) -> None:
    """Whoever acknowledged a revision, wrote it or published it has nothing to confirm before a walk."""
    if event.item_kind != KIND:
        return
    people = {entry.actor_id, event.author_id if isinstance(event, ItemPublished) else None} - {None}
    knows(session, event.item_id, {one for one in people if one is not None}, event.number)


WHO_KNOWS = Subscription((ItemAcknowledged, ItemPublished), note_who_knows)
