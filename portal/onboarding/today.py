"""The learner's pages in words: what to do now, what comes next, how far along, and the whole way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.committee.calendar import WorkCalendar
from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.onboarding.models import StepKind, StepState
from portal.onboarding.queries.learning import PASSED, passed_keys
from portal.onboarding.schedule import day_number, due_dates, open_keys, plan_sitting
from portal.onboarding.step_words import KIND_WORDS, KindWords


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """A step as a line shows it."""

    key: str
    title: str
    href: str
    words: KindWords
    minutes: int
    required: bool
    state: StepState | None
    is_open: bool
    #: By when, in words; and whether that day has passed.
    due: str
    late: bool

    @property
    def done(self) -> bool:
        """Whether nothing is left to do here."""
        return self.state is StepState.DONE

    @property
    def waits(self) -> bool:
        """Whether somebody else looks at it."""
        return self.state is StepState.WAITING

    @property
    def again(self) -> bool:
        """Whether it is to be looked at again."""
        return self.state is StepState.AGAIN

    @property
    def press(self) -> str:
        """On the button that opens it."""
        if self.again:
            return _("Look once more")
        return _("Go on") if self.state is StepState.OPEN else _("Begin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of the way."""

    title: str
    intro_html: str
    lines: tuple[StepLine, ...]

    @property
    def behind(self) -> bool:
        """Whether all that has to be done here is."""
        return all(line.done or line.waits or not line.required for line in self.lines)

    @property
    def here(self) -> bool:
        """Whether something of it can be done now."""
        return not self.behind and any(line.is_open for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Somebody's way on a track, as of a day."""

    parts: tuple[Part, ...]
    now: tuple[StepLine, ...]
    afterwards: tuple[StepLine, ...]
    minutes: int
    #: Of the steps that have to be done; what somebody still looks at isn't yet, so looking again takes nothing away.
    done: int
    total: int
    waiting: int
    #: Which working day of theirs it is; 0 and below: the first one is yet to come.
    day: int
    first_day: date

    @property
    def lines(self) -> tuple[StepLine, ...]:
        """All steps in their order."""
        return tuple(line for part in self.parts for line in part.lines)

    @property
    def next_line(self) -> StepLine | None:
        """The one big step."""
        return self.now[0] if self.now else None

    def after(self, key: str) -> StepLine | None:
        """What to offer when this step is behind: the next thing to do now."""
        return next((line for line in self.now if line.key != key), None)


def way_of(enrolment: Any, steps: Sequence[Any], today: date, calendar: WorkCalendar) -> Way:
    """``enrolment``: id and first day; ``steps``: rows of ``queries.learning.steps_of``."""
    passed = passed_keys(steps)
    usable = open_keys(steps, passed)
    dates = due_dates(enrolment.first_day, [step.due_day for step in steps], calendar)
    lines = {step.key: _line(enrolment.id, step, dates, usable, today) for step in steps}
    again = [step.key for step in steps if step.state == StepState.AGAIN]
    sitting = plan_sitting(steps, passed, dates, again=again)
    needed = [step for step in steps if step.required]
    return Way(
        parts=_parts(steps, lines),
        now=tuple(lines[key] for key in sitting.now),
        afterwards=tuple(lines[key] for key in sitting.afterwards),
        minutes=sitting.minutes,
        done=sum(step.state == StepState.DONE for step in needed),
        total=len(needed),
        waiting=sum(step.state == StepState.WAITING for step in steps),
        day=day_number(enrolment.first_day, today, calendar),
        first_day=enrolment.first_day,
    )


def _parts(steps: Sequence[Any], lines: dict[str, StepLine]) -> tuple[Part, ...]:
    sections: dict[int, list[Any]] = {}
    for step in steps:
        sections.setdefault(step.section_id, []).append(step)
    return tuple(
        Part(
            title=of_it[0].section_title, intro_html=of_it[0].intro_html, lines=tuple(lines[step.key] for step in of_it)
        )
        for of_it in sections.values()
    )


def _line(enrolment_id: int, step: Any, dates: dict[int, date], usable: frozenset[str], today: date) -> StepLine:
    due = dates.get(step.due_day) if step.due_day is not None else None
    behind = step.state in PASSED
    return StepLine(
        key=step.key,
        title=step.title,
        href=step_href(enrolment_id, step.key),
        words=KIND_WORDS[StepKind(step.kind)],
        minutes=step.minutes,
        required=step.required,
        state=StepState(step.state) if step.state is not None else None,
        is_open=step.key in usable,
        due="" if due is None or behind else due_words(due, today),
        late=due is not None and not behind and due < today,
    )


def due_words(due: date, today: date) -> str:
    """By when, as people say it; of a day that has passed no more than which one it was."""
    days = (due - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("until tomorrow")
    if days < 0:
        return _("was planned for %(day)s", day=i18n.full_day(due))
    return _("until %(day)s", day=i18n.full_day(due))


def step_href(enrolment_id: int, key: str) -> str:
    """The page of a step."""
    return f"/learning/{enrolment_id}/steps/{key}"
