"""What an editor looks at once more before a track is published. Pure: no database, no Flask."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.onboarding.track_words import amount

#: So many steps are named in a sentence; of more there is the number.
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Summary:
    """What the draft asks, in short; and what may be meant so, but is worth a look."""

    facts: tuple[str, ...]
    doubts: tuple[str, ...]


def summary_of(steps: Sequence[Any]) -> Summary:
    """Of rows of steps in their order."""
    return Summary(facts=_facts(steps), doubts=(*_twice(steps), *_without_day(steps)))


def _facts(steps: Sequence[Any]) -> tuple[str, ...]:
    required = sum(1 for step in steps if step.required)
    has_to = ngettext("%(num)s of them has to be done", "%(num)s of them have to be done", required)
    days = [step.due_day for step in steps if step.due_day is not None]
    last = _("the last one is due by day %(day)s", day=max(days)) if days else _("none has a day")
    number, *time = amount(len(steps), sum(step.minutes for step in steps), None)
    return number, has_to, *time, last


def _twice(steps: Sequence[Any]) -> list[str]:
    """The same thing done with the same item more than once."""
    places: dict[tuple[Any, ...], list[int]] = {}
    for place, step in enumerate(steps, 1):
        if step.item_kind is not None:
            places.setdefault((step.kind, step.item_kind, step.item_id), []).append(place)
    return [
        _("“%(title)s” comes up more than once: steps %(places)s.", title=steps[at[0] - 1].title, places=_listed(at))
        for at in places.values()
        if len(at) > 1
    ]


def _without_day(steps: Sequence[Any]) -> list[str]:
    """Steps that are never due: nobody is reminded of them."""
    without = [place for place, step in enumerate(steps, 1) if step.due_day is None and step.required]
    if not without:
        return []
    count = len(without)
    if count > MOST_NAMED:
        return [
            ngettext(
                "%(num)s step that has to be done has no day: nobody is reminded of it.",
                "%(num)s steps that have to be done have no day: nobody is reminded of them.",
                count,
            )
        ]
    return [
        ngettext(
            "Step %(places)s has no day: nobody is reminded of it.",
            "Steps %(places)s have no day: nobody is reminded of them.",
            count,
            places=_listed(without),
        )
    ]


def _listed(places: Sequence[int]) -> str:
    return ", ".join(str(place) for place in places)
