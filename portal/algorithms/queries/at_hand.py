"""The algorithms that somebody is likely to need next: those they walked last, then the newest."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, and_, select

from portal.algorithms.models import AlgorithmUser
from portal.algorithms.shapes import KIND
from portal.core.extension import ME
from portal.knowledge.models import ItemState, KnowledgeItem


def at_hand(columns: Iterable[Any]) -> Select[Any]:
    """Columns of those that stand; ``ME`` is who will need them."""
    mine = and_(AlgorithmUser.item_id == KnowledgeItem.id, AlgorithmUser.person_id == ME)
    order = (AlgorithmUser.at.is_(None), AlgorithmUser.at.desc(), KnowledgeItem.published_at.desc(), KnowledgeItem.id)
    return (
        select(*columns)
        .select_from(KnowledgeItem)
        .outerjoin(AlgorithmUser, mine)
        .where(KnowledgeItem.kind == KIND, KnowledgeItem.state == ItemState.PUBLISHED)
        .order_by(*order)
    )
