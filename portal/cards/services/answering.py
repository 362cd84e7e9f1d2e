"""Answering a card, and taking the last answer back."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.cards.models import CardAnswer, CardLearner, Memory, Rating
from portal.cards.queries.today import todays_cards
from portal.cards.schedule import Remembered, after, reckoned
from portal.core import i18n
from portal.core.actor import Actor


def answer(
    session: Session, actor: Actor, card_id: int, rating: Rating, *, seen: int, now: datetime
) -> CardAnswer | None:
    """Keep how well a card came to mind, and reckon when it comes back.

    ``seen``: how many answers the page knew of. Nothing happens (None) when the page is behind, sent twice for
    example, or when the card isn't one of the person's day: hidden since, or beyond the ten.
    """
    if not _hold(session, actor):
        return None
    today = todays_cards(session, actor.id, now)
    memory = session.get(Memory, (actor.id, card_id), populate_existing=True)
    if today is None or card_id not in today.queue or (memory.answers if memory else 0) != seen:
        return None
    result = after(remembered(memory) if memory else None, rating, i18n.today(now))
    given = CardAnswer(
        person_id=actor.id, card_id=card_id, rating=int(rating), day=result.last_on, at=now,
        interval_days=result.interval_days, first=memory is None,
    )  # fmt: skip
    session.add(given)
    _keep(session, memory, actor.id, card_id, result, answers=seen + 1, at=now)
    session.flush()  # the order of answers is that of their ids
    return given


def take_back(session: Session, actor: Actor, answer_id: int, *, now: datetime) -> int | None:
    """Take an answer back, as if it had never been given; the card that it was given to, if any.

    Only the last answer of today: another one stays, so that whoever sends it twice takes one back. What is
    remembered is reckoned anew from the answers that stay.
    """
    if not _hold(session, actor):
        return None
    mine = CardAnswer.person_id == actor.id, CardAnswer.taken_back_at.is_(None)
    last = session.scalar(select(CardAnswer).where(*mine).order_by(CardAnswer.id.desc()).limit(1))
    if last is None or last.id != answer_id or last.day < i18n.today(now):
        return _taken_back(session, actor, answer_id)
    last.taken_back_at = now
    of_card = (*mine, CardAnswer.card_id == last.card_id, CardAnswer.id != last.id)
    history = session.scalars(select(CardAnswer).where(*of_card).order_by(CardAnswer.id)).all()
    result = reckoned((one.day, Rating(one.rating)) for one in history)
    memory = session.get_one(Memory, (actor.id, last.card_id), populate_existing=True)
    if result is None:
        session.execute(delete(Memory).where(Memory.person_id == actor.id, Memory.card_id == last.card_id))
    else:
        _keep(session, memory, actor.id, last.card_id, result, answers=len(history), at=history[-1].at)
    return last.card_id


def _taken_back(session: Session, actor: Actor, answer_id: int) -> int | None:
    """The card of an answer that is taken back already."""
    gone = CardAnswer.person_id == actor.id, CardAnswer.taken_back_at.is_not(None)
    return session.scalar(select(CardAnswer.card_id).where(CardAnswer.id == answer_id, *gone))


def remembered(memory: Memory) -> Remembered:
    """What FSRS knows, out of its row (or a row of a select with the same columns)."""
    return Remembered(
        phase=memory.phase, step=memory.step, stability=memory.stability, difficulty=memory.difficulty,
        due_on=memory.due_on, last_on=memory.last_on,
    )  # fmt: skip


def _hold(session: Session, actor: Actor) -> bool:
    """Whether the person wants cards; until the transaction ends no other answer of theirs is reckoned."""
    mine = select(CardLearner).where(CardLearner.person_id == actor.id, CardLearner.paused_at.is_(None))
    return session.scalar(mine.with_for_update()) is not None


def _keep(
    session: Session,
    memory: Memory | None,
    person_id: int,
    card_id: int,
    result: Remembered,
    *,
    answers: int,
    at: datetime,
) -> None:
    if memory is None:
        memory = Memory(person_id=person_id, card_id=card_id)
        session.add(memory)
    memory.phase, memory.step = result.phase, result.step
    memory.stability, memory.difficulty = result.stability, result.difficulty
    memory.due_on, memory.last_on = result.due_on, result.last_on
    memory.answers, memory.answered_at = answers, at
