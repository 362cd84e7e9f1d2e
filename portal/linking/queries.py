"""Links of an item, with the cards at their other ends: one statement, whatever the number of kinds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, String, bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import BigId, read_rows
from portal.core.extension import ME, TEAM, CardSource, ItemCard, ItemRef, card_sources
from portal.core.links import Link, LinkKind
from portal.linking.relations import Relation, relation_of

#: More of a kind are not shown in one direction: who needs a longer list makes an article of it.
MOST_LINKS = 60


@dataclass(frozen=True, slots=True)
class Tie:
    """A link as one of its ends shows it."""

    id: int
    relation: Relation
    card: ItemCard
    by_id: int | None


_KIND, _ID = bindparam("kind", type_=String), bindparam("item_id", type_=BigId)


def ties(session: Session, item: ItemRef, actor: Actor) -> list[Tie]:
    """What ``item`` is tied to, as far as ``actor`` may see it, oldest first."""
    statement = _ties(tuple(card_sources.items()), actor.roles, actor.team_id is not None)
    values = {"kind": item.kind, "item_id": item.id, ME.key: actor.id, TEAM.key: actor.team_id}
    return [
        Tie(
            row.link_id,
            relation_of(LinkKind(row.link_kind), outwards=bool(row.outwards)),
            card_sources[row.other_kind].card(session, row.id, row.title, row.sort),
            row.by_id,
        )
        for row in sorted(read_rows(session, statement, values), key=lambda row: int(row.link_id))
    ]


def cards_at(session: Session, refs: Iterable[ItemRef], actor: Actor) -> Mapping[ItemRef, ItemCard]:
    """Cards of items of any kinds that ``actor`` may see: one statement, in none for none."""
    ids: dict[str, set[int]] = {}
    for ref in refs:
        ids.setdefault(ref.kind, set()).add(ref.id)
    arms = [
        select(*_columns(kind, source)).where(source.id.in_(ids[kind]), *source.visible(actor))
        for kind, source in card_sources.items()
        if kind in ids
    ]
    rows = read_rows(session, union_all(*arms), {ME.key: actor.id, TEAM.key: actor.team_id}) if arms else ()
    cards = (card_sources[row.kind].card(session, row.id, row.title, row.sort) for row in rows)
    return {card.ref: card for card in cards}


@lru_cache(maxsize=64)
def _ties(sources: tuple[tuple[str, CardSource], ...], roles: frozenset[str], in_team: bool) -> CompoundSelect[Any]:
    """The statement for people of some roles, built once: both directions of each kind, each along an index."""
    somebody = Actor(id=0, name="", roles=roles, team_id=0 if in_team else None)
    arms = [_arm(kind, source, somebody, outwards=way) for kind, source in sources for way in (True, False)]
    # SQLite takes no LIMIT inside a union, but it does inside a subquery.
    return union_all(*(select(arm.subquery()) for arm in arms))


def _columns(kind: str, source: CardSource) -> list[Any]:
    named = {"id": source.id, "title": source.title, "sort": source.sort}
    return [literal(kind).label("kind"), *(column.label(name) for name, column in named.items())]


def _arm(kind: str, source: CardSource, somebody: Actor, *, outwards: bool) -> Select[Any]:
    here = (Link.from_kind, Link.from_id) if outwards else (Link.to_kind, Link.to_id)
    there = (Link.to_kind, Link.to_id) if outwards else (Link.from_kind, Link.from_id)
    columns: list[Any] = [
        Link.id.label("link_id"), Link.kind.label("link_kind"), literal(int(outwards)).label("outwards"), Link.by_id,
        literal(kind).label("other_kind"), source.id.label("id"), source.title.label("title"),
        source.sort.label("sort"),
    ]  # fmt: skip
    return (
        select(*columns)
        .select_from(Link)
        .join(source.id.table, source.id == there[1])
        .where(here[0] == _KIND, here[1] == _ID, there[0] == kind, Link.waits.is_(False), *source.visible(somebody))
        .order_by(Link.id)
        .limit(MOST_LINKS)
    )
