"""When things happen: a story's own clock, told in days after its beginning and kept out of the future."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from portal.cli.demo.company import Company

LATEST_BEFORE_NOW = timedelta(minutes=4)
#: Who does what is done without a name.
NOBODY = ""


@dataclass(frozen=True, order=True)
class Moment:
    """One thing that somebody does. ``what`` names it, ``data`` is its part of the file."""

    at: datetime
    turn: int
    story: str = field(compare=False)
    by: str = field(compare=False)
    what: str = field(compare=False)
    data: dict[str, Any] = field(compare=False)


class Timeline(ABC):
    """One story's moments. The same file on the same day gives the same ones."""

    def __init__(self, data: dict[str, Any], company: Company, now: datetime, zone: ZoneInfo) -> None:
        self._data = data
        self._company = company
        self._random = Random(data["id"])  # noqa: S311 - the same every time, guards nothing
        self._now = now
        self._zone = zone
        self._today = now.astimezone(zone).date()
        self._start = self._beginning_at()
        self._scale = self._pace()
        self._turn = 0

    @abstractmethod
    def moments(self) -> Iterator[Moment]:
        """Everything that happens in it, in any order."""

    @abstractmethod
    def _steps(self) -> Iterator[dict[str, Any]]:
        """What of the file has its ``after_days``."""

    def _beginning_at(self) -> datetime:
        return self._on_day(self._data["days_ago"])

    def _on_day(self, days_ago: int) -> datetime:
        """Within the working hours of that day."""
        minutes = self._random.randrange(8 * 60 + 5, 19 * 60 + 50)
        day = self._today - timedelta(days=days_ago)
        moment = datetime.combine(day, time(minutes // 60, minutes % 60, self._random.randrange(60)), self._zone)
        return min(moment.astimezone(self._now.tzinfo), self._now - timedelta(hours=3))

    def _pace(self) -> float:
        """1, or less when the last thing would lie in the future."""
        room = (self._now - LATEST_BEFORE_NOW - self._start) / timedelta(days=1)
        last = max([step["after_days"] for step in self._steps()], default=0.0) + 0.01
        return min(1.0, room / last)

    def _at(self, after_days: float) -> datetime:
        return min(self._start + timedelta(days=after_days * self._scale), self._now - LATEST_BEFORE_NOW)

    def _moment(self, at: datetime, by: str, what: str, data: dict[str, Any]) -> Moment:
        self._turn += 1
        return Moment(at, self._turn, self._data["id"], by, what, data)

    def _day(self, in_days: int | None) -> date | None:
        return None if in_days is None else self._today + timedelta(days=in_days)

    def _talk(self) -> Iterator[Moment]:
        """Comments with their replies."""
        for place, comment in enumerate(self._data.get("comments", ())):
            yield from self._comment(comment, str(place), None)
            for under, reply in enumerate(comment.get("replies", ())):
                yield from self._comment(reply, f"{place}.{under}", str(place))

    def _comment(self, comment: dict[str, Any], key: str, parent: str | None) -> Iterator[Moment]:
        at = self._at(comment["after_days"])
        yield self._moment(at, comment["by"], "comment", {**comment, "key": key, "parent": parent})
        for kind, people in comment.get("reactions", {}).items():
            for by in people:
                later = at + timedelta(minutes=self._random.randrange(3, 60 * 20))
                later = max(at + timedelta(seconds=30), min(later, self._now - LATEST_BEFORE_NOW / 2))
                yield self._moment(later, by, "react", {"key": key, "kind": kind})
