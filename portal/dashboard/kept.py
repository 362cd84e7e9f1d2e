"""The facts of all initiatives, kept in the process for a minute: reading them costs more than a page."""

from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy.orm import Session

from portal.committee.queries.settings import promised
from portal.core import i18n
from portal.dashboard.figures import Figures, Wanted, figures
from portal.dashboard.queries.facts import Facts, facts

FRESH_FOR = timedelta(minutes=1)
#: Choices whose numbers are kept along.
MOST_CHOICES = 50


class KeptFacts:
    """Facts and when they were read; while somebody reads them anew the others wait for the same ones."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: tuple[datetime, Facts] | None = None
        self._made: dict[tuple[datetime, Wanted], Figures] = {}

    def read(self, session: Session, now: datetime) -> tuple[datetime, Facts]:
        """As of when, and the facts."""
        with self._lock:
            if self._held is None or not timedelta(0) <= now - self._held[0] < FRESH_FOR:
                self._held = now, facts(session, i18n.today(now))
            return self._held

    def figures(self, session: Session, wanted: Wanted, now: datetime) -> tuple[datetime, Figures]:
        """As of when, and the numbers of a choice: made once for each choice from the same facts."""
        as_of, known = self.read(session, now)
        found = self._made.get((as_of, wanted))
        if found is None:
            calendar = promised(session).calendar
            found = figures(known, wanted, calendar.day_of, calendar.is_working)
            with self._lock:
                self._made = {key: made for key, made in self._made.items() if key[0] == as_of}
                if len(self._made) < MOST_CHOICES:
                    self._made[as_of, wanted] = found
        return as_of, found

    def forget(self) -> None:
        """Read anew next time."""
        with self._lock:
            self._held = None
