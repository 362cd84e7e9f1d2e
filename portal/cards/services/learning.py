"""Wanting cards, and which of them."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import Session

from portal.cards.models import WHOLE_LANGUAGE, Card, CardAnswer, CardLearner, LeftDeck, Memory
from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.i18n import LANGUAGES


def join(session: Session, actor: Actor, *, language: str, now: datetime) -> None:
    """Want cards: at first those in one language; who comes back finds the decks as they were."""
    values = {"person_id": actor.id, "since": now, "paused_at": None}
    if insert_new(session, CardLearner, values, ["person_id"]):
        others = [code for code in LANGUAGES if code != language]
        _leave(session, actor.id, [(code, WHOLE_LANGUAGE) for code in others])
        return
    row = session.scalars(_mine(actor.id)).one()
    row.paused_at = None


def pause(session: Session, actor: Actor, *, now: datetime) -> None:
    """Want no cards for now; what is remembered stays."""
    row = session.scalars(_mine(actor.id)).one_or_none()
    if row is not None and row.paused_at is None:
        row.paused_at = now


def choose_decks(session: Session, actor: Actor, wanted: Collection[tuple[str, str]]) -> None:
    """Want exactly these of the decks that there are, by language and topic.

    Decks that are made later come along in languages of which something is wanted, and stay away in the others.
    """
    there = session.execute(select(Card.language, Card.topic).where(Card.retired_at.is_(None)).distinct())
    known = sorted({(row.language, row.topic) for row in there})
    chosen = {deck for deck in known if deck in set(wanted)}
    languages = {language for language, _topic in chosen}
    left = [deck for deck in known if deck not in chosen and deck[0] in languages]
    left += [(code, WHOLE_LANGUAGE) for code in LANGUAGES if code not in languages]
    session.execute(delete(LeftDeck).where(LeftDeck.person_id == actor.id))
    _leave(session, actor.id, left)


def forget_learner(session: Session, person_id: int, _name: str) -> None:
    """Remove all that is kept of somebody who is erased: nobody else may ever see it."""
    for table in (Memory, CardAnswer, LeftDeck, CardLearner):
        session.execute(delete(table).where(table.person_id == person_id))


def _leave(session: Session, person_id: int, left: Iterable[tuple[str, str]]) -> None:
    rows = [{"person_id": person_id, "language": language, "topic": topic} for language, topic in left]
    if rows:
        session.execute(insert(LeftDeck), rows)


def _mine(person_id: int) -> Select[CardLearner]:
    return select(CardLearner).where(CardLearner.person_id == person_id).with_for_update()
