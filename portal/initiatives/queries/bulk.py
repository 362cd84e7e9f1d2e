"""Initiatives that somebody has marked, to do one thing with all of them."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.core.actor import Actor
from portal.initiatives.models import Initiative
from portal.initiatives.queries.visibility import visible_to


def marked(session: Session, numbers: Collection[int], actor: Actor) -> list[Initiative]:
    """Those of the numbers that ``actor`` may see, the newest first, with whoever wrote along."""
    rows = select(Initiative).where(Initiative.id.in_(numbers), visible_to(actor))
    newest = rows.order_by(Initiative.submitted_at.desc(), Initiative.id.desc())
    return list(session.scalars(newest.options(selectinload(Initiative.co_authors))))
