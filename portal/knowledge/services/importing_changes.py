"""Drafts beside published texts from a file."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.core.extension import ItemRef
from portal.core.files import note_uses
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.line_faults import ImportOutcome
from portal.knowledge.events import ItemHandedIn, ItemWritten
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision, RevisionState
from portal.knowledge.policy import is_public
from portal.knowledge.queries import genres, locked, open_revision, standing
from portal.knowledge.services.content import Content, require_fitting, require_sound, require_whole, sources_of
from portal.knowledge.services.importing import says_the_same
from portal.knowledge.services.pictures import PICTURES_OF
from portal.knowledge.services.writing import about_revision, add_revision


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedChange:
    """A draft of a file, its text rendered already."""

    content: Content
    author_id: int | None
    #: A draft, or one that waits for the editors.
    state: RevisionState
    note: str = ""
    major: bool = False
    #: What an editor has asked for.
    asked_for: str = ""
    begun_at: datetime | None = None
    saved_at: datetime | None = None
    submitted_at: datetime | None = None


def import_change(session: Session, item: KnowledgeItem, row: ImportedChange, *, now: datetime) -> ImportOutcome:
    """Put a draft beside what stands, unless somebody is at it here, or it was brought in before.

    Raises Invalid, naming the field, when the row is faulty.
    """
    shape = genres(session).by_id[row.content.genre_id].shape
    require_fitting(row.content, shape)
    if row.state is RevisionState.IN_REVIEW:
        require_whole(row.content, shape)
        require_sound(session, row.content, shape)
    elif row.author_id is None and not row.asked_for:
        raise Invalid(_l("A draft is seen by its author alone, and this one names none."), field="author")
    stands = standing(session, locked(session, item))
    if stands is None or not is_public(item) or shape.kind != item.kind:
        raise Invalid(_l("Only what is published has a draft of a change beside it."), field="of")
    if open_revision(session, item) is not None or _was_here(session, item, row.content):
        return ImportOutcome.UNCHANGED
    _add(session, item, row, based_on=stands.number, now=now)
    return ImportOutcome.CREATED


def _was_here(session: Session, item: KnowledgeItem, content: Content) -> bool:
    """Whether a revision of the item says the same: the draft has been published or thrown away since."""
    there = select(KnowledgeRevision).where(KnowledgeRevision.item_id == item.id)
    return any(says_the_same(revision, content) for revision in session.scalars(there))


def _add(session: Session, item: KnowledgeItem, row: ImportedChange, *, based_on: int, now: datetime) -> None:
    begun = row.begun_at or row.saved_at or now
    revision = add_revision(
        session, item, row.content, author_id=row.author_id, based_on=based_on, state=row.state, now=begun
    )
    revision.note, revision.major, revision.review_note = row.note, row.major, row.asked_for
    revision.saved_at = row.saved_at or begun
    revision.version += 1  # something has been saved into it: see services.releasing
    note_uses(session, ItemRef(PICTURES_OF, revision.id), sources_of(row.content), None)
    record(session, ItemWritten(**about_revision(revision, item)), None, at=begun)
    if row.state is RevisionState.IN_REVIEW:
        revision.submitted_at = row.submitted_at or now
        record(session, ItemHandedIn(**about_revision(revision, item)), None, at=revision.submitted_at)
