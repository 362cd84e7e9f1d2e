"""Which pictures a text shows, and so to whom they are open: readers of the item, or those who see an open revision."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.core.files import note_uses
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision
from portal.knowledge.policy import can_see_revision
from portal.knowledge.services.content import content_of, sources_of

#: The kind under which the pictures of an open revision are noted: nobody else sees them before it is published.
PICTURES_OF = "knowledge_revision"


def item_ref(item: KnowledgeItem) -> ItemRef:
    """The item as core names items."""
    return ItemRef(item.kind, item.id)


def note_open(session: Session, revision: KnowledgeRevision, actor: Actor) -> None:
    """The pictures of a draft, or of what waits for review."""
    note_uses(session, ItemRef(PICTURES_OF, revision.id), sources_of(content_of(revision)), actor)


def note_closed(session: Session, revision: KnowledgeRevision, actor: Actor) -> None:
    """A revision that nobody is at any more shows its pictures to nobody."""
    note_uses(session, ItemRef(PICTURES_OF, revision.id), [], actor)


def note_published(session: Session, item: KnowledgeItem, revision: KnowledgeRevision, actor: Actor) -> None:
    """The pictures of what stands are open to the readers of the item; those of what stood are not any more."""
    note_uses(session, item_ref(item), sources_of(content_of(revision)), actor)
    note_closed(session, revision, actor)


def reads_any_revision(session: Session, ids: Collection[int], actor: Actor) -> bool:
    """Whether ``actor`` may see any of these revisions."""
    rows = session.execute(
        select(KnowledgeRevision, KnowledgeItem)
        .join(KnowledgeItem, KnowledgeItem.id == KnowledgeRevision.item_id)
        .where(KnowledgeRevision.id.in_(ids))
    )
    return any(can_see_revision(actor, item, revision) for revision, item in rows)
