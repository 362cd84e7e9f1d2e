"""What the case base of Malva Dim went through: cases, articles and words of care as one stream of moments."""

import heapq
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.cli.demo.algorithm_stories import read_algorithms
from portal.cli.demo.company import DATA, Company
from portal.cli.demo.timeline import LATEST_BEFORE_NOW, NOBODY, Moment, Timeline
from portal.core.clock import full_hour
from portal.knowledge.models import CHECK_AGAIN_DAYS
from portal.people.models import Role

CASE, ARTICLE, COLLECTION = "case", "article", "collection"
_STORY = ("situation", "action", "reaction", "lesson", "quote")
#: Readers click mostly in the first weeks; who has to acknowledge something does it within days.
CLICK_DAYS, ACKNOWLEDGE_DAYS = 60.0, 12.0
#: So many mornings ago the first case of the day was chosen.
DAYS_OF_CASES = 14
#: So many people besides have acknowledged a text before it changed, and not since.
NOT_AGAIN = 5


def read_knowledge() -> list[dict[str, Any]]:
    """All that the base holds: ``parts`` as they say it today, the rest as it lies there."""
    cases = [_item(CASE, row, _STORY) for name in ("cases_a", "cases_b") for row in _rows(name)]
    articles = [_item(ARTICLE, row, ("body",)) for row in _rows("articles")]
    terms = [
        _item(ARTICLE, {**row, "genre": "term", "title": row["say"]}, ("used_to_say", "why"))
        for row in _rows("dictionary")
    ]
    return [*cases, *articles, *terms, *read_algorithms()]


def read_collections() -> list[dict[str, Any]]:
    """What people put together."""
    found: list[dict[str, Any]] = json.loads((DATA / "collections.json").read_text(encoding="utf-8"))
    return [{**row, "id": f"{COLLECTION}:{row['id']}"} for row in found]


def _rows(name: str) -> Iterator[dict[str, Any]]:
    for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _item(kind: str, row: dict[str, Any], parts: Iterable[str]) -> dict[str, Any]:
    said = {key: row[key] for key in parts if row.get(key)}
    rest = {key: value for key, value in row.items() if key not in said}
    return {**rest, "id": f"{kind}:{row['id']}", "kind": kind, "parts": said}


def texts_of(item: dict[str, Any]) -> list[dict[str, str]]:
    """What it said in each revision, the first one first."""
    texts: list[dict[str, str]] = [item["parts"]]
    for revision in reversed(item.get("revisions", ())):
        texts.insert(0, {**texts[0], revision.get("part", "body"): revision["was"]})
    return texts


def knowledge_moments(
    items: Iterable[dict[str, Any]],
    collections: Iterable[dict[str, Any]],
    company: Company,
    appeared: Mapping[str, datetime],
    *,
    now: datetime,
    zone: ZoneInfo,
) -> list[Moment]:
    """All of them in the order in which they happened. ``appeared``: when the initiatives did, by their keys."""
    told = [KnowledgeStory(item, company, now, zone) for item in items]
    known = {f"initiative:{key}": at for key, at in appeared.items()} | {story.key: story.published for story in told}
    streams = [
        *(story.moments() for story in told),
        *(story.ties(known) for story in told),
        *(_collecting(collection, known, now) for collection in collections),
        _cases_of_the_days(now, zone),
    ]
    return list(heapq.merge(*(sorted(stream) for stream in streams)))


