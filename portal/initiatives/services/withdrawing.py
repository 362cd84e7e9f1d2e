"""Taking one's own back before it is decided, handing it in again, and throwing it away."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Invalid, NotFound, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import JournalEntry, record
from portal.initiatives.events import InitiativeDiscarded, InitiativeSubmitted
from portal.initiatives.models import Initiative, StatusType, Transition, Visibility
from portal.initiatives.policy import can_hand_in_again, can_withdraw
from portal.initiatives.queries import locked, statuses
from portal.initiatives.services.moving import change_status

#: Who was told of it within this time isn't told again.
NEWS_AFTER = timedelta(hours=24)
MOST_AGAIN = 3


def withdraw(session: Session, initiative: Initiative, actor: Actor, *, now: datetime) -> Transition:
    """Take it back, until it is decided: only the author sees it then, and may hand it in again."""
    locked(session, initiative)
    require(can_withdraw(actor, initiative))
    return change_status(session, initiative, actor, statuses(session).default(StatusType.DRAFT), now=now)


def hand_in_again(session: Session, initiative: Initiative, actor: Actor, *, now: datetime) -> Transition:
    """Bring a withdrawn one back, as new, with the day on which it was first handed in.

    Within a day the committee isn't told once more, and the time until its answer goes on from when it was told.
    Raises Invalid the fourth time within a day.
    """
    locked(session, initiative)
    require(can_hand_in_again(actor, initiative))
    lately = _submissions_since(session, initiative, now - NEWS_AFTER)
    if sum(1 for entry in lately if entry.data.get("again")) >= MOST_AGAIN:
        raise Invalid(_l("You have handed it in three times within a day. It waits here: hand it in again tomorrow."))
    told_at = next((entry.at for entry in lately if not entry.data.get("quiet")), None)
    transition = change_status(session, initiative, actor, statuses(session).default(StatusType.NEW), now=now)
    if told_at is not None:
        initiative.status_changed_at = told_at
    again = InitiativeSubmitted(initiative_id=initiative.id, again=True, quiet=told_at is not None)
    record(session, again, actor, at=now)
    return transition


def _submissions_since(session: Session, initiative: Initiative, since: datetime) -> list[JournalEntry]:
    rows = select(JournalEntry).where(
        JournalEntry.item_kind == InitiativeSubmitted.item_kind,
        JournalEntry.item_id == initiative.id,
        JournalEntry.name == InitiativeSubmitted.name,
        JournalEntry.at > since,
    )
    return list(session.scalars(rows.order_by(JournalEntry.id)))


def discard(session: Session, initiative: Initiative, actor: Actor, *, now: datetime) -> None:
    """Throw a withdrawn one away: nobody sees it any more. Its author can undo that (see ``keep_after_all``)."""
    locked(session, initiative)
    require(can_hand_in_again(actor, initiative))
    initiative.visibility = Visibility.NOBODY
    record(session, InitiativeDiscarded(initiative_id=initiative.id, gone=True), actor, at=now)


def keep_after_all(session: Session, number: int, actor: Actor, *, now: datetime) -> Initiative:
    """Bring back what one has thrown away; NotFound when there is nothing of one's own of that number."""
    thrown_away = select(Initiative).where(
        Initiative.id == number, Initiative.author_id == actor.id, Initiative.visibility == Visibility.NOBODY
    )
    initiative = session.scalar(thrown_away.with_for_update(key_share=True, of=Initiative))
    if initiative is None:
        raise NotFound
    initiative.visibility = Visibility.AUTHOR
    record(session, InitiativeDiscarded(initiative_id=initiative.id, gone=False), actor, at=now)
    return initiative
