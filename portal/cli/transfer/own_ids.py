"""Ids for what was made in the portal itself, so that its own export comes back to the same rows."""

import re
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.initiatives.models import Initiative

_OWN = re.compile(r"^portal-(\d{1,15})-(\d{14})$")


def own_id(number: int, submitted_at: datetime) -> str:
    """An id that means this very initiative here and, almost surely, no other one elsewhere."""
    return f"portal-{number}-{submitted_at.astimezone(UTC):%Y%m%d%H%M%S}"


def is_from_here(session: Session, line_id: str) -> bool:
    """Whether the id was made by an export of this portal and its initiative is still here."""
    found = _OWN.match(line_id)
    if found is None:
        return False
    submitted_at = session.scalar(
        select(Initiative.submitted_at).where(Initiative.id == int(found[1]), Initiative.external_id.is_(None))
    )
    return submitted_at is not None and own_id(int(found[1]), submitted_at) == line_id
