"""The order of a track's sections and steps, by their keys. Pure: no database, no Flask."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Part(NamedTuple):
    """A section with its steps in their order."""

    key: str
    steps: tuple[str, ...]


Outline = tuple[Part, ...]
#: What a step or a section is called in the order that a form sends: 'section:first-day', 'step:welcome'.
SECTION, STEP = "section", "step"


def step_moved(outline: Outline, key: str, by: int) -> Outline:
    """With a step one place further up (-1) or down (1); at the edge of its section it goes to the next one.

    Nothing changes at the ends of the track, and for a step that isn't there.
    """
    here = next((at for at, part in enumerate(outline) if key in part.steps), None)
    if here is None:
        return outline
    steps = list(outline[here].steps)
    place = steps.index(key)
    if 0 <= place + by < len(steps):
        steps[place], steps[place + by] = steps[place + by], steps[place]
        return _with(outline, {here: steps})
    there = here + by
    if not 0 <= there < len(outline):
        return outline
    steps.remove(key)
    other = [*outline[there].steps, key] if by < 0 else [key, *outline[there].steps]
    return _with(outline, {here: steps, there: other})


def section_moved(outline: Outline, key: str, by: int) -> Outline:
    """With a section, and all its steps, one place further up (-1) or down (1)."""
    parts = list(outline)
    here = next((at for at, part in enumerate(parts) if part.key == key), None)
    if here is None or not 0 <= here + by < len(parts):
        return outline
    parts[here], parts[here + by] = parts[here + by], parts[here]
    return tuple(parts)


def section_removed(outline: Outline, key: str) -> Outline:
    """Without a section; its steps go to the end of the one before it, of the first to the beginning of the next.

    The only section stays: steps need one.
    """
    here = next((at for at, part in enumerate(outline) if part.key == key), None)
    if here is None or len(outline) == 1:
        return outline
    steps = outline[here].steps
    if here > 0:
        outline = _with(outline, {here - 1: [*outline[here - 1].steps, *steps]})
    else:
        outline = _with(outline, {1: [*steps, *outline[1].steps]})
    return tuple(part for part in outline if part.key != key)


def arranged(outline: Outline, told: Iterable[str]) -> Outline | None:
    """The outline in the order that a form tells; None when it doesn't name exactly what is there.

    What stands above the first section belongs to it: a row can be dragged there.
    """
    parts: list[tuple[str, list[str]]] = []
    above: list[str] = []
    for name in told:
        sort, _colon, key = name.partition(":")
        if sort == SECTION:
            parts.append((key, [] if parts else above))
        elif sort == STEP:
            (parts[-1][1] if parts else above).append(key)
        else:
            return None
    new = tuple(Part(key, tuple(steps)) for key, steps in parts)
    return new if _names(new) == _names(outline) else None


def names_of(outline: Outline) -> list[str]:
    """Everything in its order, as a form sends it."""
    named = ([f"{SECTION}:{part.key}", *(f"{STEP}:{key}" for key in part.steps)] for part in outline)
    return [name for names in named for name in names]


def _names(outline: Outline) -> tuple[list[str], list[str]]:
    return sorted(part.key for part in outline), sorted(key for part in outline for key in part.steps)


def _with(outline: Outline, changed: dict[int, Sequence[str]]) -> Outline:
    return tuple(Part(part.key, tuple(changed[at])) if at in changed else part for at, part in enumerate(outline))
