"""Closing a former version: its words are read no more, and a day later they are gone for good."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.text import clean_line
from portal.knowledge.events import VersionClosed, VersionEmptied
from portal.knowledge.models import (
    MAX_REASON_LETTERS,
    MIN_REASON_LETTERS,
    KnowledgeItem,
    KnowledgeRevision,
    RevisionState,
)
from portal.knowledge.policy import can_close_version
from portal.knowledge.queries import locked, revision_of
from portal.knowledge.services.pictures import note_closed
from portal.knowledge.services.writing import about_revision

#: So long a version that was closed by mistake can be opened again.
KEPT = timedelta(days=1)
#: So that the job holds the write lock for a moment only; the rest goes next time.
EMPTIED_AT_ONCE = 100


def close_version(
    session: Session, item: KnowledgeItem, actor: Actor, number: int, *, reason: str, now: datetime
) -> KnowledgeRevision:
    """Let nobody read a former version any more. Done twice it is done."""
    reason = clean_line(reason)
    revision = revision_of(session, locked(session, item), number)
    require(can_close_version(actor, item, revision), _l("Only a version that doesn't stand any more can be closed."))
    if not MIN_REASON_LETTERS <= len(reason) <= MAX_REASON_LETTERS:
        raise Invalid(_l("Please say in a sentence why it is closed."), field="reason")
    if revision.closed_at is None:
        revision.closed_at, revision.closed_by_id, revision.closed_reason = now, actor.id, reason
        revision.version += 1
        record(session, VersionClosed(closed=True, **about_revision(revision, item)), actor, at=now)
    return revision


def open_again(session: Session, item: KnowledgeItem, actor: Actor, number: int, *, now: datetime) -> KnowledgeRevision:
    """Undo the closing. Raises Conflict when the words are gone."""
    revision = revision_of(session, locked(session, item), number)
    require(can_close_version(actor, item, revision))
    if revision.closed_at is None:
        return revision
    if not can_be_opened(revision, now):
        raise Conflict(_l("The words of this version are deleted for good."))
    revision.closed_at, revision.closed_by_id, revision.closed_reason = None, None, ""
    revision.version += 1
    record(session, VersionClosed(closed=False, **about_revision(revision, item)), actor, at=now)
    return revision


def can_be_opened(revision: KnowledgeRevision, now: datetime) -> bool:
    """Whether the words of a closed version are still there."""
    return revision.closed_at is not None and now - revision.closed_at < KEPT and bool(revision.title)


def empty_closed(session: Session, now: datetime) -> None:
    """Delete the words of versions that were closed a day ago; the hourly job."""
    due = (
        select(KnowledgeRevision, KnowledgeItem)
        .join(KnowledgeItem, KnowledgeItem.id == KnowledgeRevision.item_id)
        .where(KnowledgeRevision.closed_at <= now - KEPT, KnowledgeRevision.title != "")
        .where(KnowledgeRevision.state == RevisionState.FORMER)
        .order_by(KnowledgeItem.id, KnowledgeRevision.id)
        .limit(EMPTIED_AT_ONCE)
        .with_for_update()
    )
    for revision, item in session.execute(due).all():
        revision.title, revision.parts, revision.html = "", {}, {}
        revision.note, revision.review_note = "", ""
        revision.facts = {**revision.facts, "tags": []}
        revision.version += 1
        note_closed(session, revision, None)
        record(session, VersionEmptied(**about_revision(revision, item)), None, at=now)
