"""What somebody who is erased had begun and shown to nobody goes with them."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core.files import PictureUse
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision, RevisionState
from portal.knowledge.services.pictures import PICTURES_OF


def forget_drafts(session: Session, person_id: int, _name: str) -> None:
    """Empty and close the drafts of a person; what waits for the editors stays with the company."""
    mine = KnowledgeRevision.author_id == person_id
    unseen = (RevisionState.DRAFT, RevisionState.DISCARDED)
    drafts = session.execute(
        select(KnowledgeRevision, KnowledgeItem)
        .join(KnowledgeItem, KnowledgeItem.id == KnowledgeRevision.item_id)
        .where(mine, KnowledgeRevision.state.in_(unseen))
        .order_by(KnowledgeItem.id)
        .with_for_update()
    ).all()
    for revision, item in drafts:
        revision.state = RevisionState.DISCARDED
        revision.title, revision.parts, revision.html, revision.note = "", {}, {}, ""
        revision.version += 1
        if item.state in {ItemState.DRAFT, ItemState.DISCARDED}:
            item.state, item.title, item.lead = ItemState.DISCARDED, "—", ""
    ids = [revision.id for revision, _item in drafts]
    session.execute(delete(PictureUse).where(PictureUse.item_kind == PICTURES_OF, PictureUse.item_id.in_(ids)))
