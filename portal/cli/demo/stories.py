"""What happened at Malva Dim: the files of initiatives become one stream of moments, oldest first.

Dates are relative to today, and the same files on the same day give the same stream.
"""

import heapq
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.cli.demo.company import DATA, Company
from portal.cli.demo.outcomes import sign_of
from portal.cli.demo.timeline import LATEST_BEFORE_NOW, NOBODY, Moment, Timeline
from portal.core.clock import full_hour
from portal.initiatives.models import Frequency, Reach

#: Voices come mostly in the first weeks.
SUPPORT_DAYS = 70.0
#: Statuses in which work begins.
BEGINNINGS = frozenset({"in_progress", "pilot"})
_FREQUENCIES = (Frequency.DAILY, Frequency.WEEKLY, Frequency.WEEKLY, Frequency.MONTHLY, Frequency.RARELY)
_REACHES = (Reach.ONE, Reach.SEVERAL, Reach.SEVERAL, Reach.DOZENS, Reach.HUNDREDS)


def read_stories() -> list[dict[str, Any]]:
    """Every initiative of the files; those without an author are told without a name."""
    return [
        json.loads(line)
        for path in (*sorted(DATA.glob("initiatives*.jsonl")), DATA / "anonymous.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def moments(stories: Iterable[dict[str, Any]], company: Company, *, now: datetime, zone: ZoneInfo) -> list[Moment]:
    """All of them in the order in which they happened."""
    told = [(_Story if "author" in story else _Voice)(story, company, now, zone) for story in stories]
    return list(heapq.merge(*(sorted(story.moments()) for story in told)))


class _Story(Timeline):
    """One initiative's moments."""

    def _steps(self) -> Iterator[dict[str, Any]]:
        yield from self._data.get("moves", ())
        yield from self._measurements()
        yield from self._merges()
        yield from self._data.get("conversation", ())
        yield from self._data.get("solutions", ())
        for comment in self._data.get("comments", ()):
            yield comment
            yield from comment.get("replies", ())

    def moments(self) -> Iterator[Moment]:
        """Submission, moves, comments with replies and reactions, supports."""
        yield from self._beginning()
        yield from self._moves()
        for found in self._measurements():
            yield self._moment(self._at(found["after_days"]), found["by"], "measure", found)
        for merge in self._merges():
            yield self._moment(self._at(merge["after_days"]), merge["by"], "merge", merge)
        yield from self._talk()
        for at, by, what, data in ways_of(self._data, self._at, self._now - LATEST_BEFORE_NOW):
            yield self._moment(at, by, what, data)
        yield from self._supports()

    def _beginning(self) -> Iterator[Moment]:
        yield self._moment(self._start, self._data["author"], "submit", self._data)

    def _moves(self) -> Iterator[Moment]:
        planned = False
        for move in self._data.get("moves", ()):
            at = self._at(move["after_days"])
            until = self._day(move.get("until_in_days"))
            agreed = {"agreed": self._agreed(move["by"])} if move["to"] in BEGINNINGS else {}
            yield self._moment(at, move["by"], "move", {**move, "until": until, **agreed})
            if not planned and move["to"] == "accepted" and "owner" in self._data:
                planned = True
                plan = {"owner": self._data["owner"], "due_on": self._day(self._data.get("due_in_days"))}
                yield self._moment(at + timedelta(seconds=40), move["by"], "plan", plan)

    def _agreed(self, begun_by: str) -> dict[str, Any] | None:
        """By what it was to be seen whether it worked; nothing of what was begun before anybody asked."""
        story = self._data
        if story.get("unrecorded"):
            return None
        others = [story.get("author"), story.get("owner"), begun_by]
        return {
            "metric": story.get("metric"),
            "sign": sign_of(story),
            "check_on": self._look_on(),
            "measurer": next(one for one in others if one),
        }

    def _look_on(self) -> date:
        """The week before what was measured was confirmed; else some time after it was done, or will be."""
        ends = {move["to"]: self._at(move["after_days"]).date() for move in self._data["moves"]}
        if "measured" in ends:
            return ends["measured"] - timedelta(days=7)
        if "measurement" in self._data:
            return self._at(self._data["measurement"]["after_days"]).date()
        done = ends.get("implemented") or self._day(self._data.get("due_in_days")) or self._today
        return done + timedelta(days=self._random.randrange(75, 110))

    def _measurements(self) -> list[dict[str, Any]]:
        """What somebody found and nobody has confirmed; nothing for most."""
        return [self._data["measurement"]] if "measurement" in self._data else []

    def _merges(self) -> list[dict[str, Any]]:
        """Into what the committee merged it; nothing for most."""
        return [self._data["merged"]] if "merged" in self._data else []

    def _supports(self) -> Iterator[Moment]:
        named = self._data.get("supports", [])
        quiet = self._data["supporters"] - len(named)
        for support in [
            *named,
            *self._quiet_supports({self._data.get("author"), *(one["by"] for one in named)}, quiet),
        ]:
            share = self._random.random() ** 2.2
            at = self._start + (self._support_ends() - self._start) * (0.002 + 0.99 * share)
            yield self._moment(at, support["by"], "support", support)

    def _support_ends(self) -> datetime:
        """Nobody supports what has been declined or merged, or what they have forgotten."""
        ends = [self._now - LATEST_BEFORE_NOW, self._start + timedelta(days=SUPPORT_DAYS)]
        ends += [self._at(move["after_days"]) for move in self._data.get("moves", ()) if move["to"] == "declined"]
        ends += [self._at(merge["after_days"]) for merge in self._merges()]
        return min(ends)

    def _quiet_supports(self, taken: set[str | None], count: int) -> Iterator[dict[str, Any]]:
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


class _Voice(_Story):
    """One initiative whose author has no name, and what they and the committee write to each other."""

    def _beginning_at(self) -> datetime:
        return full_hour(super()._beginning_at())  # let out with the hour

    def _beginning(self) -> Iterator[Moment]:
        yield self._moment(self._start - timedelta(minutes=25), NOBODY, "seal", self._data)
        yield self._moment(self._start, NOBODY, "let_out", {})
        for said in self._data["conversation"]:
            at = self._at(said["after_days"])
            if "by" in said:
                yield self._moment(at, said["by"], "write_to_author", said)
            else:
                yield self._moment(at, NOBODY, "seal_message", said)
                yield self._moment(full_hour(at) + timedelta(hours=1), NOBODY, "let_out", {})


def ways_of(
    story: dict[str, Any], at: Callable[[float], datetime], latest: datetime
) -> list[tuple[datetime, str, str, dict[str, Any]]]:
    """When, who, what, with what: the part of a story that tells of its solutions."""
    told: list[tuple[datetime, str, str, dict[str, Any]]] = []
    for place, way in enumerate(story.get("solutions", ())):
        began = at(way["after_days"])
        if "text" in way:
            told.append((began, way["by"], "propose_way", {"text": way["text"], "place": place}))
        for turn, by in enumerate(way.get("supports", ()), start=1):
            told.append((min(began + timedelta(hours=7 * turn), latest), by, "support_way", {"place": place}))
        if "chosen" in way:
            chosen = way["chosen"]
            told.append((at(chosen["after_days"]), chosen["by"], "choose_way", {"place": place}))
    return told
