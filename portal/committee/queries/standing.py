"""How an initiative stands, as its clock has to know it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, exists, select
from sqlalchemy.orm import Session

from portal.committee.models import RUNNING, Clock
from portal.core.db import read_rows
from portal.initiatives.models import UNDECIDED, Initiative
from portal.initiatives.queries.last_word import last_word
from portal.initiatives.queries.reference import statuses
from portal.initiatives.turns import waits_for_author

# Asked at everything that happens to an initiative, and so built once: building costs more than asking.
_number: Any = bindparam("number")
_STANDING = select(
    Initiative.id, Initiative.status_id, Initiative.status_type, Initiative.status_changed_at,
    Initiative.first_answered_at, Initiative.external_id, Initiative.author_id, last_word().label("last_word"),
).where(Initiative.id == _number)  # fmt: skip
_NEWEST = select(Clock).where(Clock.initiative_id == _number).order_by(Clock.id.desc()).limit(1).with_for_update()
_HAS_CLOCK = select(Clock.id).where(Clock.initiative_id == _number, RUNNING)


def standing(session: Session, number: int) -> Row[Any] | None:
    """Status, first answer and last word of an initiative, past the objects of the session."""
    session.flush()  # what has just happened to it counts
    rows = read_rows(session, _STANDING, {"number": number})
    return rows[0] if rows else None


def authors_turn(session: Session, row: Row[Any]) -> bool:
    """Whether the committee waits for a word of the author."""
    status = statuses(session).by_id[row.status_id]
    return waits_for_author(status, row.last_word, reachable=row.author_id is not None or row.id < 0)


def newest_clock(session: Session, number: int) -> Clock | None:
    """The running round of an initiative, or its last one, held from other writers."""
    return session.scalar(_NEWEST, {"number": number})


def has_clock(session: Session, number: int) -> bool:
    """Whether its clock runs: asked at every comment on anything, most of which is decided long ago."""
    return bool(read_rows(session, _HAS_CLOCK, {"number": number}))


def without_clock(session: Session, limit: int) -> Sequence[int]:
    """Numbers of initiatives that wait for a decision without a clock: what came in past the events."""
    running = exists().where(Clock.initiative_id == Initiative.id, RUNNING)
    found = select(Initiative.id).where(UNDECIDED, ~running).order_by(Initiative.submitted_at, Initiative.id)
    return session.scalars(found.limit(limit).with_for_update(skip_locked=True, key_share=True, of=Initiative)).all()
