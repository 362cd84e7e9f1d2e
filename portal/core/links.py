"""Any item to any item, with a kind: what ties slices that don't know each other."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.actor import Actor
from portal.core.db import Base, BigId, Moment, Pk, enum_column, insert_new
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
    )

    id: Mapped[Pk]
    kind: Mapped[LinkKind] = enum_column(LinkKind)
    from_kind: Mapped[str] = mapped_column(String(40))
    from_id: Mapped[int] = mapped_column(BigId)
    to_kind: Mapped[str] = mapped_column(String(40))
    to_id: Mapped[int] = mapped_column(BigId)
    by_id: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[Moment]


def link(session: Session, kind: LinkKind, source: ItemRef, target: ItemRef, actor: Actor, *, now: datetime) -> bool:
    """Tie two items together; False when they were tied so already."""
    values = {
        "kind": kind, "from_kind": source.kind, "from_id": source.id, "to_kind": target.kind, "to_id": target.id,
        "by_id": actor.id, "at": now,
    }  # fmt: skip
    return insert_new(session, Link, values, ["kind", "from_kind", "from_id", "to_kind", "to_id"])


def linked(session: Session, item: ItemRef, actor: Actor) -> list[tuple[LinkKind, bool, ItemCard]]:
    """Items tied to this one that ``actor`` may see: the kind, whether read from here outwards, the card."""
    here = or_(
        and_(Link.from_kind == item.kind, Link.from_id == item.id),
        and_(Link.to_kind == item.kind, Link.to_id == item.id),
    )
    found: list[tuple[LinkKind, bool, ItemRef]] = []
    for row in session.scalars(select(Link).where(here).order_by(Link.id)):
        outwards = (row.from_kind, row.from_id) == (item.kind, item.id)
        other = ItemRef(row.to_kind, row.to_id) if outwards else ItemRef(row.from_kind, row.from_id)
        found.append((row.kind, outwards, other))
    cards = cards_of(session, [other for _, _, other in found], actor)
    return [(kind, outwards, cards[other]) for kind, outwards, other in found if other in cards]


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
