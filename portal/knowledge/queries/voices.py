"""What readers say of one item, as its page shows it: one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, String, bindparam, case, cast, func, literal, or_, select, type_coerce
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import BigId, read_rows
from portal.core.spelled import joined
from portal.discussion.models import Comment
from portal.knowledge.models import (
    Acknowledgement,
    AcknowledgingTeam,
    Collection,
    CollectionEntry,
    HelpfulAnswer,
    ItemReaction,
    KnowledgeRevision,
    RevisionState,
)
from portal.knowledge.queries.acknowledgements import holds
from portal.people.models import Person

_ITEM, _ME, _KIND = bindparam("item", type_=BigId), bindparam("me", type_=BigId), bindparam("kind", type_=String)
_SINCE = bindparam("since", type_=Acknowledgement.at.type)
#: So many collections are named on a page.
MOST_COLLECTIONS = 5
_UNIT = "\n"


@dataclass(frozen=True, slots=True)
class Heard:
    """What readers have said of an item so far, and the one who looks among them."""

    #: By kind: how many, and whether the reader is among them.
    reactions: Mapping[str, tuple[int, bool]]
    #: What the reader said: None for nothing yet.
    helped: bool | None
    reason: str
    #: Noes that nobody has dealt with.
    unsettled: int
    #: The teams that are asked to acknowledge.
    team_ids: frozenset[int]
    #: When the reader acknowledged last, and which revision that was.
    acknowledged_at: datetime | None
    acknowledged_number: int | None
    #: How many of those asked have acknowledged, for whoever may know; else 0.
    readers: int
    asked: int
    #: Top-level comments that everyone may read, and those of them that are open.
    comments: int
    open_comments: int
    #: Collections that the item is in, by id.
    collections: Mapping[int, str]


def heard(session: Session, item: Any, actor: Actor, *, counts_readers: bool) -> Heard:
    """All of it, in one statement that is built once. ``counts_readers``: who has acknowledged, which takes longer."""
    values = {"item": item.id, "kind": item.kind, "me": actor.id, "since": item.changed_in_matter_at}
    row = read_rows(session, _statement(counts_readers=counts_readers and item.must_acknowledge), values)[0]
    return Heard(
        reactions=_reactions(row.reactions),
        helped=None if row.helped is None else bool(row.helped),
        reason=row.reason or "",
        unsettled=row.unsettled,
        team_ids=frozenset(int(team_id) for team_id in (row.team_ids or "").split()),
        acknowledged_at=row.acknowledged_at,
        acknowledged_number=row.acknowledged_number,
        readers=row.readers,
        asked=row.asked,
        comments=row.comments,
        open_comments=row.open_comments,
        collections=_collections(row.collections),
    )


@cache
def _statement(*, counts_readers: bool) -> Select[Any]:
    mine = HelpfulAnswer.item_id == _ITEM, HelpfulAnswer.person_id == _ME
    last = (
        select(Acknowledgement.at, Acknowledgement.revision_number)
        .where(Acknowledgement.item_id == _ITEM, Acknowledgement.person_id == _ME)
        .order_by(Acknowledgement.at.desc(), Acknowledgement.revision_number.desc())
        .limit(1)
        .subquery()
    )
    unsettled = select(func.count()).where(
        HelpfulAnswer.item_id == _ITEM, ~HelpfulAnswer.helpful, HelpfulAnswer.settled_at.is_(None)
    )
    teams = select(joined(cast(AcknowledgingTeam.team_id, String), " "))
    readers, asked = _readers() if counts_readers else (literal(0), literal(0))
    return select(
        _reaction_text().label("reactions"),
        select(HelpfulAnswer.helpful).where(*mine).scalar_subquery().label("helped"),
        select(HelpfulAnswer.reason).where(*mine).scalar_subquery().label("reason"),
        unsettled.scalar_subquery().label("unsettled"),
        teams.where(AcknowledgingTeam.item_id == _ITEM).scalar_subquery().label("team_ids"),
        select(last.c.at).scalar_subquery().label("acknowledged_at"),
        select(last.c.revision_number).scalar_subquery().label("acknowledged_number"),
        readers.label("readers"),
        asked.label("asked"),
        _comments().label("comments"),
        _comments(Comment.resolved_at.is_(None)).label("open_comments"),
        _collection_text().label("collections"),
    )


def _reaction_text() -> ScalarSelect[str | None]:
    """'wow:3:1 useful:1:0': kind, how many, whether the reader is among them."""
    mine = func.max(case((ItemReaction.person_id == _ME, 1), else_=0))
    kind, given = type_coerce(ItemReaction.kind, String), cast(func.count(), String)
    counted = (
        select((kind + ":" + given + ":" + cast(mine, String)).label("text"))
        .where(ItemReaction.item_id == _ITEM)
        .group_by(ItemReaction.kind)
        .subquery()
    )
    return select(joined(counted.c.text, " ")).scalar_subquery()


def _reactions(text: str | None) -> dict[str, tuple[int, bool]]:
    parts = [part.split(":") for part in (text or "").split()]
    return {kind: (int(given), mine == "1") for kind, given, mine in parts}


def _comments(*which: Any) -> ScalarSelect[int]:
    """Top-level comments that stand and are everyone's."""
    return (
        select(func.count())
        .where(
            Comment.item_kind == _KIND, Comment.item_id == _ITEM, Comment.parent_id.is_(None),
            Comment.internal.is_(False), Comment.withdrawn_at.is_(None), *which,
        )
        .scalar_subquery()
    )  # fmt: skip


