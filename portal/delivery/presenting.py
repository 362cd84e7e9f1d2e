"""The work in words: who, until when, what stands in the way, what this reader may do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.core.numbers import number_path
from portal.delivery.policy import Owned, can_arrange, can_do
from portal.delivery.queries.work import Stage, TaskRow, Work
from portal.initiatives.turns import clock_words, day_state
from portal.people.identity import initials
from portal.people.queries import shown_name

#: So many open tasks stand on the page of the initiative; the rest is one step away.
NEXT_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A day as rows show it: the day itself in words, how it stands to today, "soon" or "late" when that matters."""

    on: date
    day: str
    clock: str
    state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One row."""

    id: int
    title: str
    owner: dict[str, str] | None
    due: Due | None
    done_at: datetime | None
    blocked_reason: str
    #: Whether this reader may say how far it is, and whether they may change it.
    ticks: bool
    edits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    """A milestone with its rows."""

    id: int
    title: str
    due: Due | None
    reached_at: datetime | None
    tasks: tuple[TaskView, ...]
    done: int
    #: Whether this reader may tick it: it has no tasks that would say it.
    by_hand: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkView:
    """The plan of one initiative, for one reader."""

    number: int
    language: str
    stages: tuple[StageView, ...]
    loose: tuple[TaskView, ...]
    #: What is next, on the page of the initiative; ``more``: open tasks beside these.
    next: tuple[TaskView, ...]
    more: int
    done: int
    total: int
    blocked: int
    arranges: bool
    #: Whether this is the plan's own page, with everything, and not a part of the initiative's.
    whole: bool
    #: The form of a new task (None: not this reader's to add), and of a new milestone.
    form: Any = None
    milestone_form: Any = None

    @property
    def href(self) -> str:
        """The plan's own page."""
        return f"/initiatives/{number_path(self.number)}/work"

    @property
    def place(self) -> str:
        """Where it stands, as presses say where they come from."""
        return "plan" if self.whole else "initiative"

    @property
    def line(self) -> str:
        """How far it is, in a few words."""
        if not self.total:
            return _("No tasks yet")
        return ngettext(
            "%(done)s of %(num)s task done", "%(done)s of %(num)s tasks done", self.total, done=i18n.number(self.done)
        )


def work_view(
    work: Work, initiative: Any, actor: Actor, now: datetime, *, whole: bool, just: int = 0, form: Any = None,
    milestone_form: Any = None,
) -> WorkView:  # fmt: skip
    """The plan as ``actor`` sees it. ``just``: a task that they have pressed a moment ago, which stays in sight."""
    view = _Viewer(initiative, actor, i18n.today(now))
    stages = tuple(view.stage(stage) for stage in work.stages)
    loose = tuple(view.task(task) for task in work.loose)
    rows = {row.id: row for row in (*(row for stage in stages for row in stage.tasks), *loose)}
    coming = _coming(work.tasks, just)
    waiting = work.total - work.done
    return WorkView(
        number=initiative.id, language=initiative.language, stages=stages, loose=loose,
        next=tuple(rows[task.id] for task in coming), done=work.done, total=work.total,
        more=waiting - sum(task.done_at is None for task in coming),
        blocked=sum(task.blocked_at is not None for task in work.tasks), arranges=view.arranges, whole=whole,
        form=form if view.arranges else None, milestone_form=milestone_form if view.arranges else None,
    )  # fmt: skip


def _coming(tasks: Iterable[TaskRow], just: int) -> Sequence[TaskRow]:
    """The next ones by their day; those without a day in the order of the plan; what was just pressed among them."""
    places = {task.id: place for place, task in enumerate(tasks)}
    found = sorted(
        (task for task in tasks if task.done_at is None or task.id == just),
        key=lambda task: (task.due_on or date.max, places[task.id]),
    )
    shown = found[:NEXT_SHOWN]
    pressed = [task for task in found[NEXT_SHOWN:] if task.id == just]
    return [*shown, *pressed]


class _Viewer:
    """What one reader may do in the plan of one initiative."""

    def __init__(self, initiative: Owned, actor: Actor, today: date) -> None:
        self._initiative, self._actor, self._today = initiative, actor, today
        self.arranges = can_arrange(actor, initiative)

    def task(self, task: TaskRow) -> TaskView:
        return TaskView(
            id=task.id, title=task.title, owner=_person(task.owner_id, task.owner_name),
            due=due(task.due_on, self._today, done=task.done_at is not None), done_at=task.done_at,
            blocked_reason=task.blocked_reason, ticks=can_do(self._actor, self._initiative, task.owner_id),
            edits=self.arranges,
        )  # fmt: skip

    def stage(self, stage: Stage) -> StageView:
        tasks = tuple(self.task(task) for task in stage.tasks)
        return StageView(
            id=stage.id, title=stage.title, due=due(stage.due_on, self._today, done=stage.reached_at is not None),
            reached_at=stage.reached_at, tasks=tasks, done=sum(task.done_at is not None for task in tasks),
            by_hand=self.arranges and not tasks,
        )  # fmt: skip


def due(day: date | None, today: date, *, done: bool) -> Due | None:
    """A day in words; of what is done nothing is soon or late."""
    if day is None:
        return None
    state = None if done else day_state(day, today)
    return Due(on=day, day=i18n.day(day), clock=clock_words(day, today), state=state)


def _person(person_id: int | None, name: str | None) -> dict[str, str] | None:
    if person_id is None:
        return None
    return {"name": shown_name(name), "initials": initials(name) if name else "", "href": f"/people/{person_id}"}
