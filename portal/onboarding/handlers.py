"""What onboarding does with what happens elsewhere: people come, items are read, practised, written."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.journal import JournalEntry, Subscription
from portal.knowledge.events import ItemAcknowledged, ItemHandedIn
from portal.onboarding.models import StepKind
from portal.onboarding.queries.learning import DIALOGUE
from portal.onboarding.services.changes import played_anew, tell_of_version
from portal.onboarding.services.doing import case_written, done_elsewhere
from portal.onboarding.services.newcomers import welcome
from portal.people.events import PersonAdded, PersonChanged
from portal.people.identity import actor_of
from portal.people.models import Person
from portal.practice.events import DialoguePublished

CASE = "case"


def welcome_newcomer(session: Session, event: PersonAdded | PersonChanged, entry: JournalEntry) -> None:
    """A new account, or another first day: whoever is new begins the track of new people."""
    if isinstance(event, PersonAdded) or "started_on" in event.what:
        welcome(session, event.person_id, now=entry.at)


def note_acknowledged(session: Session, event: ItemAcknowledged, entry: JournalEntry) -> None:
    """What a learner acknowledges on the item's own page needs no second word on the track."""
    if entry.actor_id is not None:
        done_elsewhere(
            session, entry.actor_id, StepKind.ACKNOWLEDGE, event.item_kind, event.item_id, revision=event.number,
            now=entry.at,
        )  # fmt: skip


def note_written(session: Session, event: ItemHandedIn, entry: JournalEntry) -> None:
    """A learner handed in a case under their name."""
    if event.item_kind == CASE and event.author_id is not None:
        author = session.get_one(Person, event.author_id)
        case_written(session, event.author_id, actor_of(session, author), now=entry.at)


def note_practised(session: Session, person_id: int, dialogue_id: int, now: datetime) -> None:
    """A learner played a conversation to its end, perhaps once more in a newer version."""
    played_anew(session, person_id, dialogue_id)
    done_elsewhere(session, person_id, StepKind.PRACTISE, DIALOGUE, dialogue_id, now=now)


def note_new_version(session: Session, event: DialoguePublished, entry: JournalEntry) -> None:
    """A dialogue that somebody practised on a track says something else in the matter now."""
    if event.major:
        tell_of_version(session, event.dialogue_id, event.number, now=entry.at)


NEWCOMERS = Subscription((PersonAdded, PersonChanged), welcome_newcomer)
ACKNOWLEDGED = Subscription((ItemAcknowledged,), note_acknowledged)
WRITTEN = Subscription((ItemHandedIn,), note_written)
NEW_VERSIONS = Subscription((DialoguePublished,), note_new_version)
