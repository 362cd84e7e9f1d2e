"""Keeping an item true: still true, keeper, day to look at it again, archive."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.errors import Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.text import clean_text
from portal.discussion.services.follows import auto_follow
from portal.knowledge.events import CheckAgainSet, ItemArchived, ItemBroughtBack, ItemConfirmed, KeeperChanged
from portal.knowledge.models import CHECK_AGAIN_DAYS, MAX_REASON_LETTERS, MIN_REASON_LETTERS, ItemState, KnowledgeItem
from portal.knowledge.policy import can_archive, can_bring_back, can_keep, can_set_keeper
from portal.knowledge.queries import locked
from portal.knowledge.services.pictures import item_ref
from portal.people.models import Person


def confirm_true(session: Session, item: KnowledgeItem, actor: Actor, *, now: datetime) -> KnowledgeItem:
    """Say that it is still true: it is looked at again after the usual time. Twice a day is once."""
    locked(session, item)
    require(can_keep(actor, item))
    until = i18n.today(now) + timedelta(days=CHECK_AGAIN_DAYS)
    if item.check_again_on == until and item.checked_by_id == actor.id:
        return item
    item.check_again_on, item.checked_at, item.checked_by_id = until, now, actor.id
    event = ItemConfirmed(item_kind=item.kind, subject_id=item.id, until=until.isoformat())
    record(session, event, actor, at=now)
    return item


def set_check_again(
    session: Session, item: KnowledgeItem, actor: Actor, day: date | None, *, now: datetime
) -> KnowledgeItem:
    """Choose the day on which it is looked at again; None: never."""
    locked(session, item)
    require(can_keep(actor, item))
    require_to_come(day, now)
    if day != item.check_again_on:
        item.check_again_on = day
        event = CheckAgainSet(item_kind=item.kind, subject_id=item.id, until=day.isoformat() if day else None)
        record(session, event, actor, at=now)
    return item


def require_to_come(day: date | None, now: datetime) -> None:
    """Raise Invalid for a day on which nobody can look at it again any more."""
    if day is not None and day <= i18n.today(now):
        raise Invalid(_l("Please choose a day that is still to come."), field="check_again_on")


def set_keeper(
    session: Session, item: KnowledgeItem, actor: Actor, keeper_id: int | None, *, now: datetime
) -> KnowledgeItem:
    """Make somebody answerable for it (None: nobody)."""
    locked(session, item)
    require(can_set_keeper(actor, item))
    if keeper_id is not None:
        person = session.get(Person, keeper_id)
        if person is None or person.deactivated_at is not None:
            raise Invalid(_l("This person isn't here any more. Choose somebody else."), field="keeper")
    entrust(session, item, actor, keeper_id, now=now)
    return item


def entrust(session: Session, item: KnowledgeItem, actor: Actor, keeper_id: int | None, *, now: datetime) -> None:
    """The same without asking for the right: duties of somebody who leaves are handed over."""
    if keeper_id == item.keeper_id:
        return
    event = KeeperChanged(
        item_kind=item.kind, subject_id=item.id, keeper_id=keeper_id, previous_keeper_id=item.keeper_id
    )
    item.keeper_id = keeper_id
    if keeper_id is not None:
        auto_follow(session, item_ref(item), keeper_id, now=now)
    record(session, event, actor, at=now)


def archive(session: Session, item: KnowledgeItem, actor: Actor, *, reason: str, now: datetime) -> KnowledgeItem:
    """Take it out of the lists; its address stays and says why. Done twice it is done."""
    reason = clean_text(reason)
    locked(session, item)
    if item.state is ItemState.ARCHIVED and (item.keeper_id == actor.id or can_bring_back(actor, item)):
        return item
    require(can_archive(actor, item))
    if not MIN_REASON_LETTERS <= len(reason) <= MAX_REASON_LETTERS:
        raise Invalid(_l("Please say in a sentence why it doesn't hold any more."), field="reason")
    item.state, item.archived_at, item.archive_reason, item.last_activity_at = ItemState.ARCHIVED, now, reason, now
    record(session, ItemArchived(item_kind=item.kind, subject_id=item.id), actor, at=now)
    return item


def bring_back(session: Session, item: KnowledgeItem, actor: Actor, *, now: datetime) -> KnowledgeItem:
    """Take it out of the archive. Done twice it is done."""
    locked(session, item)
    if item.state is ItemState.PUBLISHED and can_archive(actor, item):
        return item
    require(can_bring_back(actor, item))
    item.state, item.archived_at, item.archive_reason, item.last_activity_at = ItemState.PUBLISHED, None, "", now
    record(session, ItemBroughtBack(item_kind=item.kind, subject_id=item.id), actor, at=now)
    return item
