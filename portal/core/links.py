"""Any item to any item, with a kind: what ties slices that don't know each other."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Index, Select, String, and_, exists, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core.actor import Actor
from portal.core.batches import in_batches
from portal.core.db import IDS_ONCE, Base, BigId, Moment, Pk, enum_column, insert_new, one_at_a_time
from portal.core.extension import ItemCard, ItemRef, item_kinds


class LinkKind(StrEnum):
    """What one item is to another; read from the first to the second."""

    GREW_OUT_OF = "grew_out_of"
    CHANGED_BECAUSE_OF = "changed_because_of"
    SEE_ALSO = "see_also"


_SAYING = ["kind", "from_kind", "from_id", "to_kind", "to_id"]
_SHOWN = text("NOT waits")
_ENDS = ("from", "to")
_IN_SQL = {"synchronize_session": False}


class Link(Base):
    """One item tied to another."""

    __tablename__ = "links"
    __table_args__ = (
        Index("uq_links_shown", *_SAYING, unique=True, sqlite_where=_SHOWN, postgresql_where=_SHOWN),
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
    #: Not shown: since items were merged another link says the same, or it leads from an item to itself.
    waits: Mapped[bool] = mapped_column(default=False)


def has_links(kind: Any, item_id: Any) -> ColumnElement[bool]:
    """Whether an item (kind and id may be parameters or columns) is tied to any other, to be read along with it."""
    shown = Link.waits.is_(False)
    outwards = exists().where(Link.from_kind == kind, Link.from_id == item_id, shown)
    return or_(outwards, exists().where(Link.to_kind == kind, Link.to_id == item_id, shown))


def link(
    session: Session, kind: LinkKind, source: ItemRef, target: ItemRef, by_id: int | None, *, now: datetime
) -> bool:
    """Tie two items together; False when they were tied so already."""
    values = {
        "kind": kind, "from_kind": source.kind, "from_id": source.id, "to_kind": target.kind, "to_id": target.id,
        "by_id": by_id, "at": now, "waits": False,
    }  # fmt: skip
    return insert_new(session, Link, values, _SAYING, among=_SHOWN)


def said_between(kind: LinkKind, source: ItemRef, target: ItemRef) -> Select[Any]:
    """The links that say so, those that wait too; 'see also' is said from either end. The first is shown."""
    ways = [(source, target), (target, source)] if kind is LinkKind.SEE_ALSO else [(source, target)]
    so = or_(*(and_(*_at("from", one), *_at("to", other)) for one, other in ways))
    return select(Link).where(Link.kind == kind, so).order_by(Link.id)


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
    """Belongings: each end of a link stands where its item stands, whatever becomes of the other end.

    So there may come to be several links that say the same, of which the first is shown, and links from an item to
    itself, which aren't. The others wait until their items are parted.
    """

    def rise(self, session: Session, source: ItemRef, target: ItemRef) -> list[dict[str, Any]]:
        """All ends that are at ``source``."""
        names = [
            {"id": link_id, "end": end} for end in _ENDS for link_id in sorted(_turn(session, end, source, target))
        ]
        if names:
            show_once(session, target)
        return names

    def give_back(self, session: Session, names: Collection[dict[str, Any]], holder: ItemRef, home: ItemRef, /) -> None:
        """The same ends."""
        for end in _ENDS:
            for ids in in_batches(name["id"] for name in names if name["end"] == end):
                _turn(session, end, holder, home, Link.id.in_(ids))
        for item in (holder, home):
            show_once(session, item)

    def parted(self, session: Session, one: ItemRef, other: ItemRef) -> None:
        """A link may lead anywhere."""


def _at(end: str, item: ItemRef) -> tuple[Any, Any]:
    return getattr(Link, f"{end}_kind") == item.kind, getattr(Link, f"{end}_id") == item.id


def _turn(session: Session, end: str, here: ItemRef, to: ItemRef, *which: Any) -> Collection[int]:
    """Turn the ends that are here, and let their links wait until it is seen which of them say the same."""
    one_at_a_time(session, "turning links")  # the other ends may be turned by somebody else
    turned = update(Link).where(*_at(end, here), *which).values({f"{end}_id": to.id, "waits": True})
    return session.scalars(turned.returning(Link.id), execution_options=_IN_SQL).all()


def show_once(session: Session, item: ItemRef) -> None:
    """Of the links of an item that say the same, show the first, and none that leads from the item to itself."""
    columns = (Link.id, Link.kind, Link.from_kind, Link.from_id, Link.to_kind, Link.to_id)
    here = or_(*(and_(*_at(end, item)) for end in _ENDS))
    shown: dict[Any, int] = {}
    waiting = []
    for row in session.execute(select(*columns).where(here).order_by(Link.id)):
        one, other = (row.from_kind, row.from_id), (row.to_kind, row.to_id)
        ends = frozenset((one, other)) if row.kind is LinkKind.SEE_ALSO else (one, other)
        if one == other or shown.setdefault((row.kind, ends), row.id) != row.id:
            waiting.append(row.id)
    for waits, ids in ((True, waiting), (False, shown.values())):  # in this order: one is shown at a time
        for batch in in_batches(ids):
            session.execute(update(Link).where(Link.id.in_(batch)).values(waits=waits), execution_options=_IN_SQL)
