"""Clients that write over HTTP and note what the server has acknowledged."""

import http.client
import itertools
import random
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.initiatives.factories import OUTCOME, PROBLEM, SOLUTION

ACKNOWLEDGED = range(200, 400)
#: The answers that refuse for a reason of the portal: what was asked for isn't done by this request.
REFUSED = {403, 409, 422, 429}


@dataclass(frozen=True)
class Browser:
    """Somebody who is signed in: the cookie, and the token of their forms."""

    person_id: int
    cookie: str
    csrf: str


@dataclass
class Noted:
    """What one client has asked for, by what makes it known again; whether the server said that it is done."""

    submissions: dict[str, bool] = field(default_factory=dict)
    comments: dict[str, bool] = field(default_factory=dict)
    #: By initiative and person: the last acknowledged wish, or None while that is unknown.
    supports: dict[tuple[int, int], bool | None] = field(default_factory=dict)
    #: By the words of the reason: the initiatives that it was given to.
    moves: dict[str, tuple[tuple[int, ...], bool]] = field(default_factory=dict)
    #: By twin and survivor: whether they are merged, or None while that is unknown.
    merges: dict[tuple[int, int], bool | None] = field(default_factory=dict)
    merged: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@dataclass
class Ground:
    """What one client writes on: nobody else moves or merges these."""

    people: list[Browser]
    committee: list[Browser]
    talk: list[int]
    movable: list[int]
    twins: list[tuple[int, int]]
    statuses: dict[str, int]


class Writer(threading.Thread):
    """Writes without a pause until it is told to end; what got no answer is sent again with the same key."""

    def __init__(self, port: int, ground: Ground, seed: int) -> None:
        super().__init__(name=f"writer-{seed}", daemon=True)
        self._port, self._ground = port, ground
        self._random = random.Random(seed)  # noqa: S311 - what to do next, no secret
        self._people, self._committee = itertools.cycle(ground.people), itertools.cycle(ground.committee)
        self._numbers = itertools.count(1)
        self._standing = dict.fromkeys(ground.movable, "new")
        self._unsure: set[int] = set()
        self.noted = Noted()
        self.ending = threading.Event()
        self._seed = seed

    def run(self) -> None:
        deeds: list[Callable[[], None]] = [
            self._submit, self._comment, self._comment, self._support, self._support, self._move, self._move_several,
            self._merge,
        ]  # fmt: skip
        while not self.ending.is_set():
            self._random.choice(deeds)()

    def _submit(self) -> None:
        title = f"Пандус номер {self._seed}-{next(self._numbers)} біля входу"
        fields = {
            "kind": "problem", "title": title, "problem": PROBLEM, "solution": SOLUTION, "outcome": OUTCOME,
            "submission_key": secrets.token_urlsafe(16), "alikes_seen": "1",
        }  # fmt: skip
        self.noted.submissions[title] = False
        self.noted.submissions[title] = self._until_answered(next(self._people), "/initiatives/new", fields)

    def _comment(self) -> None:
        body = f"Зауваження {self._seed}-{next(self._numbers)}: у нас так само."
        fields = {"body": body, "submission_key": secrets.token_urlsafe(16)}
        self.noted.comments[body] = False
        path = f"/discussion/initiative/{self._random.choice(self._ground.talk)}/comments"
        self.noted.comments[body] = self._until_answered(next(self._people), path, fields)

    def _support(self) -> None:
        browser, number = next(self._people), self._random.choice(self._ground.talk)
        key = (number, browser.person_id)
        wanted = not self.noted.supports.get(key)
        self.noted.supports[key] = None
        path = f"/initiatives/{number}/{'support' if wanted else 'unsupport'}"
        if self._until_answered(browser, path, {}):
            self.noted.supports[key] = wanted

    def _move(self) -> None:
        number = self._random.choice(self._ground.movable)
        fields = {"to": str(self._next_status([number])), "back": "/"}
        self._carry(f"/initiatives/{number}/move", fields, [number])

    def _move_several(self) -> None:
        numbers = self._ground.movable[-3:]
        if len({self._standing[number] for number in numbers}) > 1 or self._unsure & set(numbers):
            return
        seen = self._ground.statuses[self._standing[numbers[0]]]
        to = self._next_status(numbers)
        self._carry("/initiatives/several/move", {"to": to, "n": [f"{n}.{seen}" for n in numbers]}, numbers)

    def _next_status(self, numbers: list[int]) -> int:
        return self._ground.statuses["declined" if self._standing[numbers[0]] != "declined" else "in_review"]

    def _carry(self, path: str, fields: dict[str, Any], numbers: list[int]) -> None:
        """Sent once: whether a move that got no answer was made is told by the words that it left."""
        reason = f"Рішення {self._seed}-{next(self._numbers)}: про це домовились на зборах."
        self.noted.moves[reason] = (tuple(numbers), False)
        status = self._send(next(self._committee), path, fields | {"reason": reason})
        to = next(name for name, id_ in self._ground.statuses.items() if str(id_) == str(fields["to"]))
        if status in ACKNOWLEDGED:
            self.noted.moves[reason] = (tuple(numbers), True)
            self._standing.update(dict.fromkeys(numbers, to))
            self._unsure -= set(numbers)
        elif status is None:
            self._unsure |= set(numbers)
        elif len(numbers) == 1 and status in {409, 422}:  # it was moved by the request whose answer was lost
            self._standing[numbers[0]] = to
            self._unsure.discard(numbers[0])

    def _merge(self) -> None:
        twin, survivor = self._random.choice(self._ground.twins)
        merged = self.noted.merges.get((twin, survivor), False)
        fields = {"reason": f"Рішення {self._seed}-{next(self._numbers)}: це одне й те саме."}
        self.noted.merges[twin, survivor] = None
        if merged:
            path = f"/initiatives/{twin}/part"
        else:
            path, fields = f"/initiatives/{survivor}/merge", fields | {"with": str(twin), "survivor": str(survivor)}
        status = self._send(next(self._committee), path, fields)
        if status in ACKNOWLEDGED:
            self.noted.merges[twin, survivor] = not merged
            self.noted.merged += 1
        elif status in {403, 409, 422}:  # it stands as the request without an answer has left it
            self.noted.merges[twin, survivor] = not merged

    def _until_answered(self, browser: Browser, path: str, fields: dict[str, Any]) -> bool:
        while not self.ending.is_set():
            status = self._send(browser, path, fields)
            if status is not None:
                return status in ACKNOWLEDGED
        return False

    def _send(self, browser: Browser, path: str, fields: dict[str, Any]) -> int | None:
        """The status of the answer; None when there was none."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        headers = {
            "Cookie": browser.cookie, "X-CSRFToken": browser.csrf, "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        try:
            connection.request("POST", path, urlencode(fields, doseq=True), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.ending.wait(0.05)
            return None
        finally:
            connection.close()
        if answer.status == 503:  # nothing was changed, and it may be sent again
            return None
        if answer.status not in ACKNOWLEDGED:
            self.noted.refused[f"{path.rsplit('/', 1)[1]} {answer.status}"] += 1
            if answer.status not in REFUSED:
                self.noted.faults.append(f"{path} answered {answer.status}")
        return answer.status


def all_noted(writers: list[Writer], what: str) -> Iterator[tuple[Any, Any]]:
    """The notes of all clients about one thing."""
    for writer in writers:
        yield from getattr(writer.noted, what).items()
