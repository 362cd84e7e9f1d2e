"""Items by words of their titles, until there is a search: for whoever links one to another."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.titles import has_words
from portal.knowledge.models import ItemState, KnowledgeItem
from portal.knowledge.queries.visibility import visible_to


def titled(session: Session, text: str, actor: Actor, limit: int) -> Sequence[Row[Any]]:
    """Kind, id, title and genre of items whose titles have all the words, in whatever form: of each kind the newest."""
    wanted = has_words(KnowledgeItem.title, text)
    if not wanted:
        return []
    place = func.row_number().over(partition_by=KnowledgeItem.kind, order_by=KnowledgeItem.id.desc())
    columns: tuple[Any, ...] = (KnowledgeItem.kind, KnowledgeItem.id, KnowledgeItem.title, KnowledgeItem.genre_id)
    placed = (
        select(*columns, place.label("place"))
        .where(KnowledgeItem.state != ItemState.ARCHIVED, visible_to(actor), *wanted)
        .subquery()
    )
    rows: Select[Any] = select(placed).where(placed.c.place <= limit).order_by(placed.c.kind, placed.c.place)
    return session.execute(rows).all()


def newest(session: Session, actor: Actor, limit: int) -> Sequence[Row[Any]]:
    """Kind, id, title and genre of what was published last, the newest first."""
    columns: tuple[Any, ...] = (KnowledgeItem.kind, KnowledgeItem.id, KnowledgeItem.title, KnowledgeItem.genre_id)
    rows: Select[Any] = (
        select(*columns)
        .where(KnowledgeItem.state == ItemState.PUBLISHED, visible_to(actor))
        .order_by(KnowledgeItem.published_at.desc(), KnowledgeItem.id.desc())
        .limit(limit)
    )
    return session.execute(rows).all()
