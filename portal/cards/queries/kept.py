"""Cards as their editors see them: which are to be looked at, and which nobody remembers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, and_, distinct, func, literal, not_, select
from sqlalchemy.orm import Session

from portal.cards.models import Card, CardAnswer, Rating
from portal.cards.queries.open import is_open, with_items
from portal.core.extension import ItemRef
from portal.core.pages import KeysetOrder, Page, keyset_page
from portal.knowledge.models import KnowledgeItem

#: Of fewer people nothing is said: nobody shall be guessed from a number.
FEWEST_PEOPLE = 5
#: A card that is forgotten so often when it comes back is to be rewritten. FSRS aims at one in ten.
FORGOTTEN_SHARE = 0.3
_ORDER = KeysetOrder(Card.id, Card.id, lambda row: row.id, lambda row: row.id)
#: Enough to choose a topic from.
MOST_TOPICS = 200


class Show(StrEnum):
    """Which cards an editor looks at."""

    ALL = "all"
    CHECK = "check"
    HARD = "hard"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Remembering:
    """How a card does with all whom it came back to, of at least ``FEWEST_PEOPLE`` of them."""

    people: int
    #: Answers after a person's first one, and how many of them were that it didn't come to mind.
    repeats: int
    forgotten: int

    @property
    def hard(self) -> bool:
        """Whether it is to be rewritten."""
        return self.forgotten >= FORGOTTEN_SHARE * self.repeats

    @property
    def percent(self) -> int:
        """How often it didn't come to mind, in tens: from an exact one an answer could be reckoned out."""
        return round(self.forgotten / self.repeats * 10) * 10


_TO_CHECK = and_(Card.retired_at.is_(None), Card.source_changed_at > Card.checked_at)
_COUNTED = CardAnswer.taken_back_at.is_(None)
_REPEATS = func.count().filter(not_(CardAnswer.first))
_FORGOTTEN = func.count().filter(and_(not_(CardAnswer.first), CardAnswer.rating == int(Rating.AGAIN)))
#: Those whose answers are counted: whoever was asked once says nothing about remembering, and hides nobody.
_PEOPLE = func.count(distinct(CardAnswer.person_id)).filter(not_(CardAnswer.first))


def cards_page(session: Session, show: Show, *, language: str | None, cursor: str | None) -> Page[Row[Any]]:
    """Cards, the newest first."""
    columns = (
        Card.id, Card.language, Card.topic, Card.front_html, Card.retired_at, Card.source_changed_at, Card.checked_at,
        KnowledgeItem.id.label("item_id"), KnowledgeItem.kind.label("item_kind"),
        KnowledgeItem.title.label("item_title"), is_open().label("open"),
    )  # fmt: skip
    rows = with_items(select(*columns).select_from(Card)).where(_shown(show))
    if language is not None:
        rows = rows.where(Card.language == language)
    return keyset_page(session, rows, _ORDER, cursor)


def _shown(show: Show) -> ColumnElement[bool]:
    if show is Show.CHECK:
        return _TO_CHECK
    if show is Show.HIDDEN:
        return not_(is_open())
    if show is Show.HARD:
        hard = (
            select(CardAnswer.card_id)
            .where(_COUNTED)
            .group_by(CardAnswer.card_id)
            .having(_PEOPLE >= FEWEST_PEOPLE, _FORGOTTEN >= FORGOTTEN_SHARE * _REPEATS)
        )
        return and_(Card.id.in_(hard), is_open())
    return is_open()


def remembering(session: Session, ids: Collection[int]) -> Mapping[int, Remembering]:
    """How some cards do; those that came back to fewer people aren't there."""
    rows = session.execute(
        select(CardAnswer.card_id, _PEOPLE.label("people"), _REPEATS.label("n"), _FORGOTTEN.label("forgotten"))
        .where(CardAnswer.card_id.in_(ids), _COUNTED)
        .group_by(CardAnswer.card_id)
        .having(_PEOPLE >= FEWEST_PEOPLE)
    )
    return {row.card_id: Remembering(row.people, row.n, row.forgotten) for row in rows}


def to_check_count(*, counts: bool) -> ScalarSelect[int] | ColumnElement[int]:
    """How many cards wait for an editor's look: for the rail; nothing for others."""
    if not counts:
        return literal(0)
    return select(func.count()).select_from(Card).where(_TO_CHECK).scalar_subquery()


def topics(session: Session) -> Sequence[str]:
    """What decks are called, to choose from."""
    rows = select(Card.topic).where(Card.topic != "", Card.retired_at.is_(None)).distinct()
    return session.scalars(rows.order_by(Card.topic).limit(MOST_TOPICS)).all()


def item_named(session: Session, item_id: int) -> ItemRef | None:
    """The kind of an item."""
    kind = session.scalar(select(KnowledgeItem.kind).where(KnowledgeItem.id == item_id))
    return ItemRef(kind, item_id) if kind is not None else None
