"""How somebody gets on: how far, at which step, since when, and whether it is time to help.

Pure: no database, no clock. There is no score in it: it tells whoever helps where to look, and nobody else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import inf
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


#: How a step stands that has been begun, by the values of its states: a page asks for thousands.
_BEGUN = {mark.value: mark for mark in (Mark.DONE, Mark.WAITING, Mark.AGAIN)}


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
        self.keys = frozenset(step.key for step in steps)
        self._needed = [(step.key, step.due_day, step) for step in steps if step.required]
        self._optional = [step.key for step in steps if not step.required]
        self._has_days = any(due_day is not None for _key, due_day, _step in self._needed)
        self._weeks = _weeks(steps)

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
        turn = ended or turn_of(
            waits=unread or Mark.WAITING in states.values(), late_days=late, idle_days=idle, day=number,
            owes_undated=own is not None and not self._has_days,
        )  # fmt: skip
        return Going(
            turn=turn, done=done, total=len(self._needed), at=own or left, since=since, idle_days=idle, late_days=late,
            day=number,
        )  # fmt: skip

    def if_they_like(self, states: Mapping[str, str]) -> tuple[int, int]:
        """How many of the steps that nobody has to do are done, and how many there are: ``going`` counts the others."""
        return sum(states.get(key) == Mark.DONE for key in self._optional), len(self._optional)

    def dots(self, states: Mapping[str, str], number: int) -> tuple[tuple[Mark, ...], ...]:
        """How each step stands on working day ``number``, by weeks of the plan; ``states`` by their values.

        A step without a day stands where the one before it does; a week in which nothing is planned is left out.
        """
        mark, late, left = _BEGUN.get, Mark.LATE, Mark.OPEN
        return tuple(
            tuple([mark(states.get(key, "")) or (late if last < number else left) for key, last in week])
            for week in self._weeks
        )

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


def turn_of(*, waits: bool, late_days: int, idle_days: int, day: int, owes_undated: bool) -> Turn:
    """What a learner on the way needs. ``owes_undated``: they have something to do on a plan without any days."""
    if waits:
        return Turn.ANSWER
    if idle_days >= STUCK_DAYS and (late_days > 0 or owes_undated):
        return Turn.STUCK
    if late_days > 0:
        return Turn.LATE
    return Turn.GOING if day > 0 else Turn.AHEAD


def _weeks(steps: Sequence[Planned]) -> Sequence[Sequence[tuple[str, float]]]:
    """The keys of the steps by weeks of the plan, each with its last day: after that one it is late."""
    weeks: dict[int, list[tuple[str, float]]] = {}
    week = 0
    for step in steps:
        if step.due_day is not None:
            week = max(0, step.due_day - 1) // WEEK_DAYS
        weeks.setdefault(week, []).append((step.key, _last_day(step)))
    return [weeks[week] for week in sorted(weeks)]


def _last_day(step: Planned) -> float:
    return step.due_day if step.required and step.due_day is not None else inf


def mark_of(step: Planned, states: Mapping[str, str], number: int) -> Mark:
    """How a step stands on working day ``number``."""
    return _BEGUN.get(states.get(step.key, "")) or (Mark.LATE if _last_day(step) < number else Mark.OPEN)
