"""What is to be looked at again, and what readers say is missing."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, ScalarSelect, bindparam, func, literal, select
from sqlalchemy.orm import Session, aliased

from portal.core import clock, i18n
from portal.core.pages import KeysetOrder, Page, keyset_page
from portal.knowledge.models import HelpfulAnswer, ItemState, KnowledgeItem
from portal.knowledge.waiting_places import waiting_places
from portal.people.models import Person

#: So many days before its day an item is named.
NAMED_DAYS_BEFORE = 14
_Keeper, _Checker = aliased(Person), aliased(Person)
_BY_DAY = KeysetOrder(
    KnowledgeItem.check_again_on, KnowledgeItem.id, lambda row: row.check_again_on, lambda row: row.id, ascending=True
)
_BY_ANSWER = KeysetOrder(HelpfulAnswer.at, HelpfulAnswer.item_id, lambda row: row.at, lambda row: row.item_id)
_PUBLISHED = KnowledgeItem.state == ItemState.PUBLISHED


def to_check(session: Session, today: date, *, keeper_id: int | None, cursor: str | None) -> Page[Row[Any]]:
    """What is overdue or soon to be looked at, the longest overdue first; of one keeper, or (None) of everybody."""
    columns: tuple[Any, ...] = (
        KnowledgeItem.id, KnowledgeItem.kind, KnowledgeItem.genre_id, KnowledgeItem.title, KnowledgeItem.language,
        KnowledgeItem.check_again_on, KnowledgeItem.checked_at, KnowledgeItem.keeper_id,
        _Keeper.name.label("keeper_name"), _Checker.name.label("checked_by_name"),
        KnowledgeItem.unhelpful_count,
    )  # fmt: skip
    statement = (
        select(*columns)
        .outerjoin(_Keeper, _Keeper.id == KnowledgeItem.keeper_id)
        .outerjoin(_Checker, _Checker.id == KnowledgeItem.checked_by_id)
        .where(_PUBLISHED, KnowledgeItem.check_again_on <= today + timedelta(days=NAMED_DAYS_BEFORE))
    )
    if keeper_id is not None:
        statement = statement.where(KnowledgeItem.keeper_id == keeper_id)
    return keyset_page(session, statement, _BY_DAY, cursor)


def unsettled_noes(session: Session, *, keeper_id: int | None, cursor: str | None) -> Page[Row[Any]]:
    """Noes that nobody has dealt with, the newest first; of one keeper's items, or (None) of everybody's."""
    columns: tuple[Any, ...] = (
        HelpfulAnswer.item_id, HelpfulAnswer.person_id, HelpfulAnswer.reason, HelpfulAnswer.at,
        HelpfulAnswer.revision_number, KnowledgeItem.kind, KnowledgeItem.title, KnowledgeItem.language,
        Person.name.label("by_name"), Person.erased_at,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(KnowledgeItem, KnowledgeItem.id == HelpfulAnswer.item_id)
        .join(Person, Person.id == HelpfulAnswer.person_id)
        .where(_PUBLISHED, *_UNSETTLED)
    )
    if keeper_id is not None:
        statement = statement.where(KnowledgeItem.keeper_id == keeper_id)
    return keyset_page(session, statement, _BY_ANSWER, cursor)


_UNSETTLED = (~HelpfulAnswer.helpful, HelpfulAnswer.settled_at.is_(None))


def overdue_count(*, counts: bool) -> ScalarSelect[int] | ColumnElement[int]:
    """How many items are overdue in all (a number in the navigation); nobody else makes the database count.

    The statement is built once a process: it asks for the day each time.
    """
    if not counts:
        return literal(0)
    today = bindparam("today", type_=Date, callable_=lambda: i18n.today(clock.now()))
    overdue = select(func.count()).select_from(KnowledgeItem)
    return overdue.where(_PUBLISHED, KnowledgeItem.check_again_on <= today).scalar_subquery()


def overdue_of(person_id: Any, today: Any) -> ScalarSelect[int]:
    """How many items of a keeper are overdue; both may be parameters of a statement that is built once."""
    mine = select(func.count()).select_from(KnowledgeItem).where(_PUBLISHED, KnowledgeItem.keeper_id == person_id)
    return mine.where(KnowledgeItem.check_again_on <= today).scalar_subquery()


def overdue_for_all(session: Session) -> int:
    """How much is overdue, whoever keeps it: the number that editors see in the navigation."""
    return session.scalar(select(overdue_count(counts=True))) or 0


def waiting_for(session: Session, keeper_id: int, today: date) -> Sequence[int]:
    """What waits for a keeper, in one statement: overdue items, noes, and what each of ``waiting_places`` counts."""
    places = (place.count(keeper_id) for place in waiting_places)
    return session.execute(select(overdue_of(keeper_id, today), noes_of(keeper_id), *places)).one()


def noes_of(person_id: Any) -> ScalarSelect[int]:
    """How many noes wait on what a keeper keeps."""
    kept = KnowledgeItem.id == HelpfulAnswer.item_id
    noes = select(func.count()).select_from(HelpfulAnswer).join(KnowledgeItem, kept)
    return noes.where(_PUBLISHED, KnowledgeItem.keeper_id == person_id, *_UNSETTLED).scalar_subquery()
