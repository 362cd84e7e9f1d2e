"""The facts of all initiatives, kept in the process for a minute: reading them costs more than a page."""

from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy.orm import Session

from portal.core import i18n
from portal.dashboard.queries.facts import Facts, facts

FRESH_FOR = timedelta(minutes=1)


class KeptFacts:
    """Facts and when they were read; while somebody reads them anew the others wait for the same ones."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: tuple[datetime, Facts] | None = None

    def read(self, session: Session, now: datetime) -> tuple[datetime, Facts]:
        """As of when, and the facts."""
        with self._lock:
            if self._held is None or not timedelta(0) <= now - self._held[0] < FRESH_FOR:
                self._held = now, facts(session, i18n.today(now))
            return self._held

    def forget(self) -> None:
        """Read anew next time."""
        with self._lock:
            self._held = None
