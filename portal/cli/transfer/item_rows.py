"""Items of knowledge, collections and their genres as lines that an import reads again."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.cli.transfer.file_lines import NEVER, NOBODY
from portal.cli.transfer.names import Names
from portal.knowledge.models import (
    AcknowledgingTeam,
    Collection,
    CollectionEntry,
    Genre,
    GreenMark,
    ItemState,
    KnowledgeItem,
    KnowledgeRevision,
    RevisionState,
)
from portal.knowledge.queries.marks import STANDS
from portal.people.models import Area, Team

BATCH_ROWS = 200
_PUBLIC = (ItemState.PUBLISHED, ItemState.ARCHIVED)
_OPEN = (RevisionState.DRAFT, RevisionState.IN_REVIEW)
#: What readers see; of what isn't published yet, what its author has written.
_SHOWN = or_(
    and_(KnowledgeItem.state.in_(_PUBLIC), KnowledgeRevision.state == RevisionState.PUBLISHED),
    and_(KnowledgeItem.state.in_((ItemState.DRAFT, ItemState.IN_REVIEW)), KnowledgeRevision.state.in_(_OPEN)),
)

#: Of a revision: that it is a draft beside what is published.
BESIDE = and_(
    KnowledgeRevision.state.in_(_OPEN),
    KnowledgeRevision.item_id.in_(select(KnowledgeItem.id).where(KnowledgeItem.state.in_(_PUBLIC))),
)


def item_rows(session: Session, names: Names, kinds: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Every item of these kinds, drafts too, oldest first."""
    areas: dict[int | None, str] = dict(session.execute(select(Area.id, Area.name)).all())
    collections, teams = _collections_of_items(session, names), _acknowledging_teams(session)
    rows = (
        select(KnowledgeItem, KnowledgeRevision)
        .join(KnowledgeRevision, KnowledgeRevision.item_id == KnowledgeItem.id)
        .where(_SHOWN, KnowledgeItem.kind.in_(kinds))
        .options(joinedload(KnowledgeItem.genre))
        .order_by(KnowledgeItem.created_at, KnowledgeItem.id)
        .execution_options(yield_per=BATCH_ROWS)
    )
    for partition in session.execute(rows).partitions():
        marks = _marks(session, names, [item.id for item, _ in partition])
        for item, revision in partition:
            row = _item(item, revision, names)
            row |= {
                "area": areas.get(revision.facts.get("area_id")),
                "acknowledging_teams": teams.get(item.id, []),
                "links": names.links(item.kind, item.id),
                "marks": marks[item.id],
                "collections": collections.get(item.id, []),
            }
            yield {name: value for name, value in row.items() if value not in (None, "", [], False)}


def _item(item: KnowledgeItem, revision: KnowledgeRevision, names: Names) -> dict[str, Any]:
    public = item.state in _PUBLIC
    return {
        "kind": item.kind,
        "id": names.of(item.kind, item.id),
        "genre": item.genre.key,
        "lang": revision.language,
        "title": revision.title,
        **revision.parts,
        "state": item.state.value,
        "author": names.email(item.author_id),
        "nameless": item.nameless,
        "keeper": names.email(item.keeper_id) or (NOBODY if public else None),
        "created": item.created_at,
        "published": item.published_at,
        "changed": item.changed_at if item.changed_at != item.published_at else None,
        "checked": item.checked_at,
        "checked_by": names.email(item.checked_by_id),
        "check_again_on": item.check_again_on or (NEVER if public else None),
        "archived": item.archived_at,
        "archive_reason": item.archive_reason,
        "must_acknowledge": item.must_acknowledge,
        "note": revision.note,
        "channel": revision.facts.get("channel"),
        "area": None,
        "tags": revision.tags,
    }


def _marks(session: Session, names: Names, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Green-pen marks by item, in the order in which they were made."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = select(GreenMark).where(GreenMark.item_id.in_(ids), STANDS)
    for mark in session.scalars(rows.order_by(GreenMark.at, GreenMark.part, GreenMark.start, GreenMark.quote)):
        said = {
            "part": mark.part, "quote": mark.quote, "prefix": mark.prefix, "suffix": mark.suffix,
            "start": mark.start, "note": mark.note, "by": names.email(mark.by_id), "at": mark.at,
            "lost": mark.lost_in is not None,
        }  # fmt: skip
        found[mark.item_id].append({name: value for name, value in said.items() if value not in (None, "", False)})
    return found


def collection_rows(session: Session, names: Names) -> Iterator[dict[str, Any]]:
    """Every collection that wasn't thrown away, with its items in their order."""
    entries: dict[int, list[str]] = defaultdict(list)
    for collection_id, item_id, kind in session.execute(_entries()):
        entries[collection_id].append(f"{kind}:{names.of(kind, item_id)}")
    rows = select(Collection).where(Collection.discarded_at.is_(None))
    for row in session.scalars(rows.order_by(Collection.created_at, Collection.id)):
        said = {
            "kind": "collection", "id": names.of("collection", row.id), "lang": row.language, "title": row.title,
            "about": row.about, "by": names.email(row.by_id), "created": row.created_at, "updated": row.updated_at,
            "items": entries[row.id],
        }  # fmt: skip
        yield {name: value for name, value in said.items() if value not in (None, "", [])}


def genre_rows(session: Session) -> Iterator[dict[str, Any]]:
    """The genres that items have, or would have after a change."""
    used = set(session.scalars(select(KnowledgeItem.genre_id).where(KnowledgeItem.state != ItemState.DISCARDED)))
    used |= {facts["genre_id"] for facts in session.scalars(select(KnowledgeRevision.facts).where(BESIDE))}
    for row in session.scalars(select(Genre).where(Genre.id.in_(used)).order_by(Genre.key)):
        said = {
            "kind": "genre", "key": row.key, "of": row.kind, "shape": row.shape, "names": _sorted(row.names),
            "position": row.position, "blameless": row.blameless, "retired": row.retired_at is not None,
        }  # fmt: skip
        yield {name: value for name, value in said.items() if value is not False}


def _sorted(names: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(names.items()))


def _collections_of_items(session: Session, names: Names) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for collection_id, item_id, _kind in session.execute(_entries()):
        found[item_id].append(names.of("collection", collection_id))
    return {item_id: sorted(ids) for item_id, ids in found.items()}


def _acknowledging_teams(session: Session) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = select(AcknowledgingTeam.item_id, Team.name).join(Team, Team.id == AcknowledgingTeam.team_id)
    for item_id, name in session.execute(rows.order_by(Team.name)):
        found[item_id].append(name)
    return found


def _entries() -> Any:
    """Items of collections that weren't thrown away."""
    return (
        select(CollectionEntry.collection_id, CollectionEntry.item_id, KnowledgeItem.kind)
        .join(Collection, Collection.id == CollectionEntry.collection_id)
        .join(KnowledgeItem, KnowledgeItem.id == CollectionEntry.item_id)
        .where(Collection.discarded_at.is_(None), KnowledgeItem.state.in_(_PUBLIC))
        .order_by(CollectionEntry.collection_id, CollectionEntry.position, CollectionEntry.item_id)
    )
