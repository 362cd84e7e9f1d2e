"""What waits for the committee, in groups by what is due first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, Row, ScalarSelect, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.committee.models import RUNNING, Clock
from portal.committee.queries.promises import next_day
from portal.core.actor import Actor
from portal.core.db import BigId, read_rows
from portal.core.extension import ME
from portal.initiatives.models import CoAuthor, Initiative, StatusType
from portal.initiatives.queries.visibility import visible_when
from portal.people.models import Person, Role

#: So many rows of what waits, and of what comes back, at most: more is a matter of meetings and not of one page.
MOST_ROWS, MOST_COMING = 150, 30
#: What was put off is announced so many days before it comes back.
ANNOUNCED_DAYS = 14
_TEAM = bindparam("team", type_=BigId)
_TODAY, _WEEK_END = bindparam("today", type_=Date), bindparam("week_end", type_=Date)
_ANNOUNCED = bindparam("announced", type_=Date)


class Group(StrEnum):
    """The groups of the queue in their order."""

    ANSWER = "answer"
    DECIDE = "decide"
    COMING = "coming"
    LATER = "later"
    AUTHOR = "author"


_UNANSWERED = and_(Clock.answered_at.is_(None), Clock.answer_by.is_not(None))
_WAITS_FOR_ANSWER = and_(_UNANSWERED, Clock.paused_at.is_(None))
_GROUP = case(
    (Clock.paused_at.is_not(None), Group.AUTHOR.value),
    (and_(_UNANSWERED, Clock.answer_by <= _TODAY), Group.ANSWER.value),
    (Clock.decide_by <= _WEEK_END, Group.DECIDE.value),
    else_=Group.LATER.value,
)
_PLACE = case({group.value: place for place, group in enumerate(Group)}, value=_GROUP)


@dataclass(frozen=True, slots=True)
class Queue:
    """Rows of the page by group, and how many there are of each."""

    rows: Mapping[Group, Sequence[Row[Any]]]
    counts: Mapping[Group, int]
    #: How many wait for their first answer: the number in the navigation.
    unanswered: int


def queue(session: Session, actor: Actor, *, today: date, week_end: date) -> Queue:
    """What ``actor`` may see of what waits, the nearest day first: three statements."""
    in_team = actor.team_id is not None
    values = {
        "me": actor.id, "team": actor.team_id, "today": today, "week_end": week_end,
        "announced": today + timedelta(days=ANNOUNCED_DAYS),
    }  # fmt: skip
    kind = (actor.has(Role.COMMITTEE), in_team)
    waiting = read_rows(session, _waiting(*kind), values)
    coming = read_rows(session, _coming(*kind), values)
    counted = read_rows(session, _counts(*kind), values)
    counts = {Group(group): n for group, n, _unanswered in counted}
    rows: dict[Group, list[Row[Any]]] = {group: [] for group in Group}
    for row in waiting:
        rows[Group(row.group)].append(row)
    rows[Group.COMING] = list(coming)
    return Queue(rows, {**counts, Group.COMING: len(coming)}, sum(row.unanswered for row in counted))


def _columns() -> tuple[Any, ...]:
    together = exists().where(CoAuthor.initiative_id == Initiative.id, CoAuthor.person_id == ME)
    return (
        Initiative.id, Initiative.title, Initiative.status_id, Initiative.area_id, Initiative.author_id,
        Person.name.label("author_name"), Initiative.support_count, Initiative.comment_count, Initiative.submitted_at,
        Initiative.defer_until, and_(Initiative.twin_count > 0, together).label("co_wrote"),
    )  # fmt: skip


def _visible(in_committee: bool, in_team: bool) -> Any:
    return visible_when(ME, _TEAM if in_team else None, in_committee=in_committee)


@lru_cache(maxsize=4)
def _waiting(in_committee: bool, in_team: bool) -> Select[Any]:
    """Running clocks by group; of those with the author, who has been silent longest."""
    order = case((Clock.paused_at.is_(None), next_day()))
    rows: Select[Any] = select(
        *_columns(), _GROUP.label("group"), next_day().label("day"), _UNANSWERED.label("unanswered"), Clock.decide_by,
        Clock.paused_at, or_(Clock.answer_missed_at.is_not(None), Clock.decision_missed_at.is_not(None)).label("told"),
    )  # fmt: skip
    return (
        rows.join(Clock, and_(Clock.initiative_id == Initiative.id, RUNNING))
        .outerjoin(Person, Person.id == Initiative.author_id)
        .where(_visible(in_committee, in_team))
        .order_by(_PLACE, order, Clock.paused_at, Initiative.id)
        .limit(MOST_ROWS)
    )


@lru_cache(maxsize=4)
def _coming(in_committee: bool, in_team: bool) -> Select[Any]:
    """What was put off and comes back within two weeks."""
    deferred = (Initiative.status_type == StatusType.DEFERRED, Initiative.defer_until <= _ANNOUNCED)
    return (
        select(*_columns())
        .outerjoin(Person, Person.id == Initiative.author_id)
        .where(*deferred, _visible(in_committee, in_team))
        .order_by(Initiative.defer_until, Initiative.id)
        .limit(MOST_COMING)
    )


@lru_cache(maxsize=4)
def _counts(in_committee: bool, in_team: bool) -> Select[Any]:
    grouped = (
        select(_GROUP.label("group"), case((_WAITS_FOR_ANSWER, 1), else_=0).label("unanswered"))
        .join(Initiative, Initiative.id == Clock.initiative_id)
        .where(RUNNING, _visible(in_committee, in_team))
        .subquery()
    )
    columns = (grouped.c.group, func.count(), func.sum(grouped.c.unanswered).label("unanswered"))
    return select(*columns).group_by(grouped.c.group)


def unanswered_count(_actor: Actor) -> ScalarSelect[int]:
    """How many wait for their first answer: the number beside the queue in the navigation."""
    return select(func.count()).select_from(Clock).where(RUNNING, _WAITS_FOR_ANSWER).scalar_subquery()
