"""What differs between two versions of a track, step by step. Pure: no database, no Flask."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Protocol

from portal.core.difference import Piece, difference

#: What of a step is text, compared word by word, and what is a fact, shown as it was and as it is.
TEXTS = ("title", "body", "questions")
FACTS = ("kind", "item", "minutes", "due_day", "required", "after")


class Happened(StrEnum):
    """What became of a step."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    #: It says the same and stands elsewhere.
    MOVED = "moved"


class Stepping(Protocol):
    """What of a step is compared: a row of ``queries.tracks.step_rows``."""

    key: Any
    title: Any
    section_key: Any


@dataclass(frozen=True, slots=True)
class StepChange:
    """What became of one step."""

    happened: Happened
    title: str
    #: Differing texts by the names of the fields, word by word.
    texts: Mapping[str, Sequence[Piece]]
    #: Differing facts by the names of the fields: as it was, as it is.
    facts: Mapping[str, tuple[Any, Any]]
    moved: bool = False


def changes(before: Sequence[Stepping], after: Sequence[Stepping]) -> tuple[StepChange, ...]:
    """What happened to the steps, in the order of the later version; those that are gone stand at the end."""
    old = {step.key: step for step in before}
    new = {step.key: step for step in after}
    moved = _moved(before, after)
    found = [*_later(old, after, moved)]
    gone = [StepChange(Happened.REMOVED, step.title, {}, {}) for step in before if step.key not in new]
    return (*found, *gone)


def _later(old: Mapping[Any, Stepping], after: Sequence[Stepping], moved: frozenset[Any]) -> Iterator[StepChange]:
    for step in after:
        was = old.get(step.key)
        if was is None:
            yield StepChange(Happened.ADDED, step.title, {}, {})
            continue
        texts = {
            name: difference(getattr(was, name), getattr(step, name))
            for name in TEXTS
            if getattr(was, name) != getattr(step, name)
        }
        facts = {name: (_fact(was, name), _fact(step, name)) for name in FACTS if _fact(was, name) != _fact(step, name)}
        if texts or facts:
            yield StepChange(Happened.CHANGED, step.title, texts, facts, moved=step.key in moved)
        elif step.key in moved:
            yield StepChange(Happened.MOVED, step.title, {}, {}, moved=True)


def _fact(step: Any, name: str) -> Any:
    return (step.item_kind, step.item_id) if name == "item" else getattr(step, name)


def _moved(before: Sequence[Stepping], after: Sequence[Stepping]) -> frozenset[Any]:
    """Keys of steps that went to another section, or past others that stayed: as few as explain the new order."""
    old, new = {step.key: step for step in before}, {step.key: step for step in after}
    here = [step.key for step in before if step.key in new]
    there = [step.key for step in after if step.key in old]
    stayed = {
        key
        for block in SequenceMatcher(None, here, there, autojunk=False).get_matching_blocks()
        for key in here[block.a : block.a + block.size]
    }
    elsewhere = {key for key in there if old[key].section_key != new[key].section_key}
    return frozenset(set(there) - stayed | elsewhere)
