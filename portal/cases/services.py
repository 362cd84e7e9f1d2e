"""The case of the day: chosen once for everybody, and fairly."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.cases.models import CaseOfTheDay
from portal.cases.shapes import KIND
from portal.core import i18n
from portal.knowledge.models import ItemState, KnowledgeItem

_PUBLISHED = (KnowledgeItem.kind == KIND, KnowledgeItem.state == ItemState.PUBLISHED)


def choose_case_of_the_day(session: Session, now: datetime) -> None:
    """Choose today's case unless there is one; another one when that was archived meanwhile.

    Those that never stood there come first, the newest before the others; then those that stood there longest ago.
    """
    today = i18n.today(now)
    present = session.get(CaseOfTheDay, today)
    if present is not None and _holds(session, present.item_id):
        return
    found = _next(session, today)
    if found is None:
        return
    if present is None:
        session.add(CaseOfTheDay(day=today, item_id=found))
    else:
        present.item_id = found


def _holds(session: Session, item_id: int) -> bool:
    return session.scalar(select(KnowledgeItem.id).where(KnowledgeItem.id == item_id, *_PUBLISHED)) is not None


def _next(session: Session, today: date) -> int | None:
    shown = (
        select(func.max(CaseOfTheDay.day))
        .where(CaseOfTheDay.item_id == KnowledgeItem.id, CaseOfTheDay.day < today)
        .scalar_subquery()
    )
    never_first = shown.is_not(None)
    order = (never_first, shown, KnowledgeItem.published_at.desc(), KnowledgeItem.id.desc())
    return session.scalar(select(KnowledgeItem.id).where(*_PUBLISHED).order_by(*order).limit(1))
