"""Decks: the cards of one language and topic, and which of them somebody wants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from portal.cards.models import WHOLE_LANGUAGE, Card, CardLearner, LeftDeck, Memory
from portal.cards.queries.open import is_open, is_wanted_by, with_items
from portal.core import i18n

#: So many decks are shown; more topics than that no longer help anybody to choose.
MOST_DECKS = 200
#: So many days ahead somebody sees what comes.
DAYS_AHEAD = 7


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck as one person has it."""

    language: str
    topic: str
    cards: int
    #: How many of them the person has met.
    met: int
    wanted: bool


def learner(session: Session, person_id: int) -> CardLearner | None:
    """Whether and since when somebody wants cards; also of who has switched them off."""
    return session.get(CardLearner, person_id, populate_existing=True)


def decks(session: Session, person_id: int) -> Sequence[Deck]:
    """All decks there are, in two statements: one's own language and the alphabet are the page's to put in order."""
    columns = (Card.language, Card.topic, func.count(Card.id).label("cards"), func.count(Memory.card_id).label("met"))
    known = (Memory.card_id == Card.id) & (Memory.person_id == person_id)
    rows = with_items(select(*columns).select_from(Card)).outerjoin(Memory, known).where(is_open())
    rows = rows.group_by(Card.language, Card.topic).order_by(Card.language, Card.topic).limit(MOST_DECKS)
    left = {
        (row.language, row.topic)
        for row in session.execute(select(LeftDeck.language, LeftDeck.topic).where(LeftDeck.person_id == person_id))
    }
    return [
        Deck(row.language, row.topic, row.cards, row.met, wanted=not _left(left, row.language, row.topic))
        for row in session.execute(rows)
    ]


def _left(left: set[tuple[str, str]], language: str, topic: str) -> bool:
    return (language, topic) in left or (language, WHOLE_LANGUAGE) in left


def days_ahead(session: Session, person_id: int, now: datetime) -> Sequence[tuple[date, int]]:
    """How many cards come back on each of the next days; what is overdue stands under today."""
    today = i18n.today(now)
    rows = with_items(select(Memory.due_on, func.count().label("n")).select_from(Memory).join(Card))
    rows = rows.where(
        Memory.person_id == person_id, Memory.due_on <= today + timedelta(days=DAYS_AHEAD), is_open(),
        is_wanted_by(person_id),
    ).group_by(Memory.due_on)  # fmt: skip
    counted: dict[date, int] = {}
    for row in session.execute(rows):
        day = max(row.due_on, today)
        counted[day] = counted.get(day, 0) + row.n
    return sorted(counted.items())


def deck_cards(session: Session, language: str, topic: str, *, limit: int) -> Sequence[Row[Any]]:
    """The cards of a deck to be read through, in the order in which they were made."""
    columns = (Card.id, Card.language, Card.front_html, Card.back_html)
    rows = with_items(select(*columns).select_from(Card))
    return session.execute(
        rows.where(Card.language == language, Card.topic == topic, is_open()).order_by(Card.id).limit(limit)
    ).all()
