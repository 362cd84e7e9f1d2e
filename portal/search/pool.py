"""The documents that may answer a query, read from the database with the last word on who may know of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.core.db import read_rows
from portal.search.asking import Filters
from portal.search.models import SearchDocument

_COLUMNS: tuple[Any, ...] = (
    SearchDocument.id, SearchDocument.kind, SearchDocument.item_id, SearchDocument.part, SearchDocument.lang,
    SearchDocument.title, SearchDocument.words, SearchDocument.access, SearchDocument.status,
    SearchDocument.genre, SearchDocument.area_id, SearchDocument.author_id, SearchDocument.team_id, SearchDocument.at,
    SearchDocument.external_id, SearchDocument.print_,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that ``access`` lets whoever asks find."""

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
        """The same with a score."""
        return replace(self, score=score)


def load(session: Session, ids: Collection[int], access: frozenset[str], filters: Filters) -> Mapping[int, Candidate]:
    """Those of these documents that pass the filters and may be found by whoever has the tokens."""
    if not ids:
        return {}
    rows = read_rows(session, select(*_COLUMNS).where(SearchDocument.id.in_(ids), *_conditions(filters)))
    return {row.id: _candidate(row) for row in rows if _open(row, access) and _has_tag(row, filters)}


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
    found = (_candidate(row) for row in rows if _open(row, access) and _has_tag(row, filters))
    return {one.item: one for one in found if one.item in items}


def latest_wholes(session: Session, kind: str, access: frozenset[str], many: int) -> Sequence[Candidate]:
    """The newest items of a kind that may be found by whoever has the tokens."""
    document = SearchDocument
    newest = select(*_COLUMNS).where(document.kind == kind, document.part == "").order_by(document.item_id.desc())
    return [_candidate(row) for row in read_rows(session, newest.limit(many)) if _open(row, access)]


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
    statement = select(SearchDocument.id, SearchDocument.body).where(SearchDocument.id.in_(ids))
    return {row[0]: row[1] for row in read_rows(session, statement)} if ids else {}


def _candidate(row: Any) -> Candidate:
    return Candidate(
        row.id, row.kind, row.item_id, row.part, row.lang, row.title, row.words, row.status, row.genre,
        row.area_id, row.team_id, row.at, row.external_id, row.print,
    )  # fmt: skip


def _open(row: Any, access: frozenset[str]) -> bool:
    return not access.isdisjoint(row.access.split())


def _has_tag(row: Any, filters: Filters) -> bool:
    wanted = {tag.lower() for tag in filters.tags}
    return not wanted or not wanted.isdisjoint(row.words.lower().split("\n"))


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
    if filters.after:
        conditions.append(document.at >= filters.after)
    if filters.before:
        conditions.append(document.at <= filters.before)
    return conditions
