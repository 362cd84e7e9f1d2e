"""The work on the initiatives of the demo: plans as their owners made them, tasks done and stuck, PDCA cards."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.cli.demo.company import DATA, Company
from portal.cli.demo.talking import Deed
from portal.cli.demo.timeline import Moment, Timeline
from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.core.markdown import RenderedText
from portal.delivery.models import PARTS, Milestone, Task
from portal.delivery.queries.work import get_task
from portal.delivery.services.card import write_card
from portal.delivery.services.milestones import add_milestone
from portal.delivery.services.progress import block_task, finish_task
from portal.delivery.services.tasks import add_task
from portal.delivery.words import MilestoneWords, TaskWords
from portal.initiatives.models import Initiative


def read_work() -> list[dict[str, Any]]:
    """One plan a line, by the initiative that it belongs to."""
    text = (DATA / "work.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def work_moments(
    plans: Iterable[dict[str, Any]], owners: Mapping[str, str], company: Company, *, now: datetime, zone: ZoneInfo
) -> list[Moment]:
    """All of them in the order in which they happened; ``owners``: who is responsible, by the initiative."""
    told = [_Plan({**plan, "owner": owners[plan["id"]]}, company, now, zone) for plan in plans]
    return sorted(moment for plan in told for moment in plan.moments())


class _Plan(Timeline):
    """One plan's moments."""

    def _steps(self) -> Iterator[dict[str, Any]]:
        return iter(())

    def moments(self) -> Iterator[Moment]:
        """It is made in one go; then tasks are done or get stuck, and the card is written."""
        owner, tasks = self._data["owner"], list(self._tasks())
        yield self._moment(self._start, owner, "plan_work", {"milestones": self._milestones(), "tasks": tasks})
        for place, task in enumerate(tasks):
            who = task["who"] or owner
            if "stuck" in task:
                stuck = {"place": place, "because": task["stuck"]["because"]}
                yield self._moment(self._on_day(task["stuck"]["days_ago"]), who, "stuck_task", stuck)
            if "done_days_ago" in task:
                yield self._moment(self._on_day(task["done_days_ago"]), who, "do_task", {"place": place})
        if "card" in self._data:
            card = {name: self._data["card"][name] for name in PARTS}
            yield self._moment(self._on_day(self._data["card"]["days_ago"]), owner, "write_card", card)

    def _milestones(self) -> list[dict[str, Any]]:
        return [
            {"title": one["title"], "due_on": self._day(one.get("due_in_days"))}
            for one in self._data.get("milestones", ())
        ]

    def _tasks(self) -> Iterator[dict[str, Any]]:
        """All of them, with the place of the milestone that they lead to."""
        for place, milestone in enumerate(self._data.get("milestones", ())):
            yield from (self._task(task, place) for task in milestone["tasks"])
        yield from (self._task(task, None) for task in self._data.get("tasks", ()))

    def _task(self, task: dict[str, Any], milestone: int | None) -> dict[str, Any]:
        return {**task, "who": task.get("who"), "due_on": self._day(task.get("due_in_days")), "milestone": milestone}


class WorkLife:
    """What has come of the plans so far."""

    def __init__(self, company: Company, items: Mapping[str, ItemRef], render: Callable[[str], RenderedText]) -> None:
        self._company, self._items, self._render = company, items, render
        #: Held, so that the session doesn't read them again for each thing that is done.
        self._tasks: dict[tuple[str, int], Task] = {}
        self.deeds: dict[str, Deed] = {
            "plan_work": self._plan,
            "do_task": self._do,
            "stuck_task": self._stuck,
            "write_card": self._write,
        }

    def _plan(self, session: Session, moment: Moment, actor: Actor) -> None:
        initiative = self._of(session, moment)
        stages = [
            add_milestone(
                session, initiative, actor, MilestoneWords(title=one["title"], due_on=one["due_on"]),
                submission_key=f"demo-{place}", now=moment.at,
            )
            for place, one in enumerate(moment.data["milestones"])
        ]  # fmt: skip
        for place, task in enumerate(moment.data["tasks"]):
            made = add_task(
                session, initiative, actor, self._words(task, stages), submission_key=f"demo-{place}",
                now=moment.at + timedelta(seconds=place),
            )  # fmt: skip
            self._tasks[moment.story, place] = made

    def _words(self, task: dict[str, Any], stages: list[Milestone]) -> TaskWords:
        day: date | None = task["due_on"]
        return TaskWords(
            title=task["title"],
            owner_id=self._company.people[task["who"]].actor.id if task["who"] else None,
            due_on=day,
            milestone_id=None if task["milestone"] is None else stages[task["milestone"]].id,
        )

    def _do(self, session: Session, moment: Moment, actor: Actor) -> None:
        held = get_task(session, self._tasks[moment.story, moment.data["place"]].id, actor, lock=True)
        finish_task(session, *held, actor, now=moment.at)

    def _stuck(self, session: Session, moment: Moment, actor: Actor) -> None:
        held = get_task(session, self._tasks[moment.story, moment.data["place"]].id, actor, lock=True)
        block_task(session, *held, actor, reason=moment.data["because"], now=moment.at)

    def _write(self, session: Session, moment: Moment, actor: Actor) -> None:
        parts = {name: self._render(moment.data[name]) for name in PARTS}
        write_card(session, self._of(session, moment), actor, parts, version=0, now=moment.at)

    def _of(self, session: Session, moment: Moment) -> Initiative:
        return session.get_one(Initiative, self._items[moment.story].id)
