"""The revisions of an item that stood, each with the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, aliased

from portal.core.pages import KeysetOrder, Page, keyset_page
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision, RevisionState
from portal.people.models import Person

PAGE_REVISIONS = 10
STOOD = (RevisionState.PUBLISHED, RevisionState.FORMER)
#: So many former versions are looked through for what one of them says.
MOST_LOOKED_AT = 20
_Author, _Reviewer, _Closer = aliased(Person), aliased(Person), aliased(Person)
_ORDER = KeysetOrder(KnowledgeRevision.number, KnowledgeRevision.id, lambda row: row.number, lambda row: row.id)
_COLUMNS: tuple[Any, ...] = (
    KnowledgeRevision.id, KnowledgeRevision.number, KnowledgeRevision.state, KnowledgeRevision.title,
    KnowledgeRevision.parts, KnowledgeRevision.facts, KnowledgeRevision.note, KnowledgeRevision.major,
    KnowledgeRevision.rolled_back_to, KnowledgeRevision.published_at, KnowledgeRevision.author_id,
    KnowledgeRevision.closed_at, KnowledgeRevision.closed_reason,
    _Author.name.label("author_name"), _Reviewer.name.label("reviewer_name"), _Closer.name.label("closer_name"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """A revision that stood or stands, and the one whose place it took."""

    row: Row[Any]
    before: Row[Any] | None

    @property
    def is_comparable(self) -> bool:
        """Whether what it changed may be shown: neither of the two is closed."""
        return self.row.closed_at is None and (self.before is None or self.before.closed_at is None)


def versions(session: Session, item: KnowledgeItem, cursor: str | None) -> Page[Version]:
    """A page of them, newest first."""
    statement: Any = _stood(item)
    page: Page[Row[Any]] = keyset_page(session, statement, _ORDER, cursor, PAGE_REVISIONS)
    rows = list(page.rows)
    before = _before(session, item, rows[-1].number) if rows else None
    pairs = zip(rows, [*rows[1:], before], strict=True) if rows else ()
    return Page([Version(row, former) for row, former in pairs], older=page.older, newer=page.newer)


def _before(session: Session, item: KnowledgeItem, number: int) -> Row[Any] | None:
    """The revision whose place the one of that number took."""
    earlier = _stood(item).where(KnowledgeRevision.number < number)
    return session.execute(earlier.order_by(KnowledgeRevision.number.desc()).limit(1)).first()


def _stood(item: KnowledgeItem) -> Any:
    return (
        select(*_COLUMNS)
        .outerjoin(_Author, _Author.id == KnowledgeRevision.author_id)
        .outerjoin(_Reviewer, _Reviewer.id == KnowledgeRevision.reviewed_by_id)
        .outerjoin(_Closer, _Closer.id == KnowledgeRevision.closed_by_id)
        .where(KnowledgeRevision.item_id == item.id, KnowledgeRevision.state.in_(STOOD))
    )


def former_open(session: Session, item: KnowledgeItem) -> Sequence[KnowledgeRevision]:
    """The former versions that anybody may read, the latest first."""
    rows = select(KnowledgeRevision).where(
        KnowledgeRevision.item_id == item.id,
        KnowledgeRevision.state == RevisionState.FORMER,
        KnowledgeRevision.closed_at.is_(None),
    )
    return session.scalars(rows.order_by(KnowledgeRevision.number.desc()).limit(MOST_LOOKED_AT)).all()
