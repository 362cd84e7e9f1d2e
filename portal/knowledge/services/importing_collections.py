"""Collections from a file: idempotent by the id in the file, and the portal's once somebody has changed them here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.db import insert_new
from portal.core.errors import Invalid
from portal.core.extension import ItemRef
from portal.core.files import note_uses
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import JournalEntry, record
from portal.core.line_faults import ImportOutcome
from portal.core.markdown import RenderedText
from portal.core.text import guess_language
from portal.knowledge.events import CollectionArranged, CollectionEdited, CollectionMade
from portal.knowledge.models import Collection, CollectionEntry, KnowledgeItem
from portal.knowledge.queries import PUBLIC
from portal.knowledge.services.collecting import MAX_ENTRIES, PICTURES_OF, order_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCollection:
    """A collection of a file, with its items in their order."""

    external_id: str
    title: str
    about: RenderedText
    language: str | None = None
    by_id: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    item_ids: Sequence[int] = ()


def import_collection(session: Session, row: ImportedCollection, *, now: datetime) -> ImportOutcome:
    """Bring one in, or up to date. Raises Invalid, naming the field, when the row is faulty."""
    order = list(dict.fromkeys(row.item_ids))
    _require_public(session, order)
    known = session.scalar(select(Collection).where(Collection.external_id == row.external_id))
    if known is None:
        _make(session, row, order, now)
        return ImportOutcome.CREATED
    same = (known.title, known.about) == (row.title, row.about.source) and order_of(session, known.id) == order
    if same or known.discarded_at is not None or _is_the_portals(session, known):
        return ImportOutcome.UNCHANGED
    known.title, known.language = row.title, _language(row)
    known.about, known.about_html, known.renderer_version = row.about.source, row.about.html, row.about.version
    known.updated_at = now
    note_uses(session, ItemRef(PICTURES_OF, known.id), [row.about.source], None)
    _arrange(session, known.id, order)
    record(session, CollectionEdited(collection_id=known.id), None, at=now)
    return ImportOutcome.UPDATED


def put_into(session: Session, collection_id: int, item: KnowledgeItem, *, now: datetime) -> bool:
    """Put an item in at the end; False when it is in already."""
    if item.id in order_of(session, collection_id):
        return False
    _require_public(session, [item.id])
    last = select(func.max(CollectionEntry.position)).where(CollectionEntry.collection_id == collection_id)
    present = session.scalar(last)
    place = 0 if present is None else present + 1
    if place >= MAX_ENTRIES:
        raise Invalid(_l("A collection of 200 is full: begin another one."), field="collections")
    session.add(CollectionEntry(collection_id=collection_id, item_id=item.id, position=place))
    session.flush()  # the next one looks for the last place
    event = CollectionArranged(collection_id=collection_id, entry_id=item.id, position=place)
    record(session, event, None, at=now)
    return True


def _make(session: Session, row: ImportedCollection, order: Sequence[int], now: datetime) -> None:
    created = row.created_at or now
    values = {
        "external_id": row.external_id, "title": row.title, "language": _language(row), "by_id": row.by_id,
        "about": row.about.source, "about_html": row.about.html, "renderer_version": row.about.version,
        "created_at": created, "updated_at": row.updated_at or created, "version": 1,
    }  # fmt: skip
    insert_new(session, Collection, values, ["external_id"])
    number = session.scalars(select(Collection.id).where(Collection.external_id == row.external_id)).one()
    note_uses(session, ItemRef(PICTURES_OF, number), [row.about.source], None)
    _arrange(session, number, order)
    record(session, CollectionMade(collection_id=number), None, at=created)


def _arrange(session: Session, collection_id: int, order: Sequence[int]) -> None:
    session.execute(delete(CollectionEntry).where(CollectionEntry.collection_id == collection_id))
    for position, item_id in enumerate(order):
        session.add(CollectionEntry(collection_id=collection_id, item_id=item_id, position=position))
    session.flush()  # the order is read from its rows


def _require_public(session: Session, ids: Sequence[int]) -> None:
    """Raise Invalid unless everybody may read all of them; what was archived since may stay in a collection."""
    public = KnowledgeItem.state.in_(PUBLIC)
    if len(ids) != session.scalar(select(func.count()).where(KnowledgeItem.id.in_(ids), public)):
        raise Invalid(_l("Only what is published can be put into a collection."), field="items")


def _language(row: ImportedCollection) -> str:
    return row.language or guess_language(f"{row.title} {row.about.source}", fallback=i18n.language())


def _is_the_portals(session: Session, collection: Collection) -> bool:
    """Whether somebody has changed it here."""
    by_somebody = exists().where(
        JournalEntry.item_kind == CollectionEdited.item_kind,
        JournalEntry.item_id == collection.id,
        JournalEntry.actor_id.is_not(None),
    )
    return bool(session.scalar(select(by_somebody)))