class KnowledgeStory(Timeline):
    """One case, article or word of care: its clock starts when it is published, or where it waits today."""

    @property
    def key(self) -> str:
        """By which others name it."""
        return str(self._data["id"])

    @property
    def published(self) -> datetime:
        """When it was, if it was."""
        return self._start

    def _steps(self) -> Iterator[dict[str, Any]]:
        for name in ("comments", "marks", "revisions"):
            yield from self._data.get(name, ())
        for comment in self._data.get("comments", ()):
            yield from comment.get("replies", ())

    def moments(self) -> Iterator[Moment]:
        if self._data.get("state") in {"draft", "in_review"}:
            yield from self._waiting()
            return
        happened = [*self._publishing(), *self._reading()]
        yield from happened
        if self._data.get("state") == "archived":
            last = max(moment.at for moment in happened)
            reason = {"reason": self._data["archive_reason"]}
            yield self._moment(last + (self._now - last) / 3, self._data["keeper"], "archive", reason)

    def ties(self, known: Mapping[str, datetime]) -> Iterator[Moment]:
        """Its links, made when both ends are there."""
        by = self._data["author" if self._data.get("state") in {"draft", "in_review"} else "keeper"]
        for link in self._data.get("links", ()):
            at = max(self._start, known[link["to"]]) + timedelta(minutes=self._random.randrange(5, 50))
            yield self._moment(min(at, self._now - LATEST_BEFORE_NOW), by, "tie", link)

    def _waiting(self) -> Iterator[Moment]:
        author = self._data["author"]
        yield self._moment(self._start - timedelta(hours=2), author, "begin", self._data)
        if self._data["state"] == "in_review":
            yield self._moment(self._start, author, "hand_in", {})
        if "sent_back" in self._data:
            note = self._data["sent_back"]
            back = self._at(note["after_days"])
            yield self._moment(back, note["by"], "send_back", note)
            yield self._moment(back + (self._now - back) / 3, author, "hand_in", {})

    def _publishing(self) -> Iterator[Moment]:
        """From the first word to the revision that stands today."""
        handed = min(
            self._on_day(self._data["days_ago"] + self._data.get("review_days", 1)), self._start - timedelta(minutes=35)
        )
        author = self._data.get("author", NOBODY)
        if author == NOBODY:
            handed = full_hour(handed)  # let out with the hour
            yield self._moment(handed - timedelta(minutes=25), NOBODY, "seal_mistake", self._data)
            yield self._moment(handed, NOBODY, "let_out", {})
        else:
            yield self._moment(handed - timedelta(minutes=self._random.randrange(12, 300)), author, "begin", self._data)
            yield self._moment(handed, author, "hand_in", {})
        kept_by = {"keeper": self._data["keeper"]}
        yield self._moment(self._start, self._editor(author), "publish", kept_by)
        for place, revision in enumerate(self._data.get("revisions", ()), start=1):
            at = self._at(revision["after_days"])
            yield self._moment(at - timedelta(minutes=95), revision["by"], "revise", {**revision, "place": place})
            yield self._moment(at - timedelta(minutes=90), revision["by"], "hand_in", {})
            yield self._moment(at, self._editor(revision["by"]), "publish", kept_by)

    def _editor(self, but: str) -> str:
        """Who reviews: the one of the file, unless it is their own text."""
        editors = [key for key, one in self._company.people.items() if one.actor.has(Role.EDITOR)]
        chosen = self._data.get("reviewer") or self._random.choice(editors)
        return next(key for key in (chosen, *editors) if key != but)

    def _reading(self) -> Iterator[Moment]:
        yield from self._talk()
        yield from self._resolving()
        for mark in self._data.get("marks", ()):
            yield self._moment(self._at(mark["after_days"]), mark["by"], "mark", mark)
        for kind, people in self._data.get("reactions", {}).items():
            for by in people:
                yield self._moment(self._soon(by), by, "react_to_item", {"kind": kind})
        yield from self._answers()
        if self._data.get("must_acknowledge"):
            yield from self._acknowledgements()
        yield from self._checks()

    def _resolving(self) -> Iterator[Moment]:
        for place, comment in enumerate(self._data.get("comments", ())):
            if comment.get("resolved"):
                said = max(self._at(one["after_days"]) for one in (comment, *comment.get("replies", ())))
                at = min(said + timedelta(minutes=50), self._now - LATEST_BEFORE_NOW)
                yield self._moment(at, self._data["keeper"], "resolve", {"key": str(place)})

    def _answers(self) -> Iterator[Moment]:
        """'Did it help?': a no is settled when the text was changed after it."""
        helpful = self._data.get("helpful", {"yes": 0, "no": []})
        noes = {one["by"] for one in helpful["no"]}
        for by in self._some({self._data.get("author"), *noes}, helpful["yes"]):
            yield self._moment(self._soon(by), by, "find_helpful", {})
        for no in helpful["no"]:
            at = self._soon(no["by"])
            yield self._moment(at, no["by"], "find_unhelpful", no)
            changed = [later for later in self._changes() if later > at]
            if changed:
                settled = changed[0] + timedelta(minutes=30)
                yield self._moment(settled, self._data["keeper"], "settle", {"of": no["by"]})

    def _acknowledgements(self) -> Iterator[Moment]:
        """Once for each text that changes what people do: some haven't come round to the newest one."""
        yield self._moment(self._start + timedelta(minutes=9), self._data["keeper"], "ask_to_acknowledge", {})
        named: list[str] = self._data["acknowledged_by"]
        changes = [self._at(one["after_days"]) for one in self._data.get("revisions", ()) if one["major"]]
        ends = [*changes, self._now - LATEST_BEFORE_NOW]
        for place, (since, until) in enumerate(zip([self._start, *changes], ends, strict=True)):
            here = named if place == len(changes) else [*named, *self._some(named, NOT_AGAIN)]
            for by in here:
                at = self._later(since + timedelta(minutes=20), min(until, since + timedelta(days=ACKNOWLEDGE_DAYS)))
                if self._joined(by) < at:
                    yield self._moment(at, by, "acknowledge", {})

    def _checks(self) -> Iterator[Moment]:
        days_ago = self._data.get("checked_days_ago", self._word_checked_days_ago())
        if days_ago is not None:
            at = max(self._on_day(days_ago), self._start + timedelta(minutes=15))
            yield self._moment(at, self._data["keeper"], "confirm", {"days": self._data.get("check_in_days")})

    def _word_checked_days_ago(self) -> int | None:
        """Keepers go through the dictionary now and then, and miss a word here and there."""
        is_old_word = self._data["genre"] == "term" and self._data["days_ago"] > CHECK_AGAIN_DAYS
        return self._random.randrange(3, 80) if is_old_word and self._random.random() < 0.9 else None

    def _changes(self) -> list[datetime]:
        return [self._at(revision["after_days"]) for revision in self._data.get("revisions", ())]

    def _some(self, but: Iterable[str | None], count: int) -> list[str]:
        """Colleagues at random who were there within the weeks after it was published."""
        by_then = self._start + timedelta(days=CLICK_DAYS / 2)
        could = [key for key in self._company.people if key not in set(but) and self._joined(key) < by_then]
        return self._random.sample(could, max(0, min(count, len(could))))

    def _joined(self, by: str) -> datetime:
        noon = datetime.combine(self._company.people[by].started_on, time(12), self._zone)
        return noon.astimezone(self._now.tzinfo)

    def _soon(self, by: str) -> datetime:
        """Within the weeks after it was published, and not before they had come to the company."""
        since = max(self._start + timedelta(minutes=10), self._joined(by))
        return self._later(since, self._start + timedelta(days=CLICK_DAYS))

    def _later(self, since: datetime, until: datetime) -> datetime:
        until = max(since, min(until, self._now - LATEST_BEFORE_NOW))
        share: float = self._random.random() ** 2.2
        return since + (until - since) * (0.001 + 0.99 * share)


