"""Values that are dear to make, kept in the memory of the process for a time."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(slots=True)
class _Entry(Generic[V]):
    #: Held by whoever makes the value; it goes with the entry.
    turn: Lock = field(default_factory=Lock)
    made: tuple[datetime, V] | None = None


class Fresh(Generic[K, V]):
    """Values by their keys, each for a time after it was made; of more than ``most`` the longest unasked goes."""

    def __init__(self, holds: timedelta, most: int) -> None:
        self._holds, self._most = holds, most
        self._entries: OrderedDict[K, _Entry[V]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """Of how many keys something is kept."""
        return len(self._entries)

    def get(self, key: K, now: datetime, make: Callable[[], V]) -> tuple[datetime, V]:
        """As of when, and the value. While somebody makes it, those who ask for the same key wait for the same one."""
        entry = self._entry(key)
        with entry.turn:
            # Whoever has waited asked a moment before it was made.
            if entry.made is None or abs(now - entry.made[0]) >= self._holds:
                entry.made = now, make()
            return entry.made

    def _entry(self, key: K) -> _Entry[V]:
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            if len(self._entries) > self._most:
                self._entries.popitem(last=False)
            return entry

    def forget(self) -> None:
        """Make everything anew next time; what is being made now is kept for nobody else."""
        with self._lock:
            self._entries.clear()
