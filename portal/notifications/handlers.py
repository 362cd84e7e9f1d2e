"""What the slice does with what happens elsewhere: it tells, in the transaction of the change."""

from sqlalchemy.orm import Session

from portal.core.journal import Event, JournalEntry, Subscription
from portal.notifications.audience import concerned, news
from portal.notifications.services import tell


def tell_those_concerned(session: Session, event: Event, entry: JournalEntry) -> None:
    """Write the rows of everyone whom the event concerns."""
    telling = concerned(session, event)
    if telling is not None:
        tell(session, entry, telling)


INBOX = Subscription(tuple(news()), tell_those_concerned)
