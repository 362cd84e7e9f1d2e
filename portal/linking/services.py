"""Tying items together, and taking a link away."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import one_at_a_time
from portal.core.errors import Invalid, NotFound, require
from portal.core.extension import ItemCard, ItemRef, card_sources, item_kinds
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import JournalEntry, record
from portal.core.links import Link, cards_of, link, said_between, show_once
from portal.linking.events import ItemsTied, ItemsUntied, LinkEvent
from portal.linking.policy import can_tie, can_untie
from portal.linking.relations import Relation

#: What is taken back or said again within that time is no news a second time.
LATELY = timedelta(days=1)


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
    item, other = _places(session, item, other, actor)
    require(
        can_tie(actor, relation, answerable(session, item, other)),
        _l("What grew or changed is said by those who answer for one of the two, by editors and by the committee."),
    )
    if item == other:
        raise Invalid(_l("That is this very page. Choose another one."), field="to")
    _hold(session, item, other)
    source, target = (item, other) if relation.outwards else (other, item)
    if session.scalar(said_between(relation.kind, source, target)) is not None:
        return False
    made = link(session, relation.kind, source, target, actor.id, now=now)
    if made:
        quiet = _was_said_lately(session, item, relation, other, now)
        record_at_both(session, ItemsTied, item, relation, other, actor, at=now, quiet=quiet)
    return made


def untie(session: Session, item: ItemRef, relation: Relation, other: ItemRef, actor: Actor, *, now: datetime) -> bool:
    """Take what ``tie`` said back; False when nobody says so (any more)."""
    item, other = _places(session, item, other, actor)
    _hold(session, item, other)
    source, target = (item, other) if relation.outwards else (other, item)
    said: Sequence[Link] = session.scalars(said_between(relation.kind, source, target)).all()
    if not said:
        return False
    concerned = answerable(session, item, other)
    rows = [row for row in said if can_untie(actor, row.by_id, concerned)]
    require(bool(rows))
    for row in rows:
        session.delete(row)
    session.flush()  # of what others say still, one is shown
    show_once(session, item)
    quiet = all(row.by_id == actor.id and row.at > now - LATELY for row in rows)
    record_at_both(session, ItemsUntied, item, relation, other, actor, at=now, quiet=quiet)
    return True


def record_at_both(
    session: Session, event: type[LinkEvent], item: ItemRef, relation: Relation, other: ItemRef, actor: Actor | None,
    *, at: datetime, quiet: bool = False,
) -> None:  # fmt: skip
    """Write down at each of the two what happened to their link. ``quiet``: nobody is told."""
    for here, is_, there in ((item, relation, other), (other, relation.turned, item)):
        told = event(
            item_kind=here.kind, subject_id=here.id, link=is_.value, other_kind=there.kind, other_id=there.id,
            mirrored=here is not item, quiet=quiet,
        )  # fmt: skip
        record(session, told, actor, at=at)


def _was_said_lately(session: Session, item: ItemRef, relation: Relation, other: ItemRef, now: datetime) -> bool:
    lately = select(JournalEntry.data).where(
        JournalEntry.item_kind == item.kind, JournalEntry.item_id == item.id,
        JournalEntry.name == ItemsTied.name, JournalEntry.at > now - LATELY,
    )  # fmt: skip
    said = (relation.value, other.kind, other.id)
    return any((data["link"], data["other_kind"], data["other_id"]) == said for data in session.scalars(lately))


def _places(session: Session, item: ItemRef, other: ItemRef, actor: Actor) -> tuple[ItemRef, ItemRef]:
    """Where the two stand now, until the transaction ends: one that was merged is its survivor from then on.

    NotFound when ``actor`` may not see one of them or where it stands.
    """
    found = {}
    for asked in sorted({item, other}, key=lambda ref: (ref.kind, ref.id)):
        card_for(session, asked, actor)
        found[asked] = ItemRef(asked.kind, item_kinds[asked.kind].place_of_talk(session, asked.id))
        if found[asked] != asked:
            card_for(session, found[asked], actor)
    return found[item], found[other]


def _hold(session: Session, item: ItemRef, other: ItemRef) -> None:
    """Let nobody else tie or untie the two meanwhile, from whichever end they do it."""
    one, two = sorted(f"{ref.kind} {ref.id}" for ref in (item, other))
    one_at_a_time(session, f"linking {one} {two}")
