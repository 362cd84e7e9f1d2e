"""Cards for tests: each function writes and commits."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.cards.models import Card, CardAnswer, Memory, Rating
from portal.cards.queries.today import Today, todays_cards
from portal.cards.services.answering import answer
from portal.cards.services.learning import join
from portal.cards.services.making import Words, make
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.markdown import render
from tests.knowledge import factories as knowledge

FRONT, BACK = "Клієнт кричить. Що скажете першим?", "«Чую, що Вас підвели. Зараз розберуся, нікуди не перемикаю.»"


def words(**changes: Any) -> Words:
    """What the form of a good card holds."""
    given = {"language": "uk", "topic": "складні розмови", "front": FRONT, "back": BACK, "item_id": None} | changes
    return Words(**given | {"front": render(given["front"]), "back": render(given["back"])})


def card(*, now: datetime | None = None, **changes: Any) -> Card:
    """A card by an editor."""
    by, said = knowledge.editor(), words(**changes)
    with transaction() as session:
        return make(session, by, said, submission_key=secrets.token_urlsafe(16), now=now or clock.now())


def cards(number: int, **changes: Any) -> list[int]:
    """Ids of so many cards, in the order in which they are asked."""
    return sorted(card(front=f"Питання {n}?", **changes).id for n in range(number))


def learner(actor: Actor, *, language: str = "uk", now: datetime | None = None) -> Actor:
    """Somebody who wants cards."""
    with transaction() as session:
        join(session, actor, language=language, now=now or clock.now())
    return actor


def answered(actor: Actor, card_id: int, rating: int, *, now: datetime) -> CardAnswer | None:
    """An answer to a card as its page would send it."""
    with transaction() as session:
        memory = session.get(Memory, (actor.id, card_id))
        seen = memory.answers if memory else 0
        return answer(session, actor, card_id, Rating(rating), seen=seen, now=now)


def day_of(actor: Actor, now: datetime) -> Today:
    """What somebody is asked."""
    db.session().rollback()
    found = todays_cards(db.session(), actor.id, now)
    assert found is not None
    return found


def memory(actor: Actor, card_id: int) -> Memory | None:
    """What somebody remembers, as the database has it."""
    db.session().rollback()
    return db.session().get(Memory, (actor.id, card_id), populate_existing=True)


def history(actor: Actor) -> list[CardAnswer]:
    """All answers of somebody, the oldest first."""
    db.session().rollback()
    rows = select(CardAnswer).where(CardAnswer.person_id == actor.id).order_by(CardAnswer.id)
    return list(db.session().scalars(rows.execution_options(populate_existing=True)))


def fresh(number: int) -> Card:
    """The row as the database has it now."""
    db.session().rollback()
    return db.session().get_one(Card, number, populate_existing=True)


def values_of(row: Card, *but: str) -> dict[str, Any]:
    """What stands in the columns of a card."""
    return {column.key: getattr(row, column.key) for column in Card.__table__.columns if column.key not in but}
