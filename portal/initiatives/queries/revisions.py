"""What an initiative said before, and what changed each time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.difference import Change, Piece, difference
from portal.initiatives.models import Initiative, InitiativeRevision
from portal.people.models import Person

PARTS = ("title", "problem", "solution", "outcome")
REVISIONS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Revision:
    """One edit: who, when, and the parts that it changed, word by word."""

    at: datetime
    by: str | None
    changes: dict[str, list[Piece]]


def revisions(session: Session, initiative: Initiative) -> list[Revision]:
    """The edits, newest first."""
    rows = session.execute(
        select(InitiativeRevision.replaced_at, Person.name, *(getattr(InitiativeRevision, name) for name in PARTS))
        .outerjoin(Person, Person.id == InitiativeRevision.by_id)
        .where(InitiativeRevision.initiative_id == initiative.id)
        .order_by(InitiativeRevision.id.desc())
        .limit(REVISIONS_SHOWN)
    )
    after = {name: getattr(initiative, name) for name in PARTS}
    found = []
    for at, by, *texts in rows:
        before = dict(zip(PARTS, texts, strict=True))
        found.append(Revision(at, by, _changes(before, after)))
        after = before
    return found


def _changes(before: dict[str, str], after: dict[str, str]) -> dict[str, list[Piece]]:
    """Only the parts that differ."""
    compared = {name: difference(before[name], after[name]) for name in PARTS if before[name] != after[name]}
    return {name: pieces for name, pieces in compared.items() if any(piece.kind is not Change.KEPT for piece in pieces)}