def _cases_of_the_days(now: datetime, zone: ZoneInfo) -> Iterator[Moment]:
    """Chosen in the morning, as the worker does it."""
    for days_ago in range(DAYS_OF_CASES, -1, -1):
        morning = datetime.combine((now.astimezone(zone) - timedelta(days=days_ago)).date(), time(5), zone)
        at = min(morning.astimezone(now.tzinfo), now - LATEST_BEFORE_NOW)
        yield Moment(at, 0, CASE, NOBODY, "choose_case_of_the_day", {})


def _collecting(collection: dict[str, Any], known: Mapping[str, datetime], now: datetime) -> Iterator[Moment]:
    """Begun when half of it was there; the rest is put in as it comes."""
    latest = now - LATEST_BEFORE_NOW
    published = [known[key] for key in collection["items"]]
    made = min(sorted(published)[len(published) // 2] + timedelta(days=2), latest - timedelta(hours=1))
    yield Moment(made, 0, collection["id"], collection["by"], "collect", collection)
    for place, at in enumerate(published):
        put = min(max(made + timedelta(minutes=place + 1), at + timedelta(days=1)), latest)
        entry = {"item": collection["items"][place], "order": collection["items"]}
        yield Moment(put, place + 1, collection["id"], collection["by"], "put_in", entry)
