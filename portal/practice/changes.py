"""What differs between two versions of a dialogue, moment by moment, for whoever has played the earlier one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from portal.core.difference import Change, difference
from portal.core.i18n import lazy_gettext as _l
from portal.knowledge.changes import TITLE, PartChange
from portal.practice.play import Moment, from_data
from portal.practice.presenting import MARKS

CUSTOMER, GOAL = _l("The customer"), _l("What you practise")


class Version(Protocol):
    """What of a version is compared."""

    title: Any
    customer: Any
    goal: Any
    play: Any


def changes(before: Version, after: Version) -> list[PartChange]:
    """The parts that say something else, in the order of the later version; what is gone stands at the end."""
    found = [PartChange(TITLE, difference(before.title, after.title))]
    found.append(PartChange(CUSTOMER, difference(before.customer, after.customer)))
    found.append(PartChange(GOAL, difference(before.goal, after.goal)))
    was, now = _moments(before), _moments(after)
    found += [PartChange(label, difference(was.get(key, ("", ""))[1], text)) for key, (label, text) in now.items()]
    found += [PartChange(label, difference(text, "")) for key, (label, text) in was.items() if key not in now]
    return [one for one in found if any(piece.kind is not Change.KEPT for piece in one.pieces)]


def _moments(version: Version) -> dict[tuple[str, int], tuple[str, str]]:
    """What each moment is called and says; several at one step are told apart by their order."""
    seen: Counter[str] = Counter()
    found = {}
    for moment in from_data(version.play).moments:
        found[moment.step, seen[moment.step]] = moment.title, "\n".join(_lines(moment))
        seen[moment.step] += 1
    return found


def _lines(moment: Moment) -> Iterator[str]:
    """The customer's words, then each reply with what it is worth, what comes of it, and why."""
    yield from _filled([moment.setting, *moment.words])
    for choice in moment.choices:
        yield f"— {choice.text} ({MARKS[choice.mark]})"
        yield from _filled([*choice.says, choice.why])


def _filled(lines: Sequence[str]) -> Iterator[str]:
    return (line for line in lines if line)
