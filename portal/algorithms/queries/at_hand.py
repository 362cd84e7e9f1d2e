"""The algorithms that somebody is likely to need next: those they walked last, then the newest."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from portal.algorithms.models import AlgorithmUser
from portal.algorithms.shapes import KIND
from portal.core.actor import Actor
from portal.core.db import read_rows
from portal.core.extension import ME
from portal.knowledge.models import ItemState, KnowledgeItem

#: So many stand on the home page.
ROWS = 5


def at_hand(session: Session, actor: Actor) -> Sequence[Any]:
    """A few that stand, in one statement that is built once."""
    return read_rows(session, _statement(), {ME.key: actor.id})


@cache
def _statement() -> Select[int, str, str]:
    mine = and_(AlgorithmUser.item_id == KnowledgeItem.id, AlgorithmUser.person_id == ME)
    order = (AlgorithmUser.at.is_(None), AlgorithmUser.at.desc(), KnowledgeItem.published_at.desc(), KnowledgeItem.id)
    return (
        select(KnowledgeItem.id, KnowledgeItem.title, KnowledgeItem.language)
        .outerjoin(AlgorithmUser, mine)
        .where(KnowledgeItem.kind == KIND, KnowledgeItem.state == ItemState.PUBLISHED)
        .order_by(*order)
        .limit(ROWS)
    )
