"""Keeping walks: each once, however often its player reports it, and nobody's."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.algorithms.models import AlgorithmWalk
from portal.algorithms.policy import can_walk
from portal.algorithms.services.using import note_use
from portal.algorithms.walks import KEPT_DAYS, Walk, goes_on
from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import require
from portal.knowledge.models import KnowledgeItem

#: Old walks that are deleted at once: the next run takes the next ones.
_MOST_DELETED = 5000


def keep_walks(
    session: Session, item: KnowledgeItem, actor: Actor, walks: Sequence[Walk], *, now: datetime
) -> list[str]:
    """Keep what ``actor``'s player reports of ``item``, and that they use it; the keys of those that are kept now.

    The walks fit their revisions (``walks.fits``). A longer path takes the place of a shorter one of the same key.
    """
    require(can_walk(actor, item))
    kept = [walk for walk in walks if _keep(session, item, walk, now)]
    if kept:
        note_use(session, item, actor, number=max(walk.revision for walk in kept), now=now)
    return [walk.key for walk in kept]


def _keep(session: Session, item: KnowledgeItem, walk: Walk, now: datetime) -> bool:
    """False for what is too old, and for a key that another walk has."""
    hour = walk.hour(now)
    if hour is None:
        return False
    values = {"item_id": item.id, "revision_number": walk.revision, "at": hour, **_said(walk)}
    if insert_new(session, AlgorithmWalk, {"key": walk.key} | values, ["key"]):
        return True
    found = select(AlgorithmWalk).where(AlgorithmWalk.key == walk.key)
    row = session.scalar(found.with_for_update().execution_options(populate_existing=True))
    if row is None or (row.item_id, row.revision_number) != (item.id, walk.revision):
        return False
    if goes_on(walk.path, row.path["steps"]):
        for name, value in _said(walk).items():
            setattr(row, name, value)
    return True


def _said(walk: Walk) -> dict[str, Any]:
    steps = [entry.kept for entry in walk.path]
    return {"seconds": walk.seconds, "finish": walk.finish, "path": {"steps": steps}}


def forget_old_walks(session: Session, now: datetime) -> None:
    """Delete the walks that are too old to tell anything of how people work today."""
    old = select(AlgorithmWalk.id).where(AlgorithmWalk.at < now - timedelta(days=KEPT_DAYS))
    ids = session.scalars(old.order_by(AlgorithmWalk.id).limit(_MOST_DELETED)).all()
    for start in range(0, len(ids), 500):
        session.execute(delete(AlgorithmWalk).where(AlgorithmWalk.id.in_(ids[start : start + 500])))
