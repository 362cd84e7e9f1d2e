"""How somebody gets on: how far, at which step, since when, and whether it is time to help.

Pure: no database, no clock. There is no score in it: it tells whoever helps where to look, and nobody else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

#: Nothing has moved for so many working days, and something is due: that is being stuck.
STUCK_DAYS = 3
#: Working days in a week of dots.
WEEK_DAYS = 5


class Planned(Protocol):
    """What of a step is asked here."""

    @property
    def key(self) -> str: ...
    @property
    def due_day(self) -> int | None: ...
    @property
    def required(self) -> bool: ...


class Turn(StrEnum):
    """What a learner needs from whoever helps, the most urgent first."""

    ANSWER = "answer"
    STUCK = "stuck"
    LATE = "late"
    GOING = "going"
    AHEAD = "ahead"
    FINISHED = "finished"
    LEFT = "left"


ORDER = {turn: place for place, turn in enumerate(Turn)}


class Mark(StrEnum):
    """How a step stands, as a dot shows it."""

    DONE = "done"
    WAITING = "waiting"
    AGAIN = "again"
    LATE = "late"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """Where somebody is on a track."""

    turn: Turn
    #: Steps that somebody has to do.
    done: int
    total: int
    #: The first step that they have to do and haven't; None: nothing is left.
    at: Any
    #: Since when nothing has moved, and for how many working days.
    since: date
    idle_days: int
    #: How many working days the step that is longest overdue is over; 0: none is.
    late_days: int
    #: Which working day of theirs it is; 0 and below before the first.
    day: int

    @property
    def needs_attention(self) -> bool:
        """Whether it is time to look."""
        return self.turn in {Turn.ANSWER, Turn.STUCK, Turn.LATE}


class Plan:
    """The steps of one version as they are asked about again and again: put in order once, not for every learner."""

    def __init__(self, steps: Sequence[Planned]) -> None:
        self.steps = steps
        self.keys = frozenset(step.key for step in steps)
        self._needed = [(step.key, step.due_day, step) for step in steps if step.required]
        self._has_days = any(due_day is not None for _key, due_day, _step in self._needed)

    def going(
        self,
        states: Mapping[str, str],
        *,
        first_day: date,
        moved_on: date | None,
        today: date,
        days_between: Callable[[date, date], int],
        day_number: Callable[[date, date], int],
        ended: Turn | None = None,
        unread: bool = False,
    ) -> Going:
        """Where somebody is. ``states``: of steps that have one, by key; ``moved_on``: when something last happened.

        ``unread``: an answer of theirs waits to be read, also where the step has more to be looked at.
        ``days_between``: working days after one day until another; ``day_number``: which working day of theirs it is.
        """
        number = day_number(first_day, today)
        done, late, own, left = self._passed(states, number)
        since = moved_on if moved_on is not None and moved_on > first_day else first_day
        idle = max(0, days_between(since, today))
        stuck = own is not None and idle >= STUCK_DAYS and (late > 0 or not self._has_days)
        waits = unread or Mark.WAITING in states.values()
        turn = ended or _turn(waits=waits, stuck=stuck, late=late > 0, begun=number > 0)
        return Going(
            turn=turn, done=done, total=len(self._needed), at=own or left, since=since, idle_days=idle, late_days=late,
            day=number,
        )  # fmt: skip

    def _passed(self, states: Mapping[str, str], number: int) -> tuple[int, int, Any, Any]:
        """How many are done, by how many days the oldest is late, the first of their own that is left, and of all."""
        done = late = 0
        own = left = None
        for key, due_day, step in self._needed:
            state = states.get(key)
            if state == Mark.DONE:
                done += 1
                continue
            left = left or step
            if state != Mark.WAITING:  # what waits for somebody else isn't late of theirs
                own = own or step
                if due_day is not None and number - due_day > late:
                    late = number - due_day
        return done, late, own, left


def _turn(*, waits: bool, stuck: bool, late: bool, begun: bool) -> Turn:
    if waits:
        return Turn.ANSWER
    if stuck:
        return Turn.STUCK
    if late:
        return Turn.LATE
    return Turn.GOING if begun else Turn.AHEAD


def dots(steps: Sequence[Planned], states: Mapping[str, str], number: int) -> tuple[tuple[Mark, ...], ...]:
    """How each step stands on working day ``number``, by weeks of the plan.

    A step without a day stands where the one before it does; a week in which nothing is planned is left out.
    """
    weeks: dict[int, list[Mark]] = {}
    week = 0
    for step in steps:
        if step.due_day is not None:
            week = max(0, step.due_day - 1) // WEEK_DAYS
        weeks.setdefault(week, []).append(mark_of(step, states, number))
    return tuple(tuple(weeks[week]) for week in sorted(weeks))


def mark_of(step: Planned, states: Mapping[str, str], number: int) -> Mark:
    """How a step stands on working day ``number``."""
    state = states.get(step.key, Mark.OPEN)
    if state != Mark.OPEN:
        return Mark(state)
    overdue = step.required and step.due_day is not None and step.due_day < number
    return Mark.LATE if overdue else Mark.OPEN
