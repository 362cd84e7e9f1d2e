"""Work that another process does while the stories before it are still being lived."""

import signal
import sys
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self

from portal.cli.supervisor import end_with_parent
from portal.core.markdown import render


class Ahead:
    """One process that does things in order; what came of them is kept here.

    Where there are two processors, laying out texts and drawing pictures cost a load next to no time then. What is
    to be done has to be a function of a module, and all it needs comes along: the process knows no database.
    """

    def __init__(self) -> None:
        """Split off the process: to be called while no connection is open that it would inherit."""
        self._pool = ProcessPoolExecutor(1, get_context("fork"), initializer=_begin)
        self._pool.submit(int).result()
        self._pool.submit(render, "*")  # what lays out texts begins while there is nothing to lay out yet
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


def _begin() -> None:
    """Ctrl-C is for the parent, and without it there is nobody to work for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        end_with_parent()
