"""Wanting cards, and which of them."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import Session

from portal.cards.models import WHOLE_LANGUAGE, Card, CardAnswer, CardLearner, LeftDeck, Memory
from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.i18n import LANGUAGES

#: A deck by its language and topic.
Named = tuple[str, str]


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


def choose_decks(
    session: Session, actor: Actor, wanted: Collection[tuple[str, str]], *, shown: Collection[tuple[str, str]]
) -> None:
    """Of the decks that were ``shown``, by language and topic, want exactly these; the others stay as they are.

    Decks that are made later come along in languages of which something is wanted, and stay away in the others.
    """
    if session.scalars(_mine(actor.id)).one_or_none() is None:  # held: two choices at once come one after the other
        return
    mine = select(LeftDeck.language, LeftDeck.topic).where(LeftDeck.person_id == actor.id)
    left = {(row.language, row.topic) for row in session.execute(mine)}
    there = session.execute(select(Card.language, Card.topic).where(Card.retired_at.is_(None)).distinct())
    known = {(row.language, row.topic) for row in there}
    asked = known & set(shown)
    chosen = {deck for deck in known if (deck in wanted if deck in asked else not _is_left(left, deck))}
    session.execute(delete(LeftDeck).where(LeftDeck.person_id == actor.id))
    _leave(session, actor.id, sorted(_left_by(left, known=known, asked=asked, chosen=chosen)))


def _left_by(left: set[Named], *, known: set[Named], asked: set[Named], chosen: set[Named]) -> set[Named]:
    """What is left by a choice: in languages of which nothing was asked, what was left before."""
    languages = {language for language, _topic in asked}
    kept = {deck for deck in left - asked if deck[1] != WHOLE_LANGUAGE or deck[0] not in languages}
    some = {language for language, _topic in chosen}
    unwanted = {deck for deck in known - chosen if deck[0] in languages & some}
    return kept | unwanted | {(language, WHOLE_LANGUAGE) for language in languages - some}


def _is_left(left: set[Named], deck: Named) -> bool:
    return deck in left or (deck[0], WHOLE_LANGUAGE) in left


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
