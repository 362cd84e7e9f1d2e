"""Proposals that no editor has decided on yet: items are read some at a time, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, union_all
from sqlalchemy.orm import Session

from portal.algorithms.own_facts import SOURCE
from portal.articles.shapes import TERM
from portal.cards.models import Card, LeftProposal
from portal.cards.proposals import Proposal, Text, proposals_of
from portal.cases.shapes import STORY
from portal.core.errors import NotFound
from portal.core.tags import Tag
from portal.knowledge.models import (
    Genre,
    ItemState,
    KnowledgeItem,
    KnowledgeRevision,
    KnowledgeTag,
    RevisionState,
)

#: So many items are read at once, and so many times for one page.
ITEMS, ROUNDS = 40, 2
_SHAPES = (STORY.name, TERM.name)
_ALGORITHM = "algorithm"


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposals of the next items that have any; ``further``: where to go on looking, None at the end."""

    proposals: Sequence[Proposal]
    further: int | None


def next_proposals(session: Session, *, since: int | None) -> Proposed:
    """Proposals of items with ids up to ``since`` (None: from the newest), as soon as some item has one."""
    last = since
    for _round in range(ROUNDS):
        rows = session.execute(_texts(last)).all()
        if not rows:
            return Proposed((), None)
        found = _undecided(session, [_text(row) for row in rows])
        last = rows[-1].id - 1
        if found or len(rows) < ITEMS:
            return Proposed(found, last if len(rows) == ITEMS else None)
    return Proposed((), last)


def proposals_of_item(session: Session, item_id: int) -> Sequence[Proposal]:
    """What one published item offers still."""
    row = session.execute(_texts(None).where(KnowledgeItem.id == item_id)).one_or_none()
    return _undecided(session, [_text(row)]) if row is not None else ()


def get_proposal(session: Session, item_id: int, key: str) -> Proposal:
    """A proposal, whatever was decided on it; NotFound when the item's words are others by now."""
    row = session.execute(_texts(None).where(KnowledgeItem.id == item_id)).one_or_none()
    found = next((one for one in proposals_of(_text(row)) if one.key == key), None) if row is not None else None
    if found is None:
        raise NotFound
    return found


def _texts(since: int | None) -> Any:
    """Published items of the kinds that offer something, with what stands."""
    tag = (
        select(Tag.name)
        .join(KnowledgeTag, KnowledgeTag.tag_id == Tag.id)
        .where(KnowledgeTag.item_id == KnowledgeItem.id)
        .order_by(Tag.name)
        .limit(1)
        .correlate(KnowledgeItem)
        .scalar_subquery()
    )
    statement: Any = (
        select(
            KnowledgeItem.id, KnowledgeItem.kind, KnowledgeItem.language, KnowledgeItem.title,
            KnowledgeRevision.parts, Genre.shape, tag.label("tag"),
        )
        .join(KnowledgeRevision, KnowledgeRevision.item_id == KnowledgeItem.id)
        .join(Genre, Genre.id == KnowledgeItem.genre_id)
        .where(
            KnowledgeItem.state == ItemState.PUBLISHED, KnowledgeRevision.state == RevisionState.PUBLISHED,
            Genre.shape.in_(_SHAPES) | (KnowledgeItem.kind == _ALGORITHM),
        )
        .order_by(KnowledgeItem.id.desc())
        .limit(ITEMS)
    )  # fmt: skip
    return statement if since is None else statement.where(KnowledgeItem.id <= since)


def _text(row: Row[Any]) -> Text:
    parts = row.parts if row.shape in _SHAPES or SOURCE in row.parts else {}
    return Text(
        item_id=row.id, kind=row.kind, shape=row.shape, language=row.language, title=row.title, parts=parts,
        tags=(row.tag,) if row.tag else (),
    )  # fmt: skip


def _undecided(session: Session, texts: Sequence[Text]) -> list[Proposal]:
    ids = [text.item_id for text in texts]
    taken = select(Card.item_id, Card.proposal_key).where(Card.item_id.in_(ids), Card.proposal_key.is_not(None))
    left = select(LeftProposal.item_id, LeftProposal.key).where(LeftProposal.item_id.in_(ids))
    rows: Any = session.execute(union_all(taken, left))
    decided = {(item_id, key) for item_id, key in rows}
    return [one for text in texts for one in proposals_of(text) if (text.item_id, one.key) not in decided]
