"""Which pictures a text shows, and so to whom they are open: readers of the item, or those who see a revision."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.core.files import note_uses
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision
from portal.knowledge.policy import can_see_pictures
from portal.knowledge.services.content import content_of, sources_of

#: The kind under which the pictures of a revision are noted that doesn't stand: nobody else sees them before it is
#: published, and they are kept for the editors afterwards.
PICTURES_OF = "knowledge_revision"


def item_ref(item: KnowledgeItem) -> ItemRef:
    """The item as core names items."""
    return ItemRef(item.kind, item.id)


def note_open(session: Session, revision: KnowledgeRevision, actor: Actor) -> None:
    """The pictures of a draft, or of what waits for review."""
    note_uses(session, ItemRef(PICTURES_OF, revision.id), sources_of(content_of(revision)), actor)


def note_closed(session: Session, revision: KnowledgeRevision, actor: Actor | None) -> None:
    """A revision that nobody is at any more shows its pictures to nobody."""
    note_uses(session, ItemRef(PICTURES_OF, revision.id), [], actor)


def note_published(
    session: Session, item: KnowledgeItem, revision: KnowledgeRevision, actor: Actor | None, *,
    before: KnowledgeRevision | None,
) -> None:  # fmt: skip
    """The pictures of what stands are open to the readers of the item; those of what stood ``before`` are kept for the
    editors, so that it can stand again, and open to nobody else any more."""
    if before is not None:  # first: they are open to whoever publishes as long as the readers see them
        note_uses(session, ItemRef(PICTURES_OF, before.id), sources_of(content_of(before)), actor)
    note_uses(session, item_ref(item), sources_of(content_of(revision)), actor)
    note_uses(session, ItemRef(PICTURES_OF, revision.id), [], actor)


def reads_any_revision(session: Session, ids: Collection[int], actor: Actor) -> bool:
    """Whether ``actor`` may see the pictures of any of these revisions."""
    rows = session.execute(
        select(KnowledgeRevision, KnowledgeItem)
        .join(KnowledgeItem, KnowledgeItem.id == KnowledgeRevision.item_id)
        .where(KnowledgeRevision.id.in_(ids))
    )
    return any(can_see_pictures(actor, item, revision) for revision, item in rows)
