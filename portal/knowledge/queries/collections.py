"""Collections, and those of their items that a reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, ScalarSelect, func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.pages import KeysetOrder, Page, keyset_page
from portal.knowledge.models import Collection, CollectionEntry, ItemState, KnowledgeItem
from portal.people.models import Person

_LATEST = KeysetOrder(Collection.updated_at, Collection.id, lambda row: row.updated_at, lambda row: row.id)
#: So many of one's own are offered to put an item into.
MOST_OFFERED = 50
_PUBLISHED = KnowledgeItem.state == ItemState.PUBLISHED
_STANDS = Collection.discarded_at.is_(None)


def _size() -> ScalarSelect[int]:
    """How many published items a collection has."""
    return (
        select(func.count())
        .select_from(CollectionEntry)
        .join(KnowledgeItem, KnowledgeItem.id == CollectionEntry.item_id)
        .where(CollectionEntry.collection_id == Collection.id, _PUBLISHED)
        .scalar_subquery()
    )


def collections_page(session: Session, *, by_id: int | None, cursor: str | None) -> Page[Row[Any]]:
    """Collections, the one that changed last first; of one person, or (None) of everybody."""
    columns: tuple[Any, ...] = (
        Collection.id, Collection.title, Collection.language, Collection.about_html, Collection.updated_at,
        Collection.by_id, Person.name.label("by_name"), _size().label("item_count"),
    )  # fmt: skip
    statement = select(*columns).outerjoin(Person, Person.id == Collection.by_id).where(_STANDS)
    if by_id is not None:
        statement = statement.where(Collection.by_id == by_id)
    return keyset_page(session, statement, _LATEST, cursor)


@dataclass(frozen=True, slots=True)
class Collected:
    """A collection with its maker's name and the items in it that everyone may read, in order."""

    collection: Collection
    by_name: str | None
    entries: Sequence[Row[Any]]


def get_collection(session: Session, number: int, *, discarded: bool = False) -> Collection:
    """The collection of that number, else NotFound; with ``discarded``, one that was thrown away too."""
    found = session.get(Collection, number, populate_existing=True)
    if found is None or (found.discarded_at is not None and not discarded):
        raise NotFound
    return found


def collected(session: Session, number: int) -> Collected:
    """A collection as its page shows it, in two statements; NotFound when there is none."""
    row = session.execute(
        select(Collection, Person.name)
        .outerjoin(Person, Person.id == Collection.by_id)
        .where(Collection.id == number, _STANDS)
    ).one_or_none()
    if row is None:
        raise NotFound
    columns: tuple[Any, ...] = (
        KnowledgeItem.id, KnowledgeItem.kind, KnowledgeItem.genre_id, KnowledgeItem.title, KnowledgeItem.lead,
        KnowledgeItem.language, KnowledgeItem.published_at, KnowledgeItem.reaction_count,
    )  # fmt: skip
    entries = session.execute(
        select(*columns)
        .join(CollectionEntry, CollectionEntry.item_id == KnowledgeItem.id)
        .where(CollectionEntry.collection_id == number, _PUBLISHED)
        .order_by(CollectionEntry.position, KnowledgeItem.id)
    ).all()
    return Collected(row[0], row[1], entries)


def offered_for(session: Session, item_id: int, actor: Actor) -> Sequence[Row[Any]]:
    """The collections of ``actor`` for an item: id, title, size and whether it is ``in_it``."""
    in_it = select(func.count()).where(
        CollectionEntry.collection_id == Collection.id, CollectionEntry.item_id == item_id
    )
    counts = _size().label("item_count"), in_it.scalar_subquery().label("in_it")
    own = select(Collection.id, Collection.title, *counts).where(_STANDS, Collection.by_id == actor.id)
    return session.execute(own.order_by(Collection.updated_at.desc(), Collection.id).limit(MOST_OFFERED)).all()
