"""What the slice does with what happens to initiatives: it keeps their clocks, in the transaction of the change."""

from sqlalchemy.orm import Session

from portal.anonymous.events import AuthorWrittenTo, AuthorWrote, ConversationEvent
from portal.committee.queries.standing import has_clock, standing
from portal.committee.services.acknowledging import acknowledge
from portal.committee.services.keeping import keep_clock, started_earlier
from portal.committee.services.meetings_running import note_decision
from portal.core.journal import JournalEntry, Subscription
from portal.discussion.events import (
    CommentAdded,
    CommentHidden,
    CommentPutBack,
    CommentShownAgain,
    CommentWithdrawn,
    DiscussionEvent,
)
from portal.initiatives.events import (
    InitiativeEvent,
    InitiativeMoved,
    InitiativesMerged,
    InitiativeSubmitted,
    InitiativeUnmerged,
)


def submitted(session: Session, event: InitiativeSubmitted, entry: JournalEntry) -> None:
    """The clock begins, and the author is told so at once; what came out of a file had been handed in before."""
    clock, row = keep_clock(session, event.initiative_id, at=entry.at), standing(session, event.initiative_id)
    if clock is None or row is None or row.external_id is not None:
        return
    if row.status_changed_at < clock.started_at:
        started_earlier(session, clock, row.status_changed_at)
    if not event.quiet:
        acknowledge(session, clock, now=entry.at)


def moved(session: Session, event: InitiativeEvent, entry: JournalEntry) -> None:
    """Its clock begins, ends or goes on."""
    keep_clock(session, event.item_id, at=entry.at)
    if isinstance(event, InitiativeUnmerged):
        keep_clock(session, event.twin_id, at=entry.at)


def talked(session: Session, event: DiscussionEvent | ConversationEvent, entry: JournalEntry) -> None:
    """The clock of what waits for a decision stands still while the author is asked; others have none to be kept."""
    internal = isinstance(event, DiscussionEvent) and event.internal
    if event.item_kind == InitiativeEvent.item_kind and not internal and has_clock(session, event.item_id):
        keep_clock(session, event.item_id, at=entry.at)


def decided(session: Session, event: InitiativeMoved, entry: JournalEntry) -> None:
    """What people decide while a meeting has it on its agenda is noted in the minutes; the portal decides nothing."""
    if entry.actor_id is not None:
        note_decision(
            session, event.item_id, event.transition_id, from_type=event.from_type, to_type=event.to_type
        )  # fmt: skip


SUBMITTED = Subscription((InitiativeSubmitted,), submitted)
MOVED = Subscription((InitiativeMoved, InitiativesMerged, InitiativeUnmerged), moved)
TALKED = Subscription(
    (AuthorWrote, AuthorWrittenTo, CommentAdded, CommentWithdrawn, CommentPutBack, CommentHidden, CommentShownAgain),
    talked,
)
DECIDED = Subscription((InitiativeMoved,), decided)
