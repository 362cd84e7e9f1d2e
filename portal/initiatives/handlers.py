"""What the slice does when something happens elsewhere."""

from sqlalchemy.orm import Session

from portal.core.journal import JournalEntry, Subscription
from portal.discussion.events import FollowChanged
from portal.initiatives.services.merging_follows import KIND, choose_for_all


def hold_for_twins(session: Session, event: FollowChanged, entry: JournalEntry) -> None:
    """Somebody began or ceased to follow what may stand for several."""
    if event.item_kind == KIND and entry.actor_id is not None:
        choose_for_all(session, event.subject_id, entry.actor_id, muted=not event.follows, now=entry.at)


FOLLOWED = Subscription((FollowChanged,), hold_for_twins)
