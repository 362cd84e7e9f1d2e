"""Genres as every page needs them: kept in the process (see core.reference)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.reference import ReferenceData
from portal.knowledge.models import Genre
from portal.knowledge.shapes import Shape, shapes

_CHEST = "package-open"
_ICONS = {
    "wow": "sparkles",
    "mistake": _CHEST,
    "hard_call": "headset",
    "instruction": "list-checks",
    "principle": "heart-handshake",
    "list": "list",
    "term": "book-a",
}


@dataclass(frozen=True, slots=True)
class KnownGenre:
    """A row of ``knowledge_genres`` that belongs to no database session."""

    id: int
    key: str
    #: "case", "article", "algorithm".
    kind: str
    shape_name: str
    names: Mapping[str, str]
    blameless: bool
    position: int
    retired_at: datetime | None

    @property
    def label(self) -> str:
        """The company's word for it in the reader's language."""
        return self.names.get(i18n.language()) or self.names.get("uk") or self.key

    @property
    def icon(self) -> str:
        """The drawing beside the label; the company's own genres have that of their shape."""
        return _ICONS.get(self.key) or (_CHEST if self.blameless else self.shape.icon)

    @property
    def shape(self) -> Shape:
        """Of which parts its items are made."""
        return shapes[self.shape_name]


@dataclass(frozen=True, slots=True)
class Genres:
    """All genres in the company's order, retired ones included."""

    all: tuple[KnownGenre, ...]
    by_id: Mapping[int, KnownGenre]
    by_key: Mapping[str, KnownGenre]

    def of_kind(self, kind: str) -> tuple[KnownGenre, ...]:
        """Those of a kind of item, retired ones included."""
        return tuple(genre for genre in self.all if genre.kind == kind)

    def open_of_kind(self, kind: str) -> tuple[KnownGenre, ...]:
        """Those that take something new."""
        return tuple(genre for genre in self.of_kind(kind) if genre.retired_at is None)


def genres(session: Session) -> Genres:
    """Every genre, without a statement unless they have changed."""
    return _genres.get(session)


def _load(session: Session) -> Genres:
    rows = session.execute(select(*Genre.__table__.columns).order_by(Genre.position, Genre.id))
    known = tuple(
        KnownGenre(row.id, row.key, row.kind, row.shape, row.names, row.blameless, row.position, row.retired_at)
        for row in rows
    )
    return Genres(known, {genre.id: genre for genre in known}, {genre.key: genre for genre in known})


_genres = ReferenceData(_load)
