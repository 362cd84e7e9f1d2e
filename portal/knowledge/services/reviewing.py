"""Handing in, sending back, publishing."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.text import clean_text
from portal.discussion.services.follows import auto_follow
from portal.knowledge.events import ItemHandedIn, ItemPublished, ItemSentBack, ItemTakenBack
from portal.knowledge.models import (
    MAX_REVIEW_NOTE_LETTERS,
    MIN_REASON_LETTERS,
    ItemState,
    KnowledgeItem,
    KnowledgeRevision,
    RevisionState,
)
from portal.knowledge.policy import can_edit_revision, can_publish, can_send_back, can_take_back, is_writer
from portal.knowledge.publishing import follow_up
from portal.knowledge.queries import genres, locked, standing
from portal.knowledge.services.content import (
    content_of,
    require_open,
    require_sound,
    require_whole,
    revision_values,
    sealed,
    show_on_item,
)
from portal.knowledge.services.entrusting import day_to_check, keeper_of
from portal.knowledge.services.guarding import require_stated
from portal.knowledge.services.pictures import item_ref, note_published
from portal.knowledge.services.writing import about_revision
from portal.people.models import Role
from portal.people.queries import active_people_with_role

OWN_TEXT = _l("Another editor publishes what you have written.")


class Settled(Conflict):
    """Somebody else has dealt with it meanwhile."""

    def __init__(self) -> None:
        super().__init__(_l("Somebody has dealt with this text meanwhile. Nothing was changed; look at it again."))


def hand_in(session: Session, revision: KnowledgeRevision, actor: Actor, *, now: datetime) -> KnowledgeRevision:
    """Ask the editors to publish a draft. Done twice it is done."""
    item = _fresh(session, revision)
    if revision.state is RevisionState.IN_REVIEW and is_writer(actor, revision):
        return revision
    require(can_edit_revision(actor, revision))
    content = content_of(revision)
    require_whole(content, genres(session).by_id[content.genre_id].shape)
    require_open(session, content, present=content)
    _require_sound(session, revision)
    again = bool(revision.review_note)
    revision.state, revision.submitted_at = RevisionState.IN_REVIEW, now
    revision.version += 1
    if item.state is ItemState.DRAFT:
        item.state = ItemState.IN_REVIEW
        item.last_activity_at = now
    record(session, ItemHandedIn(again=again, **about_revision(revision, item)), actor, at=now)
    return revision


def take_back(session: Session, revision: KnowledgeRevision, actor: Actor, *, now: datetime) -> KnowledgeRevision:
    """Go on writing what was handed in and not published yet."""
    item = _fresh(session, revision)
    if revision.state is RevisionState.DRAFT and is_writer(actor, revision):
        return revision
    _require_waiting(revision)
    require(can_take_back(actor, revision))
    _to_draft(item, revision)
    record(session, ItemTakenBack(**about_revision(revision, item)), actor, at=now)
    return revision


def send_back(
    session: Session,
    revision: KnowledgeRevision,
    actor: Actor,
    *,
    note: str,
    now: datetime,
    version: int | None = None,
) -> KnowledgeRevision:
    """Ask the author for something first. ``version``: the one that the editor has read, or Settled."""
    note = clean_text(note)
    item = _fresh(session, revision)
    _require_waiting(revision, version)
    require(can_send_back(actor, revision))
    if not MIN_REASON_LETTERS <= len(note) <= MAX_REVIEW_NOTE_LETTERS:
        raise Invalid(_l("Please say in a sentence or two what is still missing."), field="note")
    _to_draft(item, revision)
    revision.review_note, revision.reviewed_by_id = note, actor.id
    record(session, ItemSentBack(**about_revision(revision, item)), actor, at=now)
    return revision


def _to_draft(item: KnowledgeItem, revision: KnowledgeRevision) -> None:
    revision.state = RevisionState.DRAFT
    revision.version += 1
    if item.state is ItemState.IN_REVIEW:
        item.state = ItemState.DRAFT


def publish(
    session: Session,
    revision: KnowledgeRevision,
    actor: Actor,
    *,
    not_personal: bool = False,
    keeper_id: int | None = None,
    check_again_on: date | None = None,
    version: int | None = None,
    against: int | None = None,
    now: datetime,
) -> KnowledgeItem:
    """Let a revision stand. A keeper there is stays, unless the text or the editor names another one.

    ``version``, ``against``: the version and the standing revision (0: none) that the editor has read, or Settled.
    Raises Invalid when the text has faults, or personal data are left and nobody states that they aren't.
    """
    item = _fresh(session, revision)
    if revision.state is RevisionState.PUBLISHED and revision.reviewed_by_id == actor.id:
        return item
    before = standing(session, item)
    _require_read(revision, before, version=version, against=against)
    require(can_publish(actor, revision, only_editor=is_only_editor(session, actor)), OWN_TEXT)
    _require_sound(session, revision)
    require_stated(session, revision, actor, not_personal=not_personal, now=now)
    item.keeper_id = keeper_id or keeper_of(session, item, revision, actor)
    item.check_again_on = day_to_check(session, revision, now, chosen=check_again_on)
    let_stand(session, item, revision, actor, before=before, now=now)
    _record_published(session, item, revision, actor, first=before is None, now=now)
    return item


def _require_sound(session: Session, revision: KnowledgeRevision) -> None:
    require_sound(session, content_of(revision), genres(session).by_id[revision.genre_id].shape)


def _record_published(
    session: Session, item: KnowledgeItem, revision: KnowledgeRevision, actor: Actor, *, first: bool, now: datetime
) -> None:
    event = ItemPublished(major=revision.major, first=first, **about_revision(revision, item))
    record(session, event, actor, at=now)


def let_stand(
    session: Session,
    item: KnowledgeItem,
    revision: KnowledgeRevision,
    actor: Actor,
    *,
    before: KnowledgeRevision | None,
    now: datetime,
) -> None:
    """Put a revision in the place of the one ``before``, with all that follows. The item is locked."""
    if before is not None:
        before.state = RevisionState.FORMER
        before.version += 1
        session.flush()  # two revisions can't stand, not even for a moment
    revision.state, revision.published_at, revision.reviewed_by_id = RevisionState.PUBLISHED, now, actor.id
    revision.version += 1
    shape = genres(session).by_id[revision.genre_id].shape
    content = sealed(content_of(revision), shape)
    revision.parts = revision_values(content)["parts"]
    show_on_item(session, item, content, shape)
    item.state, item.published_at, item.changed_at = ItemState.PUBLISHED, item.published_at or now, now
    item.archived_at, item.archive_reason = None, ""
    item.checked_at, item.checked_by_id, item.last_activity_at = now, actor.id, now
    session.flush()  # who sees the pictures depends on it, and so does what is done after
    note_published(session, item, revision, actor, before=before)
    if item.keeper_id is not None:
        auto_follow(session, item_ref(item), item.keeper_id, now=now)
    follow_up(session, item, revision)


def is_only_editor(session: Session, actor: Actor) -> bool:
    """Whether nobody else could publish what this editor has written."""
    return active_people_with_role(session, Role.EDITOR) == [actor.id]


def _fresh(session: Session, revision: KnowledgeRevision) -> KnowledgeItem:
    """The item, kept from others; it and the revision as they stand now."""
    item = locked(session, revision.item)
    session.refresh(revision)
    return item


def _require_waiting(revision: KnowledgeRevision, version: int | None = None) -> None:
    if revision.state is not RevisionState.IN_REVIEW or (version is not None and revision.version != version):
        raise Settled


def _require_read(
    revision: KnowledgeRevision, stands: KnowledgeRevision | None, *, version: int | None, against: int | None
) -> None:
    """Raise Settled unless it still waits and both are the ones that the editor has read."""
    _require_waiting(revision, version)
    if against is not None and against != (stands.number if stands else 0):
        raise Settled
