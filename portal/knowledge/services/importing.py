"""Items of knowledge from a file: idempotent by the id in the file; what nobody has touched here is updated."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.db import insert_new
from portal.core.errors import Invalid
from portal.core.extension import ItemRef
from portal.core.files import note_uses
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.line_faults import ImportOutcome
from portal.knowledge.events import ItemArchived, ItemHandedIn, ItemPublished, ItemWritten
from portal.knowledge.models import (
    CHECK_AGAIN_DAYS,
    AcknowledgingTeam,
    ItemState,
    KnowledgeItem,
    KnowledgeRevision,
    RevisionState,
)
from portal.knowledge.publishing import follow_up
from portal.knowledge.queries import KnownGenre, genres, open_revision, standing
from portal.knowledge.services.content import (
    Content,
    content_of,
    require_fitting,
    require_sound,
    revision_values,
    sealed,
    show_on_item,
    sources_of,
)
from portal.knowledge.services.importing_marks import ImportedMark, add_marks
from portal.knowledge.services.pictures import PICTURES_OF, item_ref, note_published
from portal.knowledge.services.writing import about_revision, add_revision, first_values
from portal.knowledge.shapes import Shape
from portal.people.models import Person

_REVISION_STATES = {
    ItemState.DRAFT: RevisionState.DRAFT,
    ItemState.IN_REVIEW: RevisionState.IN_REVIEW,
    ItemState.PUBLISHED: RevisionState.PUBLISHED,
    ItemState.ARCHIVED: RevisionState.PUBLISHED,
}
_PUBLIC = frozenset({ItemState.PUBLISHED, ItemState.ARCHIVED})
_OPEN = (RevisionState.DRAFT, RevisionState.IN_REVIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedItem:
    """An item of a file, its text rendered already (``render_content``, outside the transaction)."""

    external_id: str
    content: Content
    author_id: int | None = None
    nameless: bool = False
    #: None: published when every part says something and nothing is faulty, else a draft of its author.
    state: ItemState | None = None
    keeper_id: int | None = None
    #: None means never where a day was chosen, else that it is looked at again after the usual time.
    check_again_on: date | None = None
    check_again_chosen: bool = False
    checked_at: datetime | None = None
    checked_by_id: int | None = None
    created_at: datetime | None = None
    published_at: datetime | None = None
    changed_at: datetime | None = None
    archived_at: datetime | None = None
    archive_reason: str = ""
    must_acknowledge: bool = False
    #: None: everybody.
    acknowledging_team_ids: Sequence[int] = ()
    note: str = ""
    marks: Sequence[ImportedMark] = ()
    #: A text in the place of one that its shape would let stand: without an author it is a draft of the editors.
    plain: bool = False
    #: It is published although its shape wouldn't let it stand.
    as_text: bool = False


def import_item(session: Session, row: ImportedItem, *, now: datetime) -> ImportOutcome:
    """Bring an item in, or up to date. Raises Invalid, naming the field, when the row is faulty.

    A second run changes only words, and only of an item that nobody has edited or reviewed in the portal: where it
    stands, who keeps it and what readers say of it belong to the portal from then on.
    """
    genre = genres(session).by_id[row.content.genre_id]
    require_fitting(row.content, genre.shape)
    known = session.scalar(select(KnowledgeItem).where(KnowledgeItem.external_id == row.external_id))
    if known is not None:
        return _bring_up_to_date(session, known, row, genre, now)
    state = state_of(session, row, genre.shape)
    _require_a_reader(row, state)
    content = sealed(row.content, genre.shape) if state in _PUBLIC else row.content
    _create(session, replace(row, content=content), state, genre, now)
    return ImportOutcome.CREATED


def is_whole(content: Content, shape: Shape) -> bool:
    """Whether every part that is required says something."""
    return all(content.source(part.key) for part in shape.parts if part.required)


def _is_sound(session: Session, row: ImportedItem, shape: Shape) -> bool:
    """Raises Invalid for a faulty text that can't be anybody's draft: it says more than that nobody is named."""
    try:
        require_sound(session, row.content, shape)
    except Invalid:
        if row.author_id is None and not row.plain:
            raise
        return row.as_text
    return True


def _require_readable(session: Session, row: ImportedItem, shape: Shape) -> None:
    if not is_whole(row.content, shape):
        raise Invalid(_l("Only a draft may still lack a part."), field="state")
    if not row.as_text:
        require_sound(session, row.content, shape)


def state_of(session: Session, row: ImportedItem, shape: Shape) -> ItemState:
    """Where a new item begins. Raises Invalid when it says that others read it and it lacks a part or has faults."""
    found = row.state
    if found is None:
        ready = is_whole(row.content, shape) and _is_sound(session, row, shape)
        found = ItemState.PUBLISHED if ready else ItemState.DRAFT
    elif found is not ItemState.DRAFT:
        _require_readable(session, row, shape)
    # Whoever told it without a name can't open it here: so the editors see to it.
    return ItemState.IN_REVIEW if row.nameless and found is ItemState.DRAFT else found


def _require_a_reader(row: ImportedItem, state: ItemState) -> None:
    if state is ItemState.DRAFT and row.author_id is None and not row.plain:
        raise Invalid(_l("A draft is seen by its author alone, and this one names none."), field="author")
    if state is ItemState.ARCHIVED and not row.archive_reason:
        raise Invalid(_l("Please say in a sentence why it doesn't hold any more."), field="archive_reason")
    if row.nameless and row.author_id is not None:
        raise Invalid(_l("What is told without a name has no author."), field="author")
    if row.marks and state not in _PUBLIC:
        raise Invalid(_l("Only what is published is marked."), field="marks")


def _create(session: Session, row: ImportedItem, state: ItemState, genre: KnownGenre, now: datetime) -> None:
    created = row.created_at or row.published_at or now
    values = first_values(row.content, genre.shape, genre.kind, created)
    values |= _facts(session, row, state, created, now)
    insert_new(session, KnowledgeItem, values, ["external_id"])
    item = session.scalars(select(KnowledgeItem).where(KnowledgeItem.external_id == row.external_id)).one()
    revision = add_revision(
        session, item, row.content, author_id=row.author_id, based_on=0, now=created, state=_REVISION_STATES[state]
    )
    revision.note = row.note
    show_on_item(session, item, row.content, genre.shape)
    record(session, ItemWritten(**about_revision(revision, item)), None, at=created)
    if state is ItemState.IN_REVIEW:
        revision.submitted_at = created
        record(session, ItemHandedIn(**about_revision(revision, item)), None, at=created)
    session.add_all(AcknowledgingTeam(item_id=item.id, team_id=team_id) for team_id in set(row.acknowledging_team_ids))
    _show_pictures(session, item, revision)
    if state in _PUBLIC:
        revision.published_at = item.changed_at
        _put_out(session, item, revision, first=True, at=item.published_at or now)
        add_marks(session, item, revision, genre.shape, row.marks)
    if state is ItemState.ARCHIVED:
        archived = ItemArchived(item_kind=item.kind, subject_id=item.id)
        record(session, archived, None, at=item.archived_at or now)


def _facts(session: Session, row: ImportedItem, state: ItemState, created: datetime, now: datetime) -> dict[str, Any]:
    """The columns of a new item beside its words."""
    author = session.get(Person, row.author_id) if row.author_id is not None else None
    values: dict[str, Any] = {
        "external_id": row.external_id,
        "state": state,
        "author_id": row.author_id,
        "team_id": author.team_id if author else None,
        "nameless": row.nameless,
        "keeper_id": row.keeper_id,
        "must_acknowledge": row.must_acknowledge,
        "check_again_on": row.check_again_on,
        "checked_at": row.checked_at,
        "checked_by_id": row.checked_by_id,
    }
    if state in _PUBLIC:
        published = row.published_at or created
        values |= {"published_at": published, "changed_at": row.changed_at or published}
        values["last_activity_at"] = values["changed_at"]
        if not row.check_again_chosen:
            values["check_again_on"] = i18n.today(now) + timedelta(days=CHECK_AGAIN_DAYS)
    if state is ItemState.ARCHIVED:
        values |= {"archived_at": row.archived_at or now, "archive_reason": row.archive_reason}
    return values


def _put_out(session: Session, item: KnowledgeItem, revision: KnowledgeRevision, *, first: bool, at: datetime) -> None:
    """What follows when a revision has come to stand."""
    session.flush()  # what is done after looks at the rows
    follow_up(session, item, revision)
    event = ItemPublished(major=False, first=first, **about_revision(revision, item))
    record(session, event, None, at=at)


def _show_pictures(session: Session, item: KnowledgeItem, revision: KnowledgeRevision) -> None:
    """Open them to the readers of what stands, or to those of an open revision."""
    public = item.state in _PUBLIC
    holder = item_ref(item) if public else ItemRef(PICTURES_OF, revision.id)
    note_uses(session, holder, sources_of(content_of(revision)), None)


def _bring_up_to_date(
    session: Session, item: KnowledgeItem, row: ImportedItem, genre: KnownGenre, now: datetime
) -> ImportOutcome:
    if item.kind != genre.kind:
        raise Invalid(_l("This id is that of another kind of item here."), field="id")
    present = standing(session, item) or open_revision(session, item)
    if present is not None and row.as_text and item.state is ItemState.DRAFT and not _is_the_portals(session, item):
        return _publish_draft(session, item, present, row, genre, now)
    if item.state in _PUBLIC:
        row = replace(row, content=sealed(row.content, genre.shape))
    if present is None or _is_the_portals(session, item) or says_the_same(present, row.content):
        return ImportOutcome.UNCHANGED
    if item.state is not ItemState.DRAFT:
        _require_readable(session, row, genre.shape)
    if item.state in _PUBLIC:
        _replace(session, item, present, row, genre, now)
        return ImportOutcome.UPDATED
    for name, value in revision_values(row.content).items():
        setattr(present, name, value)
    present.begun_at = present.saved_at = now
    present.version += 1
    show_on_item(session, item, row.content, genre.shape)
    item.last_activity_at = now
    _show_pictures(session, item, present)
    return ImportOutcome.UPDATED


def _publish_draft(
    session: Session, item: KnowledgeItem, draft: KnowledgeRevision, row: ImportedItem, genre: KnownGenre, now: datetime
) -> ImportOutcome:
    """Let what an earlier run has left to the editors stand as a text."""
    said = sealed(row.content, genre.shape)
    for name, value in revision_values(said).items():
        setattr(draft, name, value)
    draft.state, draft.published_at = RevisionState.PUBLISHED, now
    draft.version += 1
    item.state, item.published_at, item.changed_at, item.last_activity_at = ItemState.PUBLISHED, now, now, now
    item.check_again_on = i18n.today(now) + timedelta(days=CHECK_AGAIN_DAYS)
    show_on_item(session, item, said, genre.shape)
    _show_pictures(session, item, draft)
    _put_out(session, item, draft, first=True, at=now)
    return ImportOutcome.UPDATED


def _replace(
    session: Session,
    item: KnowledgeItem,
    before: KnowledgeRevision,
    row: ImportedItem,
    genre: KnownGenre,
    now: datetime,
) -> None:
    """Other words in the place of those that stand, as a revision of their own."""
    before.state = RevisionState.FORMER
    before.version += 1
    session.flush()  # two revisions can't stand, not even for a moment
    revision = add_revision(
        session, item, row.content, author_id=item.author_id, based_on=before.number, now=now,
        state=RevisionState.PUBLISHED,
    )  # fmt: skip
    revision.note, revision.published_at = row.note, now
    show_on_item(session, item, row.content, genre.shape)
    item.changed_at = item.last_activity_at = now
    note_published(session, item, revision, None, before=before)
    _put_out(session, item, revision, first=False, at=now)


def _is_the_portals(session: Session, item: KnowledgeItem) -> bool:
    """Whether somebody has written, saved or reviewed anything of it here."""
    theirs = or_(
        KnowledgeRevision.reviewed_by_id.is_not(None),
        KnowledgeRevision.saved_at != KnowledgeRevision.begun_at,
        and_(KnowledgeRevision.number > 1, KnowledgeRevision.state.in_(_OPEN)),
    )
    return bool(session.scalar(select(exists().where(KnowledgeRevision.item_id == item.id, theirs))))


def says_the_same(revision: KnowledgeRevision, content: Content) -> bool:
    """Whether a revision has the words and the place of a text."""
    present, given = revision_values(content_of(revision)), revision_values(content)
    return all(present[name] == given[name] for name in ("language", "title", "parts", "facts"))
