"""A limit on how often each may ask, in the memory of the process alone: no row and no line tells who asked when.

What must hold for all web workers together is counted in the database: ``people.sending_limit``.
"""

from collections import deque
from threading import Lock
from time import monotonic

#: Requests of one person at a worker: far above what anybody's typing asks for.
MOST, SECONDS = 60, 60


class RateLimit:
    """How often each has asked within the last minute; what is older is forgotten."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._asked: dict[int, deque[float]] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        """Of how many people something is remembered."""
        return len(self._asked)

    def allow(self, person_id: int, now: float | None = None) -> bool:
        """Count one request of a person; False when there were too many. ``now`` in seconds, of a clock of its own."""
        now = monotonic() if now is None else now
        with self._lock:
            self._forget(now - SECONDS)
            asked = self._asked.pop(person_id, None) or deque()
            while asked and asked[0] <= now - SECONDS:
                asked.popleft()
            allowed = len(asked) < self._most
            if allowed:
                asked.append(now)
            self._asked[person_id] = asked
            return allowed

    def _forget(self, before: float) -> None:
        """Those who haven't asked since; whoever asked last stands last."""
        while self._asked:
            person_id, asked = next(iter(self._asked.items()))
            if asked[-1] > before:
                return
            del self._asked[person_id]
