"""Tying items together, and taking a link away."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import one_at_a_time
from portal.core.errors import Invalid, NotFound, require
from portal.core.extension import ItemCard, ItemRef, card_sources, item_kinds
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.links import Link, LinkKind, cards_of, link
from portal.linking.events import ItemsTied, ItemsUntied
from portal.linking.policy import can_tie, can_untie
from portal.linking.relations import Relation


def card_for(session: Session, item: ItemRef, actor: Actor) -> ItemCard:
    """The card of an item that can be tied; NotFound when it is absent or hidden."""
    if item.kind not in card_sources or (card := cards_of(session, [item], actor).get(item)) is None:
        raise NotFound
    return card


def answerable(session: Session, *items: ItemRef) -> Collection[int | None]:
    """Who answers for any of the items: author, keeper, owner."""
    return {person_id for item in items for person_id in item_kinds[item.kind].audience(session, item.id)}


def tie(session: Session, item: ItemRef, relation: Relation, other: ItemRef, actor: Actor, *, now: datetime) -> bool:
    """Say what ``other`` is to ``item``; False when that is said already. Both have to be visible to ``actor``."""
    card_for(session, item, actor)
    card_for(session, other, actor)
    require(
        can_tie(actor, relation, answerable(session, item, other)),
        _l("What grew or changed is said by those who answer for one of the two, by editors and by the committee."),
    )
    if item == other:
        raise Invalid(_l("That is this very page. Choose another one."), field="to")
    _hold(session, item, other)
    if relation is Relation.SEE_ALSO and _found(session, LinkKind.SEE_ALSO, other, item) is not None:
        return False
    source, target = (item, other) if relation.outwards else (other, item)
    made = link(session, relation.kind, source, target, actor, now=now)
    if made:
        record(session, ItemsTied(**_about(item, relation, other)), actor, at=now)
    return made


def untie(session: Session, item: ItemRef, relation: Relation, other: ItemRef, actor: Actor, *, now: datetime) -> bool:
    """Take what ``tie`` said back; False when nobody says so (any more)."""
    card_for(session, item, actor)
    card_for(session, other, actor)
    _hold(session, item, other)
    ends = [(item, other) if relation.outwards else (other, item)]
    if relation is Relation.SEE_ALSO:
        ends.append((other, item))
    rows = [row for one, two in ends if (row := _found(session, relation.kind, one, two)) is not None]
    concerned = answerable(session, item, other) if rows else ()
    for row in rows:
        require(can_untie(actor, row.by_id, concerned))
        session.delete(row)
    if rows:
        record(session, ItemsUntied(**_about(item, relation, other)), actor, at=now)
    return bool(rows)


def _hold(session: Session, item: ItemRef, other: ItemRef) -> None:
    """Let nobody else tie or untie the two meanwhile, from whichever end they do it."""
    one, two = sorted(f"{ref.kind} {ref.id}" for ref in (item, other))
    one_at_a_time(session, f"linking {one} {two}")


def _found(session: Session, kind: LinkKind, source: ItemRef, target: ItemRef) -> Link | None:
    return session.scalar(
        select(Link).where(
            Link.kind == kind, Link.from_kind == source.kind, Link.from_id == source.id,
            Link.to_kind == target.kind, Link.to_id == target.id,
        )
    )  # fmt: skip


def _about(item: ItemRef, relation: Relation, other: ItemRef) -> dict[str, Any]:
    return {
        "item_kind": item.kind, "subject_id": item.id, "link": relation.value,
        "other_kind": other.kind, "other_id": other.id,
    }  # fmt: skip
