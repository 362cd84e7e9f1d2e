"""What an initiative said before, and what changed each time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.core.difference import Change, Piece, difference
from portal.core.pages import KeysetOrder, Page, keyset_page
from portal.initiatives.models import Initiative, InitiativeRevision
from portal.people.models import Person

PARTS = ("title", "problem", "solution", "outcome")
PAGE_REVISIONS = 10
_TEXTS = [getattr(InitiativeRevision, name) for name in PARTS]
_ORDER = KeysetOrder(InitiativeRevision.id, InitiativeRevision.id, lambda row: row.id, lambda row: row.id)


@dataclass(frozen=True, slots=True)
class Revision:
    """One edit: who, when, and the parts that it changed, word by word."""

    at: datetime
    by: str | None
    changes: dict[str, list[Piece]]


def revisions(session: Session, initiative: Initiative, cursor: str | None) -> Page[Revision]:
    """A page of the edits, newest first. Only those of the page are compared."""
    statement = (
        select(InitiativeRevision.id, InitiativeRevision.replaced_at, Person.name, *_TEXTS)
        .outerjoin(Person, Person.id == InitiativeRevision.by_id)
        .where(InitiativeRevision.initiative_id == initiative.id)
    )
    page: Page[Row[Any]] = keyset_page(session, statement, _ORDER, cursor, PAGE_REVISIONS)
    after = _texts_after(session, initiative, page.rows[0].id) if page.rows else {}
    found = []
    for row in page.rows:
        before = {name: getattr(row, name) for name in PARTS}
        found.append(Revision(row.replaced_at, row.name, _changes(before, after)))
        after = before
    return Page(found, older=page.older, newer=page.newer)


def _texts_after(session: Session, initiative: Initiative, revision_id: int) -> Mapping[str, str]:
    """What the edit of that revision wrote: the next revision's old words, or what stands now."""
    following = (
        select(*_TEXTS)
        .where(InitiativeRevision.initiative_id == initiative.id, InitiativeRevision.id > revision_id)
        .order_by(InitiativeRevision.id)
        .limit(1)
    )
    row = session.execute(following).first()
    return {name: getattr(row or initiative, name) for name in PARTS}


def edits_since(session: Session, initiative: Initiative, person_id: int | None, moment: datetime) -> int:
    """How often somebody has changed its words since."""
    counted = select(func.count()).where(
        InitiativeRevision.initiative_id == initiative.id,
        InitiativeRevision.by_id == person_id,
        InitiativeRevision.replaced_at > moment,
    )
    return session.scalar(counted) or 0


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[Piece]]:
    """Only the parts that differ."""
    compared = {name: difference(before[name], after[name]) for name in PARTS if before[name] != after[name]}
    return {name: pieces for name, pieces in compared.items() if any(piece.kind is not Change.KEPT for piece in pieces)}
