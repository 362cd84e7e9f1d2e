"""A pace for looks at what is being typed, in the memory of the process alone: no row and no line tells of them."""

from collections import deque
from threading import BoundedSemaphore, Lock
from time import monotonic

#: Looks of one person at a worker: far above what anybody's typing asks for.
LOOKS, SECONDS = 60, 60
#: Long texts keep a thread busy for a tenth of a second: pages always have threads left.
at_once = BoundedSemaphore(2)


class Pace:
    """How often each has looked within the last minute; what is older is forgotten."""

    def __init__(self, looks: int = LOOKS) -> None:
        self._most = looks
        self._looks: dict[int, deque[float]] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        """Of how many people something is remembered."""
        return len(self._looks)

    def takes(self, person_id: int, now: float | None = None) -> bool:
        """Count one look of a person; False when there were too many. ``now`` in seconds, of a clock of its own."""
        now = monotonic() if now is None else now
        with self._lock:
            self._forget(now - SECONDS)
            looks = self._looks.pop(person_id, None) or deque()
            while looks and looks[0] <= now - SECONDS:
                looks.popleft()
            taken = len(looks) < self._most
            if taken:
                looks.append(now)
            self._looks[person_id] = looks
            return taken

    def _forget(self, before: float) -> None:
        """Those who haven't looked since; whoever looked last stands last."""
        while self._looks:
            person_id, looks = next(iter(self._looks.items()))
            if looks[-1] > before:
                return
            del self._looks[person_id]
