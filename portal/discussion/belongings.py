"""What of a discussion goes along when its item is merged into another one, and what comes back."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import exists, update
from sqlalchemy.orm import Session, aliased

from portal.core.batches import in_batches
from portal.core.drafts import Draft
from portal.core.extension import ItemRef
from portal.discussion.models import Comment, Follow
from portal.discussion.thread import DRAFTS, draft_key

_IN_SQL = {"synchronize_session": False}
_Parent, _Other, _OtherDraft = aliased(Comment), aliased(Follow), aliased(Draft)


class Comments:
    """Comments with all that hangs on them: replies, reactions, mentions, reports, pictures, earlier versions."""

    def rise(self, session: Session, source: ItemRef, target: ItemRef) -> list[dict[str, Any]]:
        """All of them; an item may have any number."""
        moved = session.scalars(
            update(Comment)
            .where(Comment.item_kind == source.kind, Comment.item_id == source.id)
            .values(item_id=target.id)
            .returning(Comment.id),
            execution_options=_IN_SQL,
        )
        return [{"id": comment_id} for comment_id in sorted(moved)]

    def give_back(self, session: Session, names: Collection[dict[str, Any]], holder: ItemRef, home: ItemRef, /) -> None:
        """The same comments, as their authors and editors left them."""
        for ids in in_batches(name["id"] for name in names):
            there = (Comment.item_kind == holder.kind, Comment.item_id == holder.id)
            session.execute(
                update(Comment).where(Comment.id.in_(ids), *there).values(item_id=home.id), execution_options=_IN_SQL
            )

    def parted(self, session: Session, one: ItemRef, other: ItemRef) -> None:
        """A later reply stays where it was written, as a comment of its own that knows what it answers."""
        elsewhere = exists().where(_Parent.id == Comment.parent_id, _Parent.item_id != Comment.item_id)
        session.execute(
            update(Comment)
            .where(Comment.item_kind == one.kind, Comment.item_id.in_([one.id, other.id]), elsewhere)
            .values(answered_id=Comment.parent_id, parent_id=None),
            execution_options=_IN_SQL,
        )


class Follows:
    """Who follows, and who said no. One who said something of both is not asked again: their word for each stays."""

    def rise(self, session: Session, source: ItemRef, target: ItemRef) -> list[dict[str, Any]]:
        """Those of people who have said nothing of the target."""
        has = exists().where(
            _Other.person_id == Follow.person_id, _Other.item_kind == target.kind, _Other.item_id == target.id
        )
        moved = session.scalars(
            update(Follow).where(*_of(source), ~has).values(item_id=target.id).returning(Follow.person_id),
            execution_options=_IN_SQL,
        )
        return [{"person": person_id} for person_id in sorted(moved)]

    def give_back(self, session: Session, names: Collection[dict[str, Any]], holder: ItemRef, home: ItemRef, /) -> None:
        """The same, unless their people have said something of their home since."""
        has = exists().where(
            _Other.person_id == Follow.person_id, _Other.item_kind == home.kind, _Other.item_id == home.id
        )
        for people in in_batches(sorted(name["person"] for name in names)):
            session.execute(
                update(Follow).where(*_of(holder), Follow.person_id.in_(people), ~has).values(item_id=home.id),
                execution_options=_IN_SQL,
            )

    def parted(self, session: Session, one: ItemRef, other: ItemRef) -> None:
        """Nothing of it reaches further."""


def _of(item: ItemRef) -> tuple[Any, Any]:
    return Follow.item_kind == item.kind, Follow.item_id == item.id


class UnsentComments:
    """What people have typed and not sent: it waits where they will be led."""

    def rise(self, session: Session, source: ItemRef, target: ItemRef) -> list[dict[str, Any]]:
        """Those of people who have typed nothing at the target."""
        moved = _move_drafts(session, source, target, Draft.form == DRAFTS)
        return [{"id": draft_id} for draft_id in sorted(moved)]

    def give_back(self, session: Session, names: Collection[dict[str, Any]], holder: ItemRef, home: ItemRef, /) -> None:
        """Those that are neither sent nor thrown away."""
        for ids in in_batches(name["id"] for name in names):
            _move_drafts(session, holder, home, Draft.id.in_(ids))

    def parted(self, session: Session, one: ItemRef, other: ItemRef) -> None:
        """Nothing of it reaches further."""


def _move_drafts(session: Session, source: ItemRef, target: ItemRef, which: Any) -> list[int]:
    has = exists().where(_OtherDraft.person_id == Draft.person_id, _OtherDraft.key == draft_key(target))
    moved = session.scalars(
        update(Draft)
        .where(Draft.key == draft_key(source), which, ~has)
        .values(key=draft_key(target))
        .returning(Draft.id),
        execution_options=_IN_SQL,
    )
    return list(moved)
