"""Everything that the home page says of items, in one statement.

Each part is a small select of its own (newest or longest waiting first, a handful of rows, along an index); they are
put together so that a page costs one way to the database and not eight.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    Row,
    Select,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from portal.algorithms.queries.at_hand import at_hand
from portal.algorithms.queries.misfits import misfits_of
from portal.committee.models import Clock
from portal.committee.queries.promises import promised_day, to_decide_by
from portal.committee.queries.settings import promised
from portal.core.actor import Actor
from portal.core.db import BigId, read_rows
from portal.core.drafts import Draft
from portal.core.panels import home_panel_conditions
from portal.delivery.queries.mine import TASK_COLUMNS, tasks_of_mine
from portal.discussion.models import Comment
from portal.discussion.policy import can_moderate
from portal.discussion.queries import open_report_count
from portal.home.columns import columns_of
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.initiatives.policy import DECIDE, FINISHED
from portal.initiatives.queries.authorship import co_wrote, written_by
from portal.initiatives.queries.last_word import last_word, last_word_id
from portal.initiatives.queries.proposing import PROPOSAL
from portal.initiatives.queries.visibility import visible_when
from portal.initiatives.turns import UNDECIDED_TYPES
from portal.knowledge.models import KnowledgeItem
from portal.knowledge.queries.acknowledgements import to_read_count
from portal.knowledge.queries.upkeep import noes_of, overdue_of
from portal.people.models import Person, PersonRole, ResetRequest, Role
from portal.people.policy import MANAGE_PEOPLE, may
from portal.people.queries import is_active

ROWS = 5
#: How many of one's open initiatives are looked through for a question of the committee.
LOOKED_THROUGH = 20
MOST_COUNTED = 100

_author = aliased(Person)
_owner = aliased(Person)


_INITIATIVE = {"number": Initiative.id, "title": Initiative.title, "status_id": Initiative.status_id}


#: The person who looks. The statement is built once for each set of duties: building it costs more than running it.
_ME, _TEAM, _TODAY = bindparam("me", type_=BigId), bindparam("team", type_=BigId), bindparam("today", type_=Date)
_WEEK_END = bindparam("week_end", type_=Date)
#: What somebody is responsible for now, the nearest day first.
_UNDERWAY = Initiative.status_type.in_([StatusType.ACCEPTED, StatusType.IN_PROGRESS])
_DUE_FIRST = (Initiative.due_on.is_(None), Initiative.due_on, Initiative.id)


def _drafts() -> Select[Any]:
    words = [Draft.fields[name].as_string() for name in ("title", "problem", "solution")]
    title = func.coalesce(*(func.nullif(func.substr(word, 1, 80), "") for word in words))
    return (
        select(*columns_of("draft", title=title, at=Draft.updated_at, key=Draft.key))
        .where(Draft.person_id == _ME, Draft.form == PROPOSAL, Draft.discarded_at.is_(None))
        .order_by(Draft.updated_at.desc())
        .limit(3)
    )


def _mine() -> Select[Any]:
    due_on = case(
        (Initiative.status_type.in_(UNDECIDED_TYPES), promised_day(Initiative.id)),
        (Initiative.status_type == StatusType.DEFERRED, Initiative.defer_until),
        (Initiative.status_type == StatusType.IMPLEMENTED, Initiative.metric_due_on),
        else_=Initiative.due_on,
    )
    columns = columns_of(
        "mine",
        **_INITIATIVE,
        at=Initiative.status_changed_at,
        due_on=due_on,
        n=Initiative.support_count,
        key=last_word(),
        owner=case((Initiative.owner_id.is_not(None), func.coalesce(_owner.name, ""))),
        answered_at=Initiative.first_answered_at,
    )
    return (
        select(*columns)
        .outerjoin(_owner, _owner.id == Initiative.owner_id)
        .where(
            written_by(_ME),
            Initiative.visibility != Visibility.NOBODY,
            Initiative.status_type != StatusType.MERGED,  # what it was merged into stands here instead
        )
        .order_by(Initiative.submitted_at.desc(), Initiative.id.desc())
        .limit(ROWS)
    )


def _asked() -> Select[Any]:
    """My open initiatives where the committee spoke after me."""
    open_ones = (
        select(Initiative.id, Initiative.title, Initiative.status_id)
        .where(written_by(_ME), Initiative.status_type.not_in([*FINISHED, StatusType.DRAFT]))
        .order_by(Initiative.submitted_at.desc())
        .limit(LOOKED_THROUGH)
        .subquery()
    )
    last = last_word_id(open_ones.c.id, _ME).correlate(open_ones).scalar_subquery()
    columns = columns_of(
        "asked",
        number=open_ones.c.id,
        title=open_ones.c.title,
        status_id=open_ones.c.status_id,
        at=Comment.at,
        n=Comment.id,
        author=_author.name,
    )
    return (
        select(*columns)
        .select_from(open_ones)
        .join(Comment, Comment.id == last)
        .join(PersonRole, (PersonRole.person_id == Comment.author_id) & (PersonRole.role == Role.COMMITTEE))
        .join(_author, _author.id == Comment.author_id)
        .where(Comment.author_id != _ME)
        .order_by(Comment.at)
        .limit(ROWS)
    )


def _owned() -> Select[Any]:
    return (
        select(*columns_of("owned", **_INITIATIVE, at=Initiative.status_changed_at, due_on=Initiative.due_on))
        .where(Initiative.owner_id == _ME, _UNDERWAY)
        .order_by(*_DUE_FIRST)
        .limit(ROWS)
    )


def _tasks(*, in_team: bool, in_committee: bool) -> Select[Any]:
    """What is entrusted to me of the work, each with how many there are."""
    columns = columns_of("tasks", **TASK_COLUMNS)
    return tasks_of_mine(columns, in_team=in_team, in_committee=in_committee).limit(ROWS)


def _at_hand() -> Select[Any]:
    """Algorithms that are likely to be needed next."""
    names = {"number": KnowledgeItem.id, "title": KnowledgeItem.title, "language": KnowledgeItem.language}
    return at_hand(columns_of("at_hand", **names)).limit(ROWS)


def _stood_in(*, in_team: bool, in_committee: bool) -> Select[Any]:
    """What is entrusted to those for whom I stand in today."""
    absent = select(Person.id).where(
        Person.stand_in_id == _ME,
        Person.away_from <= _TODAY,
        or_(Person.away_until.is_(None), Person.away_until >= _TODAY),
    )
    due = {"at": Initiative.status_changed_at, "due_on": Initiative.due_on, "owner": _owner.name}
    return (
        select(*columns_of("stood_in", **_INITIATIVE, **due))
        .join(_owner, _owner.id == Initiative.owner_id)
        .where(
            Initiative.owner_id.in_(absent),
            _UNDERWAY,
            visible_when(_ME, _TEAM if in_team else None, in_committee=in_committee),
        )
        .order_by(*_DUE_FIRST)
        .limit(ROWS)
    )


#: Nobody judges their own.
_NOT_MINE = (Initiative.author_id.is_distinct_from(_ME), ~co_wrote(_ME))


def _queue() -> Select[Any]:
    """New ones that nobody has answered, the longest waiting first."""
    unanswered = (Initiative.status_type == StatusType.NEW, Initiative.first_answered_at.is_(None))
    waiting = (*unanswered, *_NOT_MINE, Initiative.visibility != Visibility.AUTHOR)
    due_on = promised_day(Initiative.id)
    return _for_committee("queue", due_on, Initiative.status_changed_at, select(literal(1)).where(*waiting), *waiting)


def _to_decide() -> Select[Any]:
    """What was answered and is to be decided this week, the nearest day first."""
    waiting = (Clock.initiative_id == Initiative.id, *to_decide_by(_WEEK_END), *_NOT_MINE)
    return _for_committee("decide", Clock.decide_by, Clock.decide_by, select(literal(1)).where(*waiting), *waiting)


def _for_committee(part: str, due_on: Any, order: Any, counted: Select[Any], *waiting: Any) -> Select[Any]:
    """The first few of what waits, each with how many there are."""
    count = select(func.count()).select_from(counted.limit(MOST_COUNTED).subquery()).scalar_subquery()
    columns = columns_of(
        part, **_INITIATIVE, at=Initiative.status_changed_at, due_on=due_on, n=count, author=_author.name
    )
    rows = select(*columns).select_from(Initiative).outerjoin(_author, _author.id == Initiative.author_id)
    return rows.where(*waiting).order_by(order, Initiative.id).limit(ROWS)


def _done(type_: StatusType) -> Select[Any]:
    columns = columns_of(
        "done",
        **_INITIATIVE,
        at=Initiative.status_changed_at,
        author=_author.name,
        owner=_owner.name,
        team_id=Initiative.team_id,
    )
    return (
        select(*columns)
        .outerjoin(_author, _author.id == Initiative.author_id)
        .outerjoin(_owner, _owner.id == Initiative.owner_id)
        .where(Initiative.status_type == type_, Initiative.visibility == Visibility.EVERYONE)
        .order_by(Initiative.status_changed_at.desc(), Initiative.id.desc())
        .limit(ROWS)
    )


def _reports() -> Select[Any]:
    return select(*columns_of("reports", n=open_report_count(counts=True)))


def _texts() -> list[Select[Any]]:
    """Of items of knowledge: what is to be read; of what one keeps, what is overdue, missed, or did not fit."""
    counts = {"to_read": to_read_count(), "to_check": overdue_of(_ME, _TODAY), "missing": noes_of(_ME)}
    counts["misfits"] = misfits_of(_ME)
    return [select(*columns_of(part, n=count)) for part, count in counts.items()]


def _resets() -> Select[Any]:
    """People who can't sign in, the longest waiting first."""
    return (
        select(*columns_of("resets", number=ResetRequest.person_id, title=Person.name, at=ResetRequest.at))
        .join(Person, Person.id == ResetRequest.person_id)
        .order_by(ResetRequest.at)
        .limit(ROWS)
    )


