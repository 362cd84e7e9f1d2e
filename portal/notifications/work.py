"""The work on initiatives: whoever has a task hears of it, and all whom an initiative concerns of each step.

Steps of a day share a line, so that a busy day is no flood. What was done before and is done again is no news.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.core.journal import Event
from portal.delivery.events import (
    MilestoneReached,
    TaskAdded,
    TaskBlocked,
    TaskChanged,
    TaskDone,
    TaskDueSoon,
    TaskOverdue,
    TaskUnblocked,
)
from portal.delivery.models import Milestone, Task
from portal.notifications.telling import Telling, everyone_concerned, stakes_of
from portal.notifications.topics import Topic
from portal.notifications.wording import News, Wording


def _added(_session: Session, event: TaskAdded) -> Telling | None:
    if event.owner_id is None:
        return None
    return Telling(fold_key=f"tasks:{event.item_id}").tell(Topic.DUTIES, event.owner_id)


def _changed(_session: Session, event: TaskChanged) -> Telling | None:
    """Whoever has it now, and whoever had it; other words alone are nobody's news."""
    if not {"owner_id", "due_on"} & set(event.what):
        return None
    return Telling(fold_key=f"tasks:{event.item_id}").tell(Topic.DUTIES, event.owner_id, event.previous_owner_id)


def _done(session: Session, event: TaskDone) -> Telling | None:
    return None if event.again else _step(session, event, "work")


def _reached(session: Session, event: MilestoneReached) -> Telling | None:
    return None if event.again else _step(session, event, "milestones")


def _blocked(session: Session, event: TaskBlocked) -> Telling:
    return _step(session, event, "blocked").tell(Topic.DUTIES, event.owner_id)


def _unblocked(session: Session, event: TaskUnblocked) -> Telling:
    return _step(session, event, "work").tell(Topic.DUTIES, event.owner_id)


def _step(session: Session, event: Event, line: str) -> Telling:
    telling, _stakes = everyone_concerned(session, event)
    telling.fold_key = f"{line}:{event.item_id}"
    return telling


def _near(_session: Session, event: TaskDueSoon) -> Telling:
    return Telling().tell(Topic.DUTIES, event.owner_id)


def _past(session: Session, event: TaskOverdue) -> Telling:
    """Also whoever is responsible for the whole; the days of a busy plan share a line."""
    telling = Telling(fold_key=f"overdue:{event.item_id}").tell(Topic.DUTIES, event.owner_id)
    return telling.tell(Topic.DUTIES, stakes_of(session, event.item_kind, event.item_id).owner_id)


WORK: Mapping[type[Event], Callable[[Session, Any], Telling | None]] = {
    TaskAdded: _added,
    TaskChanged: _changed,
    TaskDone: _done,
    TaskBlocked: _blocked,
    TaskUnblocked: _unblocked,
    TaskDueSoon: _near,
    TaskOverdue: _past,
    MilestoneReached: _reached,
}


def _own_or_not(news: News, to_others: Any, to_author: Any, **values: Any) -> str:
    words = to_author if news.topic is Topic.MINE else to_others
    return str(words) % {"title": news.title, **values}


def _entrusted(news: News) -> str:
    if news.others:
        return ngettext(
            "%(num)s change of your tasks in “%(title)s”",
            "%(num)s changes of your tasks in “%(title)s”",
            news.others + 1,
            title=news.title,
        )
    if news.data["owner_id"] != news.reader_id:
        return _("Your task in “%(title)s” is entrusted to somebody else now", title=news.title)
    if news.name == TaskChanged.name and "owner_id" not in news.data["what"]:
        return _("%(who)s moves the day of your task in “%(title)s”", who=news.who, title=news.title)
    return _("%(who)s asks you for a step of “%(title)s”", who=news.who, title=news.title)


def _did(news: News) -> str:
    if news.others:
        return ngettext(
            "The work on “%(title)s” goes on: %(num)s step",
            "The work on “%(title)s” goes on: %(num)s steps",
            news.others + 1,
            title=news.title,
        )
    return _own_or_not(
        news,
        _l("A step of “%(title)s” is done: %(done)s of %(total)s"),
        _l("A step of your initiative “%(title)s” is done: %(done)s of %(total)s"),
        done=news.data["done"],
        total=news.data["total"],
    )


def _goes_on(news: News) -> str:
    return _did(news) if news.others else _("A step of “%(title)s” can go on again", title=news.title)


def _arrived(news: News) -> str:
    return _own_or_not(
        news,
        _l("“%(title)s” has come to milestone %(place)s of %(total)s"),
        _l("Your initiative “%(title)s” has come to milestone %(place)s of %(total)s"),
        place=news.data["place"],
        total=news.data["total"],
    )


def _stuck(news: News) -> str:
    if news.others:
        return ngettext(
            "%(num)s step of “%(title)s” can't go on",
            "%(num)s steps of “%(title)s” can't go on",
            news.others + 1,
            title=news.title,
        )
    return _own_or_not(
        news, _l("A step of “%(title)s” can't go on"), _l("A step of your initiative “%(title)s” can't go on")
    )


def _day(news: News) -> str:
    return i18n.day(date.fromisoformat(news.data["due_on"]))


def _comes(news: News) -> str:
    return _("Your task in “%(title)s” is due on %(day)s", title=news.title, day=_day(news))


def _passed(news: News) -> str:
    if news.others:
        return ngettext(
            "The day of %(num)s task in “%(title)s” has passed",
            "The day of %(num)s tasks in “%(title)s” has passed",
            news.others + 1,
            title=news.title,
        )
    if news.data["owner_id"] == news.reader_id:
        return _("Your task in “%(title)s” was due on %(day)s. How far is it?", title=news.title, day=_day(news))
    return _("A task in “%(title)s” was due on %(day)s", title=news.title, day=_day(news))


WORK_WORDINGS: Mapping[str, Wording] = {
    TaskAdded.name: Wording("list-checks", _entrusted),
    TaskChanged.name: Wording("list-checks", _entrusted),
    TaskDone.name: Wording("check", _did),
    TaskUnblocked.name: Wording("circle-dot", _goes_on),
    TaskBlocked.name: Wording("circle-slash", _stuck),
    TaskDueSoon.name: Wording("calendar-clock", _comes),
    TaskOverdue.name: Wording("hourglass", _passed),
    MilestoneReached.name: Wording("flag", _arrived),
}


def place_of_work(data: Mapping[str, Any]) -> str:
    """Where on the page of the initiative, or beyond it, the line leads; empty: nothing of the work is named."""
    if "task_id" in data:
        return f"/work#task-{data['task_id']}"
    return f"/work#milestone-{data['milestone_id']}" if "milestone_id" in data else ""


def named_steps(session: Session, data: Collection[Mapping[str, Any]]) -> dict[tuple[str, int], str]:
    """What the tasks and milestones are called that some lines name, by key and id; one statement, or none."""
    tasks = {row["task_id"] for row in data if "task_id" in row}
    milestones = {row["milestone_id"] for row in data if "milestone_id" in row}
    if not tasks and not milestones:
        return {}
    rows = session.execute(
        union_all(
            select(literal("task_id"), Task.id, Task.title, Task.blocked_reason).where(
                Task.id.in_(tasks), Task.removed_at.is_(None)
            ),
            select(literal("milestone_id"), Milestone.id, Milestone.title, literal("")).where(
                Milestone.id.in_(milestones), Milestone.removed_at.is_(None)
            ),
        )
    )
    return {(key, row_id): f"{title}. {reason}" if reason else title for key, row_id, title, reason in rows}
