"""Writing: a new item, a draft beside what is published, saving, throwing away."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.drafts import forget_draft
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.discussion.services.follows import auto_follow
from portal.knowledge.events import ItemDiscarded, ItemWritten
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision, RevisionState
from portal.knowledge.policy import (
    can_discard,
    can_edit_revision,
    can_propose_change,
    can_release,
    can_write,
    is_writer,
)
from portal.knowledge.queries import genres, locked, open_revision, standing
from portal.knowledge.services.content import (
    Content,
    content_of,
    item_values,
    require_fitting,
    require_open,
    revision_values,
    show_on_item,
)
from portal.knowledge.services.pictures import item_ref, note_closed, note_open
from portal.knowledge.shapes import Shape


class Taken(Conflict):
    """Somebody else has a draft beside the published text: one at a time."""

    def __init__(self, revision: KnowledgeRevision) -> None:
        super().__init__(_l("Somebody else is working on a change of this text. Yours is kept; it waits for theirs."))
        self.revision = revision


def begin(
    session: Session, actor: Actor, kind: str, content: Content, *, submission_key: str, now: datetime
) -> KnowledgeItem:
    """Begin a new item as a draft. The same key by the same author gives the item that it made the first time."""
    require(can_write(actor))
    known = _by_key(session, submission_key)
    if known is None:
        shape = _shape_of(session, content, kind)
        require_fitting(content, shape)
        require_open(session, content)
        values = first_values(content, shape, kind, now) | {"author_id": actor.id, "team_id": actor.team_id}
        if insert_new(session, KnowledgeItem, values | {"submission_key": submission_key}, ["submission_key"]):
            return _complete(session, actor, content, submission_key, now)
        known = _by_key(session, submission_key)
    if known is None or known.author_id != actor.id:
        raise Invalid(_l("This form was sent before by somebody else. Open it again."))
    return known


def _by_key(session: Session, submission_key: str) -> KnowledgeItem | None:
    return session.scalar(_OF_KEY, {"key": submission_key})


_OF_KEY = select(KnowledgeItem).where(KnowledgeItem.submission_key == bindparam("key"))


def _shape_of(session: Session, content: Content, kind: str) -> Shape:
    genre = genres(session).by_id.get(content.genre_id)
    if genre is None or genre.kind != kind:
        raise Invalid(_l("This kind isn't in use any more. Choose another one."), field="genre")
    return genre.shape


def first_values(content: Content, shape: Shape, kind: str, now: datetime) -> dict[str, Any]:
    """The columns of an item that is new and by nobody yet."""
    return {
        **item_values(content, shape),
        "kind": kind,
        "state": ItemState.DRAFT,
        "created_at": now,
        "last_activity_at": now,
        "version": 1,
    }


def _complete(session: Session, actor: Actor, content: Content, submission_key: str, now: datetime) -> KnowledgeItem:
    made = session.scalars(select(KnowledgeItem).where(KnowledgeItem.submission_key == submission_key)).one()
    show_on_item(session, made, content, _shape_of(session, content, made.kind))
    revision = add_revision(session, made, content, author_id=actor.id, based_on=0, now=now)
    note_open(session, revision, actor)
    auto_follow(session, item_ref(made), actor.id, now=now)
    record(session, ItemWritten(**about_revision(revision, made)), actor, at=now)
    forget_draft(session, actor, submission_key)
    return made


def add_revision(
    session: Session,
    item: KnowledgeItem,
    content: Content,
    *,
    author_id: int | None,
    based_on: int,
    now: datetime,
    state: RevisionState = RevisionState.DRAFT,
) -> KnowledgeRevision:
    """The next revision of an item that is locked or new."""
    last = session.scalar(_LAST, {"item": item.id})
    revision = KnowledgeRevision(
        item_id=item.id,
        number=(last or 0) + 1,
        state=state,
        author_id=author_id,
        based_on=based_on,
        begun_at=now,
        saved_at=now,
        version=1,
        **revision_values(content),
    )
    session.add(revision)
    session.flush()  # the event and the pictures need its id
    return revision


_LAST = select(func.max(KnowledgeRevision.number)).where(KnowledgeRevision.item_id == bindparam("item"))


def about_revision(revision: KnowledgeRevision, item: KnowledgeItem) -> dict[str, Any]:
    """What every event of a revision says."""
    return {
        "item_kind": item.kind,
        "subject_id": item.id,
        "number": revision.number,
        "author_id": revision.author_id,
    }


def begin_beside(
    session: Session, item: KnowledgeItem, actor: Actor, now: datetime, *, based_on: int | None = None
) -> KnowledgeRevision:
    """A draft that says what stands, to be changed beside it. One's own open draft is given as it is.

    ``based_on``: the number of the revision that the writer has before them. Raises Taken when somebody else is at it,
    Conflict when another revision stands meanwhile.
    """
    locked(session, item)
    require(can_propose_change(actor, item))
    present = open_revision(session, item)
    if present is not None:
        if is_writer(actor, present):
            return present
        raise Taken(present)
    stands = standing(session, item)
    if stands is None:
        raise Conflict
    if based_on is not None and based_on != stands.number:
        raise Conflict(theirs=words_of(stands))
    revision = add_revision(session, item, content_of(stands), author_id=actor.id, based_on=stands.number, now=now)
    note_open(session, revision, actor)
    record(session, ItemWritten(**about_revision(revision, item)), actor, at=now)
    return revision


def save(
    session: Session,
    revision: KnowledgeRevision,
    actor: Actor,
    content: Content,
    *,
    version: int,
    note: str = "",
    major: bool = False,
    now: datetime,
) -> KnowledgeRevision:
    """Put new words into a draft. It may still lack something; handing it in asks for all.

    ``version`` is the one that the form was opened with. Raises Conflict, with what stands now, when it has changed.
    """
    item = locked(session, revision.item)
    session.refresh(revision)
    require(can_edit_revision(actor, revision))
    if revision.version != version:
        raise Conflict(theirs=words_of(revision))
    shape = _shape_of(session, content, item.kind)
    require_fitting(content, shape)
    require_open(session, content, present=content_of(revision))
    _put(revision, note=note, major=major, saved_at=now, version=version + 1, **revision_values(content))
    if item.state is ItemState.DRAFT:
        show_on_item(session, item, content, shape)
        item.last_activity_at = now
    note_open(session, revision, actor)
    return revision


def _put(revision: KnowledgeRevision, **values: Any) -> None:
    for name, value in values.items():
        setattr(revision, name, value)


def words_of(revision: KnowledgeRevision) -> dict[str, str]:
    """What a revision says, field by field, for somebody whose edit met another one."""
    return {"title": revision.title, **{key: str(text) for key, text in revision.parts.items()}}


def discard(session: Session, revision: KnowledgeRevision, actor: Actor, *, now: datetime) -> KnowledgeRevision:
    """Throw a draft away; it can be had back while nobody has begun another one. Done twice it is done."""
    item = locked(session, revision.item)
    session.refresh(revision)
    if revision.state is RevisionState.DISCARDED and is_writer(actor, revision):
        return revision
    require(can_discard(actor, revision) or (can_release(actor, revision) and item.state is ItemState.PUBLISHED))
    revision.state = RevisionState.DISCARDED
    revision.version += 1
    if item.state is ItemState.DRAFT:
        item.state = ItemState.DISCARDED
    note_closed(session, revision, actor)
    record(session, ItemDiscarded(gone=True, **about_revision(revision, item)), actor, at=now)
    return revision


def take_back_discarded(
    session: Session, revision: KnowledgeRevision, actor: Actor, *, now: datetime
) -> KnowledgeRevision:
    """Undo the throwing away of one's own draft. Raises Taken when somebody has begun another one meanwhile."""
    item = locked(session, revision.item)
    session.refresh(revision)
    require(is_writer(actor, revision))
    if revision.state is not RevisionState.DISCARDED:
        return revision
    if other := open_revision(session, item):
        raise Taken(other)
    revision.state = RevisionState.DRAFT
    revision.version += 1
    if item.state is ItemState.DISCARDED:
        item.state = ItemState.DRAFT
    session.flush()  # whether its pictures are seen depends on its state
    note_open(session, revision, actor)
    record(session, ItemDiscarded(gone=False, **about_revision(revision, item)), actor, at=now)
    return revision
