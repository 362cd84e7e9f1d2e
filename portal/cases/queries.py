"""What the home page shows of the cases, in one statement."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Date, ScalarSelect, Select, bindparam, exists, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from portal.cases.models import CaseOfTheDay
from portal.cases.shapes import KIND, QUOTE
from portal.core.db import read_rows
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision, RevisionState
from portal.people.models import Person

LATEST = 3


@cache
def _statement() -> CompoundSelect[Any]:
    quote = KnowledgeRevision.parts[QUOTE].as_string()
    columns: tuple[Any, ...] = (
        KnowledgeItem.id, KnowledgeItem.genre_id, KnowledgeItem.title, KnowledgeItem.lead, KnowledgeItem.language,
        KnowledgeItem.author_id, KnowledgeItem.nameless, KnowledgeItem.team_id, KnowledgeItem.published_at,
        Person.name.label("author_name"), quote.label("quote"),
    )  # fmt: skip
    stands = (KnowledgeRevision.item_id == KnowledgeItem.id) & (KnowledgeRevision.state == RevisionState.PUBLISHED)
    published = (KnowledgeItem.kind == KIND, KnowledgeItem.state == ItemState.PUBLISHED)

    def rows(part: str) -> Select[Any]:
        chosen: Select[Any] = select(literal(part).label("part"), *columns)
        return (
            chosen.select_from(KnowledgeItem)
            .join(KnowledgeRevision, stands)
            .outerjoin(Person, Person.id == KnowledgeItem.author_id)
            .where(*published)
        )

    of_the_day = rows("day").where(KnowledgeItem.id == _last_chosen()).limit(1)
    # One more than is shown: the case of the day isn't named twice.
    latest = rows("latest").order_by(KnowledgeItem.published_at.desc(), KnowledgeItem.id.desc()).limit(LATEST + 1)
    # SQLite takes no LIMIT inside a union, but it does inside a subquery.
    return union_all(select(of_the_day.subquery()), select(latest.subquery()))


def _last_chosen() -> ScalarSelect[int]:
    """The newest choice that still stands. Said as EXISTS: a join would be begun with all cases there are."""
    chosen = aliased(KnowledgeItem)
    stands = exists().where(chosen.id == CaseOfTheDay.item_id, chosen.kind == KIND, chosen.state == ItemState.PUBLISHED)
    return (
        select(CaseOfTheDay.item_id)
        .where(CaseOfTheDay.day <= bindparam("today", type_=Date), stands)
        .order_by(CaseOfTheDay.day.desc())
        .limit(1)
        .scalar_subquery()
    )


def home_cases(session: Session, today: date) -> tuple[Any | None, Sequence[Any]]:
    """The case of the day (the newest while none was chosen) and the latest of the others."""
    rows = read_rows(session, _statement(), {"today": today})
    latest = sorted((row for row in rows if row.part == "latest"), key=lambda row: row.published_at, reverse=True)
    chosen = next((row for row in rows if row.part == "day"), latest[0] if latest else None)
    return chosen, [row for row in latest if chosen is None or row.id != chosen.id][:LATEST]
