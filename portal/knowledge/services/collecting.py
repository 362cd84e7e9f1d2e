"""Collections: making one, putting items in and out, their order."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Conflict, Invalid, NotFound, require
from portal.core.extension import ItemRef
from portal.core.files import note_uses
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.markdown import RenderedText
from portal.core.text import clean_line, guess_language, storable
from portal.knowledge.events import CollectionArranged, CollectionDiscarded, CollectionEdited, CollectionMade
from portal.knowledge.models import Collection, CollectionEntry, ItemState, KnowledgeItem
from portal.knowledge.policy import can_collect, can_edit_collection

PICTURES_OF = "collection"
MAX_TITLE_LETTERS, MAX_ABOUT_LETTERS, MAX_ENTRIES = 120, 5_000, 200


def make(
    session: Session, actor: Actor, *, title: str, about: RenderedText, submission_key: str, now: datetime
) -> Collection:
    """Begin a collection; the same key by the same person gives the one that it made the first time."""
    require(can_collect(actor))
    title, submission_key = _title(title), storable(submission_key)
    values = {
        "submission_key": submission_key, "title": title, "language": _language(title, about), "by_id": actor.id,
        "about": about.source, "about_html": about.html, "renderer_version": about.version, "created_at": now,
        "updated_at": now, "version": 1,
    }  # fmt: skip
    new = insert_new(session, Collection, values, ["submission_key"])
    made = session.scalars(select(Collection).where(Collection.submission_key == submission_key)).one()
    if made.by_id != actor.id:
        raise Invalid(_l("This form was sent before by somebody else. Open it again."))
    if new:
        note_uses(session, ItemRef(PICTURES_OF, made.id), [about.source], actor)
        record(session, CollectionMade(collection_id=made.id), actor, at=now)
    return made


def edit(
    session: Session, collection: Collection, actor: Actor, *, title: str, about: RenderedText, version: int,
    now: datetime,
) -> Collection:  # fmt: skip
    """Give it other words. Raises Conflict, with what stands, when somebody changed them meanwhile."""
    _hold(session, collection)
    require(can_edit_collection(actor, collection))
    title = _title(title)
    if (title, about.source) == (collection.title, collection.about):
        return collection
    if version != collection.version:
        raise Conflict(theirs={"title": collection.title, "about": collection.about})
    collection.title, collection.language = title, _language(title, about)
    collection.about, collection.about_html, collection.renderer_version = about.source, about.html, about.version
    collection.updated_at = now
    note_uses(session, ItemRef(PICTURES_OF, collection.id), [about.source], actor)
    record(session, CollectionEdited(collection_id=collection.id), actor, at=now)
    return collection


def discard(session: Session, collection: Collection, actor: Actor, *, gone: bool = True, now: datetime) -> Collection:
    """Throw it away, or (``gone`` False) have it back."""
    _hold(session, collection)
    require(can_edit_collection(actor, collection))
    if (collection.discarded_at is not None) != gone:
        collection.discarded_at = now if gone else None
        record(session, CollectionDiscarded(collection_id=collection.id, gone=gone), actor, at=now)
    return collection


def put_in(
    session: Session, collection: Collection, item: KnowledgeItem, actor: Actor, *,
    position: int | None = None, now: datetime,
) -> bool:  # fmt: skip
    """Put an item in, at the end or at a place (0 is the first); False when it is in already."""
    _hold(session, collection)
    require(can_edit_collection(actor, collection))
    if item.state is not ItemState.PUBLISHED:
        raise Invalid(_l("Only what is published can be put into a collection."), field="item")
    order = order_of(session, collection.id)
    if item.id in order:
        return False
    if len(order) >= MAX_ENTRIES:
        raise Invalid(_l("A collection of 200 is full: begin another one."), field="item")
    place = len(order) if position is None else min(max(position, 0), len(order))
    session.add(CollectionEntry(collection_id=collection.id, item_id=item.id, position=len(order)))
    session.flush()  # the order is written by its rows
    order.insert(place, item.id)
    _arrange(session, collection, order, actor, item.id, place, now)
    return True


def take_out(session: Session, collection: Collection, item_id: int, actor: Actor, *, now: datetime) -> int | None:
    """Take an item out; the place where it was (None: it wasn't in)."""
    _hold(session, collection)
    require(can_edit_collection(actor, collection))
    order = order_of(session, collection.id)
    if item_id not in order:
        return None
    place = order.index(item_id)
    session.execute(
        delete(CollectionEntry).where(
            CollectionEntry.collection_id == collection.id, CollectionEntry.item_id == item_id
        )
    )
    order.remove(item_id)
    _arrange(session, collection, order, actor, item_id, None, now)
    return place


def move(
    session: Session, collection: Collection, item_id: int, actor: Actor, *, before: int | None, now: datetime
) -> None:
    """Put an item right before another one (None: to the end)."""
    _hold(session, collection)
    require(can_edit_collection(actor, collection))
    order = order_of(session, collection.id)
    if item_id not in order or (before is not None and before not in order):
        raise NotFound
    if before == item_id:
        return
    moved = [entry for entry in order if entry != item_id]
    place = len(moved) if before is None else moved.index(before)
    moved.insert(place, item_id)
    if moved != order:
        _arrange(session, collection, moved, actor, item_id, place, now)


def reads_any_collection(session: Session, ids: Iterable[int], _actor: Actor) -> bool:
    """Whether any of these stands: everyone reads collections."""
    stands = select(Collection.id).where(Collection.id.in_(list(ids)), Collection.discarded_at.is_(None))
    return session.scalar(stands.limit(1)) is not None


def _arrange(
    session: Session, collection: Collection, order: list[int], actor: Actor, entry_id: int, place: int | None,
    now: datetime,
) -> None:  # fmt: skip
    entries = select(CollectionEntry.item_id, CollectionEntry.position)
    present = dict(session.execute(entries.where(CollectionEntry.collection_id == collection.id)).all())
    moved = [
        {"collection_id": collection.id, "item_id": item_id, "position": position}
        for position, item_id in enumerate(order)
        if present[item_id] != position
    ]
    if moved:
        session.execute(update(CollectionEntry), moved)  # by their keys, all of them at once
    # Not through the row: its version is that of its words, which somebody may be changing.
    touched = update(Collection).where(Collection.id == collection.id).values(updated_at=now)
    session.execute(touched.execution_options(synchronize_session=False))
    event = CollectionArranged(collection_id=collection.id, entry_id=entry_id, position=place)
    record(session, event, actor, at=now)


def order_of(session: Session, collection_id: int) -> list[int]:
    """The items of a collection in their order."""
    entries = select(CollectionEntry.item_id).where(CollectionEntry.collection_id == collection_id)
    return list(session.scalars(entries.order_by(CollectionEntry.position, CollectionEntry.item_id)))


def _hold(session: Session, collection: Collection) -> None:
    """The collection as it stands now, kept from others until the transaction ends."""
    session.refresh(collection, with_for_update={"key_share": True})


def _title(title: str) -> str:
    title = clean_line(title)
    if not 3 <= len(title) <= MAX_TITLE_LETTERS:
        raise Invalid(_l("Please give it a title of one line."), field="title")
    return title


def _language(title: str, about: RenderedText) -> str:
    return guess_language(f"{title} {about.source}", fallback=i18n.language())