def _company() -> Select[Any]:
    """Whether anybody works here beside whoever looks."""
    colleague = select(Person.id).where(is_active(), Person.id != _ME)
    return select(*columns_of("company", n=case((colleague.exists(), 1), else_=0)))


def _wanted() -> list[Select[Any]]:
    """For which of the panels of other slices there is anything."""
    return [
        select(*columns_of("wanted", key=literal(name), n=case((condition(), 1), else_=0)))
        for name, condition in home_panel_conditions.items()
    ]


@lru_cache(maxsize=16)
def _statement(*, decides: bool, moderates: bool, manages: bool, in_team: bool) -> CompoundSelect[Any]:
    """The parts that concern a person with these duties."""
    parts = [_drafts(), _mine(), _asked(), _owned(), _stood_in(in_team=in_team, in_committee=decides)]
    parts += [_tasks(in_team=in_team, in_committee=decides), _at_hand()]
    parts += [_done(StatusType.IMPLEMENTED), _done(StatusType.MEASURED)]
    parts += _texts() + _wanted()
    parts += [_queue(), _to_decide()] if decides else []
    parts += [_reports()] if moderates else []
    parts += [_resets(), _company()] if manages else []
    # SQLite takes no LIMIT inside a union, but it does inside a subquery.
    together: CompoundSelect[Any] = union_all(*(select(part.subquery()) for part in parts))
    return together


def home_rows(session: Session, actor: Actor, today: date) -> Sequence[Row[Any]]:
    """The rows of all parts that concern this person, each part in its own order."""
    statement = _statement(
        decides=may(actor, DECIDE),
        moderates=can_moderate(actor),
        manages=may(actor, MANAGE_PEOPLE),
        in_team=actor.team_id is not None,
    )
    values = {"me": actor.id, "team": actor.team_id, "today": today}
    return read_rows(session, statement, {**values, "week_end": promised(session).calendar.end_of_week(today)})
