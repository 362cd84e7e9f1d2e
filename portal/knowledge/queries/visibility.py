"""Who sees which item. Absent and hidden look alike."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, exists, false, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision, RevisionState
from portal.people.models import Person, Role

#: What every employee may read. The archived ones are in no list, but old links lead to them.
PUBLIC = (ItemState.PUBLISHED, ItemState.ARCHIVED)
#: A revision that somebody is at.
OPEN = (RevisionState.DRAFT, RevisionState.IN_REVIEW)
_Draft, _Writer = aliased(KnowledgeRevision), aliased(Person)
#: The open draft of ``KnowledgeItem`` was sent back to somebody whose account is closed: ``policy.is_nobodys_draft``.
_LEFT = (
    exists()
    .where(
        _Draft.item_id == KnowledgeItem.id,
        _Draft.state == RevisionState.DRAFT,
        _Draft.review_note != "",
        _Writer.id == _Draft.author_id,
        _Writer.deactivated_at.is_not(None),
    )
    .correlate(KnowledgeItem)
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Published and archived: everyone. In review: author and editors. A draft: its author, and the editors where it
    was sent back to nobody with an account. Discarded: nobody."""
    return visible_when(actor.id, is_editor=actor.has(Role.EDITOR))


def visible_when(me: Any, *, is_editor: bool) -> ColumnElement[bool]:
    """The same for an id that may be a parameter of a statement built once."""
    mine = KnowledgeItem.author_id == me
    drafts = or_(mine, KnowledgeItem.author_id.is_(None), _LEFT) if is_editor else mine
    return case(
        (KnowledgeItem.state.in_(PUBLIC), true()),
        (KnowledgeItem.state == ItemState.IN_REVIEW, true() if is_editor else mine),
        (KnowledgeItem.state == ItemState.DRAFT, drafts),
        else_=false(),
    )


def get_visible(session: Session, kind: str | None, number: int, actor: Actor, *, lock: bool = False) -> KnowledgeItem:
    """The item of that kind (None: any) and number; NotFound when it is absent or hidden from ``actor``.

    With ``lock``, nobody else changes it until the transaction ends.
    """
    statement = select(KnowledgeItem).where(KnowledgeItem.id == number, visible_to(actor))
    if kind is not None:
        statement = statement.where(KnowledgeItem.kind == kind)
    if lock:
        # Weaker than a plain lock, so that a new reaction (which refers to the row) doesn't wait.
        statement = statement.with_for_update(key_share=True, of=KnowledgeItem)
        statement = statement.execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def locked(session: Session, item: KnowledgeItem) -> KnowledgeItem:
    """The same item as it stands now, kept from other writers until the transaction ends."""
    return session.scalars(_LOCKED, {"item": item.id}).one()


def standing(session: Session, item: KnowledgeItem) -> KnowledgeRevision | None:
    """The revision that readers see, as it is now; None before the first was published."""
    return session.scalar(_STANDING, {"item": item.id})


def open_revision(session: Session, item: KnowledgeItem) -> KnowledgeRevision | None:
    """The revision that somebody writes or reviews, as it is now; None when nobody does. Whoever asks may not see it:
    see ``policy.can_see_revision``.
    """
    return session.scalar(_OPEN, {"item": item.id})


def revision_of(session: Session, item: KnowledgeItem, number: int) -> KnowledgeRevision:
    """The revision of that number, else NotFound."""
    found = session.scalar(_NUMBERED, {"item": item.id, "revision": number})
    if found is None:
        raise NotFound
    return found


# Every verb asks, and so they are built once.
_LOCKED = (
    select(KnowledgeItem)
    .where(KnowledgeItem.id == bindparam("item"))
    .with_for_update(key_share=True, of=KnowledgeItem)
    .execution_options(populate_existing=True)
)
# With its author: whether they are still there decides who may go on.
_OF_ITEM = (
    select(KnowledgeRevision)
    .options(joinedload(KnowledgeRevision.author))
    .where(KnowledgeRevision.item_id == bindparam("item"))
    .execution_options(populate_existing=True)
)
_STANDING = _OF_ITEM.where(KnowledgeRevision.state == RevisionState.PUBLISHED)
_OPEN = _OF_ITEM.where(KnowledgeRevision.state.in_(OPEN))
_NUMBERED = _OF_ITEM.where(KnowledgeRevision.number == bindparam("revision"))
