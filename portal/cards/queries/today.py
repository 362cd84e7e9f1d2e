"""What somebody is asked today: what is due, what is new, and what comes back before the day ends."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    Row,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from portal.cards.models import Card, CardAnswer, CardLearner, Memory
from portal.cards.queries.open import is_learning, is_open, is_wanted_by, with_items
from portal.cards.schedule import CARDS_A_DAY
from portal.core import i18n
from portal.core.db import UtcDateTime, read_rows
from portal.core.extension import ME
from portal.knowledge.models import KnowledgeItem

_DAY = bindparam("day", type_=Date)


@dataclass(frozen=True, slots=True)
class Today:
    """The cards of somebody's day, in the order in which they are asked."""

    #: How many cards were answered today already.
    met: int
    #: Due and new ones that still fit into the day.
    fresh: tuple[int, ...]
    #: Answered today and to be asked once more, the one that has waited longest first.
    again: tuple[int, ...]
    #: The answer that can be taken back: the last one that was given today.
    last: int | None = None

    @property
    def queue(self) -> tuple[int, ...]:
        """All that is still to be asked: what came back waits behind the others."""
        return self.fresh + self.again

    @property
    def whole(self) -> int:
        """How many cards the day has."""
        return self.met + len(self.fresh)


def todays_cards(session: Session, person_id: int, now: datetime) -> Today | None:
    """The person's day in one statement; None for whoever wants no cards."""
    rows = read_rows(session, _today(), {ME.key: person_id, _DAY.key: i18n.today(now)})
    met = next((row.n for row in rows if row.part == "me"), None)
    if met is None:
        return None
    last = next((row.n for row in rows if row.part == "last" and row.due_on == i18n.today(now)), None)
    due = sorted((row for row in rows if row.part == "due"), key=lambda row: (row.due_on, row.card_id))
    new = sorted(row.card_id for row in rows if row.part == "new")
    again = sorted((row for row in rows if row.part == "again"), key=lambda row: (row.answered_at, row.card_id))
    fresh = [row.card_id for row in due] + new
    return Today(met, tuple(fresh[: max(0, CARDS_A_DAY - met)]), tuple(row.card_id for row in again), last)


def due_today(session: Session, person_id: int, now: datetime) -> int:
    """How many cards still wait for somebody today; 0 for whoever wants none."""
    found = todays_cards(session, person_id, now)
    return len(found.queue) if found is not None else 0


@cache
def _today() -> CompoundSelect[Any]:
    parts = [_me(), _last(), _again(), _due(), _new()]
    whole = [select(part.subquery(f"part_{n}")) for n, part in enumerate(parts)]
    return union_all(*whole)


def _me() -> Any:
    met = select(func.count()).select_from(Memory).where(Memory.person_id == ME, Memory.last_on == _DAY)
    return select(
        literal("me").label("part"),
        cast(null(), Card.id.type).label("card_id"),
        met.scalar_subquery().label("n"),
        cast(null(), Date()).label("due_on"),
        cast(null(), UtcDateTime()).label("answered_at"),
    ).where(CardLearner.person_id == ME, CardLearner.paused_at.is_(None))


def _last() -> Any:
    """The last answer that counts, with its day: who asks knows whether that is today."""
    columns = (
        literal("last").label("part"),
        cast(null(), Card.id.type).label("card_id"),
        CardAnswer.id.label("n"),
        CardAnswer.day.label("due_on"),
        cast(null(), UtcDateTime()).label("answered_at"),
    )
    mine = CardAnswer.person_id == ME, CardAnswer.taken_back_at.is_(None)
    return select(*columns).where(*mine).order_by(CardAnswer.id.desc()).limit(1)


def _of_memory(part: str) -> Any:
    columns = (literal(part).label("part"), Memory.card_id, literal(0).label("n"), Memory.due_on, Memory.answered_at)
    statement: Any = select(*columns).select_from(Memory).join(Card, Card.id == Memory.card_id)
    back = or_(Memory.due_on <= _DAY, Card.comes_back_at > Memory.answered_at)
    return with_items(statement).where(Memory.person_id == ME, back, is_open(), is_wanted_by(ME), is_learning(ME))


def _again() -> Any:
    rows = _of_memory("again").where(Memory.last_on == _DAY)
    return rows.order_by(Memory.answered_at, Memory.card_id).limit(CARDS_A_DAY)


def _due() -> Any:
    rows = _of_memory("due").where(Memory.last_on < _DAY)
    return rows.order_by(Memory.due_on, Memory.card_id).limit(CARDS_A_DAY)


def _new() -> Any:
    known = exists().where(Memory.person_id == ME, Memory.card_id == Card.id).correlate(Card)
    columns = (
        literal("new").label("part"),
        Card.id.label("card_id"),
        literal(0).label("n"),
        cast(null(), Date()).label("due_on"),
        cast(null(), UtcDateTime()).label("answered_at"),
    )
    rows = with_items(select(*columns).select_from(Card))
    return rows.where(~known, is_open(), is_wanted_by(ME), is_learning(ME)).order_by(Card.id).limit(CARDS_A_DAY)


def asked_card(session: Session, card_id: int, person_id: int) -> Row[Any] | None:
    """A card as it is asked: its words, its item and what this person remembers; None where it isn't open."""
    statement = (
        select(
            Card.id, Card.language, Card.topic, Card.front_html, Card.back_html, Card.comes_back_at,
            Card.source_changed_at, KnowledgeItem.id.label("item_id"), KnowledgeItem.kind.label("item_kind"),
            KnowledgeItem.title.label("item_title"), Memory.phase, Memory.step, Memory.stability, Memory.difficulty,
            Memory.due_on, Memory.last_on, Memory.answered_at, Memory.answers,
        )
        .select_from(Card)
        .outerjoin(Memory, (Memory.card_id == Card.id) & (Memory.person_id == person_id))
    )  # fmt: skip
    return session.execute(with_items(statement).where(Card.id == card_id, is_open())).one_or_none()
