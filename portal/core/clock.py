"""The one place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _standing.get() or datetime.now(UTC)


def full_hour(moment: datetime) -> datetime:
    """The full hour that struck last."""
    return moment.replace(minute=0, second=0, microsecond=0)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand for the length of a block: what is told of the past happens in the past."""
    token = _standing.set(moment)
    try:
        yield
    finally:
        _standing.reset(token)
