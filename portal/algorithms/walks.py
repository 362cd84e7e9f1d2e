"""A walk as a player reports it: read from what was sent, and held against the version that was walked. Pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.algorithms.document import BlockKind
from portal.algorithms.graph import Graph
from portal.algorithms.models import MAX_KEY_LETTERS
from portal.core.clock import full_hour

#: Entries of one walk, far more than any call has; and walks that are sent at once.
MOST_ENTRIES, MOST_WALKS = 200, 20
#: One entry: a page that was left open is no conversation.
MOST_SECONDS = 3600
#: So long a walk is kept, and so late it may arrive.
KEPT_DAYS = 400
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
_LATEST = 2**40
#: Keys take nine; what is open at any time may be more.
MOST_NUMBER = 10_000


class How(StrEnum):
    """How somebody came to a step."""

    START = "start"
    #: The walk began here, for a search has found the step.
    FOUND = "found"
    ANSWER = "answer"
    ANY_TIME = "any"
    BACK = "back"


#: What has a number.
_TAKEN = frozenset({How.ANSWER, How.ANY_TIME})
#: How a walk begins, and never goes on.
BEGINNINGS = frozenset({How.START, How.FOUND})


@dataclass(frozen=True, slots=True)
class Entry:
    """A step that was shown, for how long, and how one came there."""

    step: str
    seconds: int
    how: How
    #: Of the answer or of the move at any time that was taken; None where none was, or where it isn't said.
    number: int | None = None

    @property
    def kept(self) -> list[Any]:
        """As it is sent and kept: a number stands only where there is one."""
        said = [self.step, self.seconds, self.how.value]
        return said if self.number is None else [*said, self.number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One conversation. Whose it is isn't said."""

    key: str
    revision: int
    #: Seconds since 1970, by the clock of whoever walked.
    began_at: int
    #: The end that was reached; None for a walk that was left.
    finish: str | None
    path: tuple[Entry, ...]

    @property
    def seconds(self) -> int:
        """How long it took in all."""
        return sum(entry.seconds for entry in self.path)

    def hour(self, now: datetime) -> datetime | None:
        """The hour in which it began, no later than ``now``; None for one that is too old to be kept."""
        first = now - timedelta(days=KEPT_DAYS)
        if self.began_at < first.timestamp():
            return None
        return full_hour(now if self.began_at > now.timestamp() else datetime.fromtimestamp(self.began_at, UTC))


def read_walk(said: object) -> Walk | None:
    """What was sent as a walk; None for what is none. Keys of steps are not looked up here."""
    if not isinstance(said, dict):
        return None
    key, path, finish = said.get("key"), said.get("path"), said.get("finish")
    revision, began_at = _whole(said.get("revision"), 2**31 - 1), _whole(said.get("began_at"), _LATEST)
    if not (isinstance(key, str) and _KEY.fullmatch(key)) or revision is None or began_at is None:
        return None
    if not isinstance(path, list) or not 1 <= len(path) <= MOST_ENTRIES:
        return None
    entries = [_entry(one) for one in path]
    whole = tuple(entry for entry in entries if entry is not None)
    if len(whole) < len(path) or not (finish is None or finish == whole[-1].step):
        return None
    return Walk(key=key, revision=revision, began_at=began_at, finish=finish, path=whole)


def _entry(said: Any) -> Entry | None:
    if not isinstance(said, list) or len(said) not in {3, 4}:
        return None
    step, seconds, how = said[0], _whole(said[1], MOST_SECONDS), said[2]
    if not (isinstance(step, str) and 0 < len(step) <= MAX_KEY_LETTERS and isinstance(how, str)):
        return None
    number = _whole(said[3], MOST_NUMBER) if len(said) > 3 else None
    if len(said) > 3 and (number is None or how not in _TAKEN):
        return None
    return Entry(step, seconds, How(how), number) if seconds is not None and how in set(How) else None


def _whole(said: object, most: int) -> int | None:
    return said if isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= most else None


def fits(walk: Walk, graph: Graph) -> bool:
    """Whether somebody can have gone so: by answers that are there, by what is open at any time, and back again."""
    arrows = (*graph.arrows, *graph.any_time)
    ways = {(arrow.source, arrow.target, number) for arrow in arrows for number in (arrow.number, None)}
    trail: list[str] = []
    for entry in walk.path:
        if not trail:
            fitting = entry.how in BEGINNINGS and entry.step in _first(entry.how, graph)
        elif entry.how is How.BACK:
            fitting = _gone_back(trail, entry.step)
        else:
            source = None if entry.how is How.ANY_TIME else trail[-1]
            fitting = (source, entry.step, entry.number) in ways
        if not fitting or (trail and entry.how in BEGINNINGS):
            return False
        trail.append(entry.step)
    last = graph.by_key[walk.path[-1].step]
    return walk.finish == (last.key if last.kind is BlockKind.FINISH else None)


def _first(how: How, graph: Graph) -> Collection[str | None]:
    """Where a walk can begin: a search leads to any step."""
    return [*graph.by_key] if how is How.FOUND else [graph.start]


def _gone_back(trail: list[str], step: str) -> bool:
    """Shorten the trail to what lay before an earlier ``step``, the last of that key; whether there is one."""
    for place in range(len(trail) - 2, -1, -1):
        if trail[place] == step:
            del trail[place:]
            return True
    return False


def goes_on(path: Sequence[Entry], kept: Sequence[Sequence[Any]]) -> bool:
    """Whether ``path`` is what is kept and more: then it takes its place."""
    return len(path) > len(kept) and all(_same(entry.kept, one) for entry, one in zip(path, kept, strict=False))


def _same(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Whatever time it took."""
    return (one[0], one[2:]) == (other[0], other[2:])
