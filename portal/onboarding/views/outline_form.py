"""What the form of the outline tells: the order, the minutes and days, and what the pressed button says.

Every button of the page where a track is put together sends this form along, so that nothing typed is lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.core.text import clean_line
from portal.core.typed import whole_number
from portal.onboarding.models import MAX_DUE_DAY, MAX_MINUTES, Track
from portal.onboarding.services.ordering import Numbers, arrange

MAX_WANTED_LETTERS = 200
STEPS = {"up": -1, "down": 1}
_SORTS = {"section", "step"}


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button says: 'up:step:welcome', 'go:new:meet', 'find'; empty when the order alone is saved."""

    verb: str = ""
    sort: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class RowFields:
    """The two fields of a row as the page shows them. ``theirs``: what somebody else wrote there meanwhile."""

    minutes: Any
    day: Any
    theirs: str = ""

    @property
    def minutes_wrong(self) -> bool:
        """Whether no step takes so many minutes."""
        return not 1 <= (whole_number(str(self.minutes)) or 0) <= MAX_MINUTES

    @property
    def day_wrong(self) -> bool:
        """Whether it is no working day that can be counted from the first one."""
        return self.day != "" and not 1 <= (whole_number(str(self.day)) or 0) <= MAX_DUE_DAY


def pressed() -> Pressed:
    """The button of this request."""
    verb, _colon, rest = request.form.get("do", "").partition(":")
    sort, _colon, key = rest.partition(":")
    if verb in STEPS:
        return Pressed(verb, sort, key) if sort in _SORTS else Pressed()
    return Pressed(verb, sort, key)


def keep_outline(session: Session, track: Track, actor: Actor, *, now: datetime) -> None:
    """Keep what the form tells; a form that names no rows tells nothing."""
    if told := request.form.getlist("order"):
        arrange(session, track, actor, told, _numbers(told), seen=request.form.get("seen", ""), now=now)


def wanted_words() -> str:
    """The words that are looked for."""
    return clean_line(request.values.get("q"))[:MAX_WANTED_LETTERS]


def chosen_section(keys: list[str]) -> str:
    """Where the next step goes: where the page says, else into the last section."""
    wanted = request.values.get("section", "")
    return wanted if wanted in keys else keys[-1]


def row_fields(steps: Iterable[Any], *, refused: bool) -> Mapping[str, RowFields]:
    """What stands in the fields of rows by the keys of steps: after a refusal what was typed, else what is kept."""
    return {step.key: _typed(step) if refused else RowFields(step.minutes, _or_empty(step.due_day)) for step in steps}


def _typed(step: Any) -> RowFields:
    here = (step.minutes, step.due_day)
    minutes = request.form.get(f"minutes-{step.key}", "").strip() or step.minutes
    day = request.form.get(f"day-{step.key}", str(_or_empty(step.due_day))).strip()
    same = (str(minutes), day) == (str(step.minutes), str(_or_empty(step.due_day)))
    theirs = _words(*here) if not same and _before(step.key) not in (None, here) else ""
    return RowFields(minutes, day, theirs)


def _words(minutes: int, day: int | None) -> str:
    if day is None:
        return _("meanwhile: %(minutes)s min, no day", minutes=minutes)
    return _("meanwhile: %(minutes)s min, day %(day)s", minutes=minutes, day=day)


def _or_empty(day: int | None) -> int | str:
    return "" if day is None else day


def _numbers(told: list[str]) -> dict[str, Numbers]:
    """Minutes and day of each step that the form tells, with what they were when it was opened."""
    keys = [name.partition(":")[2] for name in told if name.startswith("step:")]
    return {
        key: Numbers(_number(f"minutes-{key}"), _number(f"day-{key}"), _before(key))
        for key in keys
        if f"minutes-{key}" in request.form
    }


def _number(name: str) -> int | None:
    """What stands in a field; None: nothing. What can't be read is 0, which no step has: it is refused in words."""
    typed = request.form.get(name, "").strip()
    return (whole_number(typed) or 0) if typed else None


def _before(key: str) -> tuple[int | None, int | None] | None:
    minutes, colon, day = request.form.get(f"was-{key}", "").partition(":")
    return (whole_number(minutes), whole_number(day)) if colon else None
