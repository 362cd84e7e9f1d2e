"""Any item to any item, with a kind: what ties slices that don't know each other."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, String, UniqueConstraint, exists, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.actor import Actor
from portal.core.db import IDS_ONCE, Base, BigId, Moment, Pk, enum_column, insert_new
from portal.core.extension import ItemCard, ItemRef, item_kinds


class LinkKind(StrEnum):
    """What one item is to another; read from the first to the second."""

    GREW_OUT_OF = "grew_out_of"
    CHANGED_BECAUSE_OF = "changed_because_of"
    SEE_ALSO = "see_also"


class Link(Base):
    """One item tied to another."""

    __tablename__ = "links"
    __table_args__ = (
        UniqueConstraint("kind", "from_kind", "from_id", "to_kind", "to_id"),
        Index(None, "from_kind", "from_id"),
        Index(None, "to_kind", "to_id"),
        IDS_ONCE,
    )

    id: Mapped[Pk]
    kind: Mapped[LinkKind] = enum_column(LinkKind)
    from_kind: Mapped[str] = mapped_column(String(40))
    from_id: Mapped[int] = mapped_column(BigId)
    to_kind: Mapped[str] = mapped_column(String(40))
    to_id: Mapped[int] = mapped_column(BigId)
    by_id: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[Moment]


def has_links(kind: Any, item_id: Any) -> ColumnElement[bool]:
    """Whether an item (kind and id may be parameters or columns) is tied to any other, to be read along with it."""
    outwards = exists().where(Link.from_kind == kind, Link.from_id == item_id)
    return or_(outwards, exists().where(Link.to_kind == kind, Link.to_id == item_id))


def link(session: Session, kind: LinkKind, source: ItemRef, target: ItemRef, actor: Actor, *, now: datetime) -> bool:
    """Tie two items together; False when they were tied so already."""
    values = {
        "kind": kind, "from_kind": source.kind, "from_id": source.id, "to_kind": target.kind, "to_id": target.id,
        "by_id": actor.id, "at": now,
    }  # fmt: skip
    return insert_new(session, Link, values, ["kind", "from_kind", "from_id", "to_kind", "to_id"])


def cards_of(session: Session, refs: list[ItemRef], actor: Actor) -> dict[ItemRef, ItemCard]:
    """Cards of the items that ``actor`` may see: one statement a kind, not a row."""
    by_kind: dict[str, set[int]] = {}
    for ref in refs:
        by_kind.setdefault(ref.kind, set()).add(ref.id)
    return {
        card.ref: card
        for kind, ids in by_kind.items()
        if kind in item_kinds
        for card in item_kinds[kind].cards(session, ids, actor).values()
    }


class LinksOfItem:
    """Belongings: links go along with an item that is merged into another, but never tie that one to itself."""

    def rise(self, session: Session, source: ItemRef, target: ItemRef) -> list[dict[str, Any]]:
        """Turn the ends that are at ``source``."""
        return [
            {"id": row.id, "end": end}
            for end in _ENDS
            for row in session.scalars(select(Link).where(*_at(end, source)).order_by(Link.id)).all()
            if _turned(session, row, end, target)
        ]

    def give_back(self, session: Session, names: Collection[dict[str, Any]], holder: ItemRef, home: ItemRef, /) -> None:
        """Turn the same ends back."""
        for name in names:
            end = name["end"]
            row = session.scalar(select(Link).where(Link.id == name["id"], *_at(end, holder)))
            if row is not None:
                _turned(session, row, end, home)

    def parted(self, session: Session, one: ItemRef, other: ItemRef) -> None:
        """A link may lead anywhere."""


_ENDS = ("from", "to")


def _at(end: str, item: ItemRef) -> tuple[Any, Any]:
    return getattr(Link, f"{end}_kind") == item.kind, getattr(Link, f"{end}_id") == item.id


def _turned(session: Session, row: Link, end: str, to: ItemRef) -> bool:
    """Whether the end could be turned there: not onto the other end, not onto a link that is there already."""
    other = "to" if end == "from" else "from"
    far = ItemRef(getattr(row, f"{other}_kind"), getattr(row, f"{other}_id"))
    like = select(Link.id).where(Link.kind == row.kind, *_at(end, to), *_at(other, far))
    if far == to or session.scalar(like) is not None:
        return False
    setattr(row, f"{end}_id", to.id)
    session.flush()  # the next link is compared with this one
    return True
