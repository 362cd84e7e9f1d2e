"""Many requests at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from flask import Flask

from portal.core.db import db

T = TypeVar("T")


def at_once(app: Flask, times: int, work: Callable[[int], T]) -> list[T]:
    """Run ``work(0)`` to ``work(times - 1)`` in as many threads, all let go together; the results in that order."""
    together = Barrier(times)

    def one(n: int) -> T:
        with app.app_context():
            together.wait()
            try:
                return work(n)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))