def _collection_text() -> ScalarSelect[str | None]:
    """'12:First shift' in lines; a title is one line."""
    held = (
        select((cast(Collection.id, String) + ":" + Collection.title).label("text"))
        .join(CollectionEntry, CollectionEntry.collection_id == Collection.id)
        .where(CollectionEntry.item_id == _ITEM, Collection.discarded_at.is_(None))
        .order_by(Collection.updated_at.desc(), Collection.id.desc())
        .limit(MOST_COLLECTIONS)
        .subquery()
    )
    return select(joined(held.c.text, _UNIT)).scalar_subquery()


def _collections(text: str | None) -> dict[int, str]:
    pairs = [line.partition(":") for line in (text or "").split(_UNIT) if line]
    return {int(number): title for number, _colon, title in pairs}


def _readers() -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    """How many of those asked have read it since it changed, and how many are asked."""
    teams = select(AcknowledgingTeam.team_id).where(AcknowledgingTeam.item_id == _ITEM)
    among = Person.deactivated_at.is_(None), or_(~teams.exists(), Person.team_id.in_(teams))
    read = select(Acknowledgement.person_id).where(Acknowledgement.item_id == _ITEM, holds(_SINCE))
    everyone = select(func.count()).select_from(Person).where(*among)
    return everyone.where(Person.id.in_(read)).scalar_subquery(), everyone.scalar_subquery()


#: So many people are named on a page.
MOST_NAMES = 300


def reacted_by(session: Session, item_id: int) -> dict[str, list[Row[Any]]]:
    """Who gave each kind of reaction, the latest first; erased people are left out."""
    columns: tuple[Any, ...] = (ItemReaction.kind, Person.id, Person.name, Person.team_id, ItemReaction.at)
    rows = session.execute(
        select(*columns)
        .join(Person, Person.id == ItemReaction.person_id)
        .where(ItemReaction.item_id == item_id, Person.erased_at.is_(None))
        .order_by(ItemReaction.at.desc(), Person.id)
        .limit(MOST_NAMES)
    )
    found: dict[str, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.kind.value, []).append(row)
    return found


def read_revision(session: Session, item: Any, number: int) -> KnowledgeRevision | None:
    """A revision that stood and that somebody has read, unless it is closed since."""
    return session.scalar(
        select(KnowledgeRevision).where(
            KnowledgeRevision.item_id == item.id,
            KnowledgeRevision.number == number,
            KnowledgeRevision.state.in_((RevisionState.PUBLISHED, RevisionState.FORMER)),
            KnowledgeRevision.closed_at.is_(None),
        )
    )
