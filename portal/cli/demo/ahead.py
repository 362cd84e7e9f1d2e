"""Work that is done while the stories before it are still being lived."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self


class Ahead:
    """One thread that does things in order and keeps what came of them.

    Texts are laid out by a process of their own, and pictures are made and written outside Python's lock: where there
    are two processors, both cost a load next to no time.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._found: dict[Hashable, Future[Any]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def add(self, key: Hashable, work: Callable[..., object], *what: object) -> None:
        """Have it done once for each key."""
        if key not in self._found:
            self._found[key] = self._pool.submit(work, *what)

    def result(self, key: Hashable) -> Any:
        """What came of it, waiting for it if need be."""
        return self._found[key].result()
