"""A text without a name, for whoever has shown its code."""

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from portal.knowledge.models import KnowledgeItem, KnowledgeRevision, RevisionState


def told(session: Session, number: int) -> tuple[KnowledgeItem, KnowledgeRevision] | None:
    """The item, and what stands or else was written last; None when it isn't let out yet."""
    stands_first = case((KnowledgeRevision.state == RevisionState.PUBLISHED, 0), else_=1)
    row = session.execute(
        select(KnowledgeItem, KnowledgeRevision)
        .join(KnowledgeRevision, KnowledgeRevision.item_id == KnowledgeItem.id)
        .where(KnowledgeItem.id == number)
        .order_by(stands_first, KnowledgeRevision.number.desc())
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1])
