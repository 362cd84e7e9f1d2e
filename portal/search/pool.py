"""The documents that may answer a query, read from the database with the last word on who may know of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.core.db import BigId, read_rows
from portal.search.asking import Filters
from portal.search.models import SearchDocument

#: Who may find it, and then the fields of a candidate in their order.
_COLUMNS: tuple[Any, ...] = (
    SearchDocument.access, SearchDocument.id, SearchDocument.kind, SearchDocument.item_id, SearchDocument.part,
    SearchDocument.lang, SearchDocument.title, SearchDocument.words, SearchDocument.status, SearchDocument.genre,
    SearchDocument.area_id, SearchDocument.team_id, SearchDocument.at, SearchDocument.external_id,
    SearchDocument.print_,
)  # fmt: skip


@dataclass(slots=True)
class Candidate:
    """A document that ``access`` lets whoever asks find; of one search, and only its score changes."""

    id: int
    kind: str
    item_id: int
    part: str
    lang: str
    title: str
    words: str
    status: str
    genre: str
    area_id: int | None
    team_id: int | None
    at: date | None
    external_id: str | None
    print_: str
    score: float = 0.0

    @property
    def key(self) -> tuple[str, int, str]:
        """By what its owner knows it."""
        return self.kind, self.item_id, self.part

    @property
    def item(self) -> tuple[str, int]:
        """What it is, or is a part of."""
        return self.kind, self.item_id

    def scored(self, score: float) -> "Candidate":
        """The same with a score. No copy: hundreds are weighed for each letter that somebody types."""
        self.score = score
        return self


def load(session: Session, ids: Collection[int], access: frozenset[str], filters: Filters) -> Mapping[int, Candidate]:
    """Those of these documents that pass the filters and may be found by whoever has the tokens."""
    if not ids:
        return {}
    rows = read_rows(session, _these(filters), {"ids": sorted(ids)})
    return {one.id: one for one in _candidates(rows, access, filters)}


#: Built once: building them costs more than asking.
_AMONG = SearchDocument.id.in_(bindparam("ids", expanding=True, type_=BigId))
_BODIES = select(SearchDocument.id, SearchDocument.body).where(_AMONG)


@lru_cache(maxsize=64)
def _these(filters: Filters) -> Select[Any]:
    return select(*_COLUMNS).where(_AMONG, *_conditions(filters))


def wholes(
    session: Session, items: Collection[tuple[str, int]], access: frozenset[str], filters: Filters
) -> Mapping[tuple[str, int], Candidate]:
    """The documents of whole items, for parts of them that were found."""
    if not items:
        return {}
    kinds, ids = {kind for kind, _id in items}, {item_id for _kind, item_id in items}
    rows = read_rows(
        session,
        select(*_COLUMNS).where(
            SearchDocument.part == "",
            SearchDocument.kind.in_(kinds),
            SearchDocument.item_id.in_(ids),
            *_conditions(filters),
        ),
    )
    return {one.item: one for one in _candidates(rows, access, filters) if one.item in items}


def latest_wholes(session: Session, kind: str, access: frozenset[str], many: int) -> Sequence[Candidate]:
    """The newest items of a kind that may be found by whoever has the tokens."""
    document = SearchDocument
    newest = select(*_COLUMNS).where(document.kind == kind, document.part == "").order_by(document.item_id.desc())
    return list(_candidates(read_rows(session, newest.limit(many)), access, Filters()))


def count_wholes(session: Session, kinds: Collection[str]) -> Mapping[str, int]:
    """How many items there are of each kind."""
    counted = select(SearchDocument.kind, func.count()).where(SearchDocument.kind.in_(kinds), SearchDocument.part == "")
    rows = session.execute(counted.group_by(SearchDocument.kind)) if kinds else ()
    return {kind: many for kind, many in rows}  # noqa: C416 - rows are no pairs to mypy


def whole_ids(session: Session, ids: Collection[int], kinds: Collection[str]) -> set[int]:
    """Those of these documents that are whole items of these kinds."""
    known = select(SearchDocument.id).where(
        SearchDocument.id.in_(ids), SearchDocument.kind.in_(kinds), SearchDocument.part == ""
    )
    return set(session.scalars(known)) if ids else set()


def bodies(session: Session, ids: Collection[int]) -> Mapping[int, str]:
    """The texts of these documents, which are long: asked for where they are shown."""
    return {row[0]: row[1] for row in read_rows(session, _BODIES, {"ids": sorted(ids)})} if ids else {}


def _candidates(rows: Iterable[Any], access: frozenset[str], filters: Filters) -> Iterator[Candidate]:
    """Those that are open to whoever has the tokens and have one of the tags that are wanted."""
    tags = {tag.lower() for tag in filters.tags}
    for tokens, *values in rows:
        if access.isdisjoint(tokens.split()):
            continue
        one = Candidate(*values)
        if not tags or not tags.isdisjoint(one.words.lower().split("\n")):
            yield one


def _conditions(filters: Filters) -> Sequence[ColumnElement[bool]]:
    document = SearchDocument
    pairs: tuple[tuple[Any, Collection[Any]], ...] = (
        (document.kind, filters.kinds),
        (document.status, filters.statuses),
        (document.genre, filters.genres),
        (document.lang, filters.langs),
        (document.author_id, filters.author_ids),
        (document.team_id, filters.team_ids),
        (document.area_id, filters.area_ids),
    )
    conditions: list[ColumnElement[bool]] = [column.in_(values) for column, values in pairs if values]
    if filters.blameless:
        conditions.append(or_(document.genre.not_in(filters.blameless), document.author_id == filters.asker_id))
    if filters.after:
        conditions.append(document.at >= filters.after)
    if filters.before:
        conditions.append(document.at <= filters.before)
    return conditions
