"""What happened at Malva Dim: the files of initiatives become one stream of moments, oldest first.

Dates are relative to today, and the same files on the same day give the same stream.
"""

import heapq
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from portal.cli.demo.company import DATA, Company
from portal.initiatives.models import Frequency, Reach

#: Voices come mostly in the first weeks.
SUPPORT_DAYS = 70.0
LATEST_BEFORE_NOW = timedelta(minutes=4)
_FREQUENCIES = (Frequency.DAILY, Frequency.WEEKLY, Frequency.WEEKLY, Frequency.MONTHLY, Frequency.RARELY)
_REACHES = (Reach.ONE, Reach.SEVERAL, Reach.SEVERAL, Reach.DOZENS, Reach.HUNDREDS)


@dataclass(frozen=True, order=True)
class Moment:
    """One thing that somebody does. ``what`` names it, ``data`` is its part of the file."""

    at: datetime
    turn: int
    story: str = field(compare=False)
    by: str = field(compare=False)
    what: str = field(compare=False)
    data: dict[str, Any] = field(compare=False)


def read_stories() -> list[dict[str, Any]]:
    """Every initiative of the files."""
    return [
        json.loads(line)
        for path in sorted(DATA.glob("initiatives*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def moments(stories: Iterable[dict[str, Any]], company: Company, *, now: datetime, zone: ZoneInfo) -> list[Moment]:
    """All of them in the order in which they happened."""
    return list(heapq.merge(*(sorted(_Story(story, company, now, zone).moments()) for story in stories)))


class _Story:
    """One initiative's moments."""

    def __init__(self, data: dict[str, Any], company: Company, now: datetime, zone: ZoneInfo) -> None:
        self._data = data
        self._company = company
        self._random = Random(data["id"])  # noqa: S311 - the same every time, guards nothing
        self._now = now
        self._today = now.astimezone(zone).date()
        self._start = self._submission(zone)
        self._scale = self._pace()
        self._turn = 0

    def _submission(self, zone: ZoneInfo) -> datetime:
        minutes = self._random.randrange(8 * 60 + 5, 19 * 60 + 50)
        day = self._today - timedelta(days=self._data["days_ago"])
        moment = datetime.combine(day, time(minutes // 60, minutes % 60, self._random.randrange(60)), zone)
        return min(moment.astimezone(self._now.tzinfo), self._now - timedelta(hours=3))

    def _pace(self) -> float:
        """1, or less when the last thing would lie in the future."""
        room = (self._now - LATEST_BEFORE_NOW - self._start) / timedelta(days=1)
        last = max([step["after_days"] for step in self._steps()], default=0.0) + 0.01
        return min(1.0, room / last)

    def _steps(self) -> Iterator[dict[str, Any]]:
        yield from self._data.get("moves", ())
        for comment in self._data.get("comments", ()):
            yield comment
            yield from comment.get("replies", ())

    def _at(self, after_days: float) -> datetime:
        return min(self._start + timedelta(days=after_days * self._scale), self._now - LATEST_BEFORE_NOW)

    def _moment(self, at: datetime, by: str, what: str, data: dict[str, Any]) -> Moment:
        self._turn += 1
        return Moment(at, self._turn, self._data["id"], by, what, data)

    def moments(self) -> Iterator[Moment]:
        """Submission, moves, comments with replies and reactions, supports."""
        yield self._moment(self._start, self._data["author"], "submit", self._data)
        yield from self._moves()
        for place, comment in enumerate(self._data.get("comments", ())):
            yield from self._comment(comment, str(place), None)
            for under, reply in enumerate(comment.get("replies", ())):
                yield from self._comment(reply, f"{place}.{under}", str(place))
        yield from self._supports()

    def _moves(self) -> Iterator[Moment]:
        planned = False
        for move in self._data.get("moves", ()):
            at = self._at(move["after_days"])
            until = self._day(move.get("until_in_days"))
            yield self._moment(at, move["by"], "move", {**move, "until": until})
            if not planned and move["to"] == "accepted" and "owner" in self._data:
                planned = True
                plan = {"owner": self._data["owner"], "due_on": self._day(self._data.get("due_in_days"))}
                yield self._moment(at + timedelta(seconds=40), move["by"], "plan", plan)

    def _day(self, in_days: int | None) -> date | None:
        return None if in_days is None else self._today + timedelta(days=in_days)

    def _comment(self, comment: dict[str, Any], key: str, parent: str | None) -> Iterator[Moment]:
        at = self._at(comment["after_days"])
        yield self._moment(at, comment["by"], "comment", {**comment, "key": key, "parent": parent})
        for kind, people in comment.get("reactions", {}).items():
            for by in people:
                later = at + timedelta(minutes=self._random.randrange(3, 60 * 20))
                later = max(at + timedelta(seconds=30), min(later, self._now - LATEST_BEFORE_NOW / 2))
                yield self._moment(later, by, "react", {"key": key, "kind": kind})

    def _supports(self) -> Iterator[Moment]:
        named = self._data.get("supports", [])
        quiet = self._data["supporters"] - len(named)
        for support in [*named, *self._quiet_supports({self._data["author"], *(one["by"] for one in named)}, quiet)]:
            share = self._random.random() ** 2.2
            at = self._start + (self._support_ends() - self._start) * (0.002 + 0.99 * share)
            yield self._moment(at, support["by"], "support", support)

    def _support_ends(self) -> datetime:
        """Nobody supports what has been declined, or what they have forgotten."""
        ends = [self._now - LATEST_BEFORE_NOW, self._start + timedelta(days=SUPPORT_DAYS)]
        ends += [self._at(move["after_days"]) for move in self._data.get("moves", ()) if move["to"] == "declined"]
        return min(ends)

    def _quiet_supports(self, taken: set[str], count: int) -> Iterator[dict[str, Any]]:
        """Voices without a word, half of them with a frequency; nobody who came to the company later."""
        could = [
            one.key
            for one in self._company.people.values()
            if one.key not in taken and one.started_on <= self._start.date()
        ]
        for by in self._random.sample(could, max(0, min(count, len(could)))):
            says_more = self._random.random() < 0.45
            yield {
                "by": by,
                "frequency": self._random.choice(_FREQUENCIES) if says_more else None,
                "reach": self._random.choice(_REACHES) if says_more else None,
                "evidence": "",
            }
