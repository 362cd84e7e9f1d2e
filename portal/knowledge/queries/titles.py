"""Items by words of their titles, until there is a search: for whoever links one to another."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.titles import has_words
from portal.knowledge.models import ItemState, KnowledgeItem
from portal.knowledge.queries.visibility import visible_to


def titled(session: Session, kind: str, text: str, actor: Actor, limit: int) -> Sequence[Row[Any]]:
    """Id, title and genre of items whose titles have all the words, in whatever form; the newest first."""
    wanted = has_words(KnowledgeItem.title, text)
    if not wanted:
        return []
    columns: tuple[Any, ...] = (KnowledgeItem.id, KnowledgeItem.title, KnowledgeItem.genre_id)
    rows: Select[Any] = (
        select(*columns)
        .where(
            KnowledgeItem.kind == kind,
            KnowledgeItem.state != ItemState.ARCHIVED,
            visible_to(actor),
            *wanted,
        )
        .order_by(KnowledgeItem.id.desc())
        .limit(limit)
    )
    return session.execute(rows).all()
