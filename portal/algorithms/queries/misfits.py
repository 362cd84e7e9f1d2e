"""What did not fit and waits, or is dealt with."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from portal.algorithms.models import Misfit, MisfitState
from portal.core.actor import Actor
from portal.core.pages import KeysetOrder, Page, keyset_page
from portal.knowledge.models import ItemState, KnowledgeItem
from portal.knowledge.policy import can_settle
from portal.knowledge.queries import visible_to
from portal.people.models import Person

_LATEST = KeysetOrder(Misfit.at, Misfit.id, lambda row: row.at, lambda row: row.id)
_PUBLISHED = KnowledgeItem.state == ItemState.PUBLISHED
_COLUMNS: tuple[Any, ...] = (
    Misfit.id, Misfit.item_id, Misfit.revision_number, Misfit.step, Misfit.step_title, Misfit.words, Misfit.at,
    Misfit.state, Misfit.settled_at, Misfit.became_kind, Misfit.became_id, Person.name.label("by_name"),
    Person.erased_at, KnowledgeItem.title, KnowledgeItem.language,
)  # fmt: skip
#: So many of those dealt with are shown.
MOST_SETTLED = 30
#: So many wait on one page: whoever has more sees the latest first.
MOST_OPEN = 200


def misfit_of(session: Session, number: int, actor: Actor) -> tuple[Misfit, KnowledgeItem] | None:
    """One with its algorithm, for whoever deals with it; else None."""
    found = session.execute(
        select(Misfit, KnowledgeItem)
        .join(KnowledgeItem, KnowledgeItem.id == Misfit.item_id)
        .where(Misfit.id == number, visible_to(actor))
    ).first()
    return (found[0], found[1]) if found and can_settle(actor, found[1]) else None


def _rows() -> Select[Any]:
    return (
        select(*_COLUMNS)
        .join(KnowledgeItem, KnowledgeItem.id == Misfit.item_id)
        .outerjoin(Person, Person.id == Misfit.by_id)
    )


def open_misfits(session: Session, item_id: int) -> Sequence[Row[Any]]:
    """Those of an algorithm that wait, the latest first."""
    waiting = _rows().where(Misfit.item_id == item_id, Misfit.state == MisfitState.OPEN)
    return session.execute(waiting.order_by(Misfit.at.desc(), Misfit.id.desc()).limit(MOST_OPEN)).all()


def settled_misfits(session: Session, item_id: int) -> Sequence[Row[Any]]:
    """Those that somebody has dealt with, the latest first."""
    done = _rows().where(Misfit.item_id == item_id, Misfit.state == MisfitState.SETTLED)
    return session.execute(done.order_by(Misfit.settled_at.desc(), Misfit.id.desc()).limit(MOST_SETTLED)).all()


def kept_misfits(session: Session, *, keeper_id: int | None, cursor: str | None) -> Page[Row[Any]]:
    """A page of those that wait on the algorithms of one keeper, or (None) on everybody's."""
    waiting = _rows().where(Misfit.state == MisfitState.OPEN, _PUBLISHED)
    if keeper_id is not None:
        waiting = waiting.where(KnowledgeItem.keeper_id == keeper_id)
    return keyset_page(session, waiting, _LATEST, cursor)


def open_count(item_id: Any) -> ScalarSelect[int]:
    """How many wait on an algorithm."""
    waiting = select(func.count()).select_from(Misfit).where(Misfit.state == MisfitState.OPEN)
    return waiting.where(Misfit.item_id == item_id).scalar_subquery()


def misfits_of(person_id: Any) -> ScalarSelect[int]:
    """How many wait on what a keeper keeps; a parameter of a statement that is built once."""
    kept = select(func.count()).select_from(Misfit).join(KnowledgeItem, KnowledgeItem.id == Misfit.item_id)
    waiting = kept.where(Misfit.state == MisfitState.OPEN, _PUBLISHED, KnowledgeItem.keeper_id == person_id)
    return waiting.scalar_subquery()
