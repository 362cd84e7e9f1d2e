"""The order of a draft: one place up or down, or as a form tells it, with minutes and days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.onboarding.marks import order_mark
from portal.onboarding.models import MAX_DUE_DAY, MAX_MINUTES, Track, TrackVersion
from portal.onboarding.outline import Outline, Part, arranged, names_of, section_moved, step_moved
from portal.onboarding.services.drafting import changed, hold_draft, sections_of, steps_of

N = TypeVar("N", bound=int | None)
_ORDERED = _l("Somebody changed the order meanwhile. Here is how it stands now: do it once more.")
_RENUMBERED = _l("Somebody changed minutes or days meanwhile. Theirs stand beside yours: save once more to keep yours.")


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the outline says of a step; no minutes: as they were. ``was``: what the form was opened with."""

    minutes: int | None
    due_day: int | None
    was: tuple[int | None, int | None] | None = None


def move_step(session: Session, track: Track, key: str, actor: Actor, *, by: int, now: datetime) -> None:
    """One place up (-1) or down (1), through the sections."""
    draft = hold_draft(session, track, actor, now=now)
    _rearrange(session, track, draft, actor, step_moved(outline_of(session, draft), key, by), now)


def move_section(session: Session, track: Track, key: str, actor: Actor, *, by: int, now: datetime) -> None:
    """One place up (-1) or down (1), with its steps."""
    draft = hold_draft(session, track, actor, now=now)
    _rearrange(session, track, draft, actor, section_moved(outline_of(session, draft), key, by), now)


def arrange(
    session: Session, track: Track, actor: Actor, told: Sequence[str], numbers: Mapping[str, Numbers], *,
    seen: str = "", now: datetime,
) -> None:  # fmt: skip
    """Put everything into the order that a form tells, with minutes and days by the keys of steps.

    ``seen``: the mark of the order that the form was opened with. What the form itself didn't change stays as others
    have left it meanwhile. Raises Conflict when the form doesn't know what is there by now, and when it changes what
    somebody else has changed otherwise.
    """
    draft = hold_draft(session, track, actor, now=now)
    before = outline_of(session, draft)
    after = arranged(before, told)
    if after is None:
        raise Conflict(_l("Somebody added or removed something meanwhile. Here is how it stands now: order it again."))
    if seen and order_mark(told) == seen:
        after = before
    elif seen and after != before and order_mark(names_of(before)) != seen:
        raise Conflict(_ORDERED)
    if _renumber(session, draft, numbers):
        changed(session, track, draft, actor, "step", now=now)
    _rearrange(session, track, draft, actor, after, now)


def _renumber(session: Session, draft: TrackVersion, numbers: Mapping[str, Numbers]) -> bool:
    """Write other minutes and days; whether there were any."""
    for said in numbers.values():
        if not 1 <= (1 if said.minutes is None else said.minutes) <= MAX_MINUTES:
            raise Invalid(_l("Please say how many minutes it takes, from 1 to 480."))
        if said.due_day is not None and not 1 <= said.due_day <= MAX_DUE_DAY:
            raise Invalid(_l("Please name a working day counted from the first one, from 1 to 500."))
    other = False
    for step in steps_of(session, draft):
        if (told := numbers.get(step.key)) is None:
            continue
        here = (step.minutes, step.due_day)
        minutes_before, day_before = told.was or here
        minutes = step.minutes
        if told.minutes is not None:
            minutes = _merged(told.minutes, minutes_before, step.minutes)
        step.minutes, step.due_day = minutes, _merged(told.due_day, day_before, step.due_day)
        other = other or (step.minutes, step.due_day) != here
    return other


def _merged(told: N, before: int | None, here: N) -> N:
    """What a number is to be: as it is here, unless the form changed it. Raises Conflict when both changed."""
    if told == before:
        return here
    if here not in (before, told):
        raise Conflict(_RENUMBERED)
    return told


def outline_of(session: Session, draft: TrackVersion) -> Outline:
    """The order of a draft, by the keys."""
    steps = steps_of(session, draft)
    return tuple(
        Part(section.key, tuple(step.key for step in steps if step.section_id == section.id))
        for section in sections_of(session, draft)
    )


def _rearrange(
    session: Session, track: Track, draft: TrackVersion, actor: Actor, after: Outline, now: datetime
) -> None:
    if after != outline_of(session, draft):
        write_outline(session, draft, after)
        changed(session, track, draft, actor, "order", now=now)


def write_outline(session: Session, draft: TrackVersion, after: Outline) -> None:
    """Number everything as it stands: steps from 1 through all sections."""
    sections = {section.key: section for section in sections_of(session, draft)}
    steps = {step.key: step for step in steps_of(session, draft)}
    place = 0
    for number, part in enumerate(after, 1):
        sections[part.key].position = number
        for key in part.steps:
            place += 1
            steps[key].position, steps[key].section_id = place, sections[part.key].id
    session.flush()  # what is read next stands in this order
