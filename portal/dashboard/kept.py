"""The facts of all initiatives, kept in the process for a minute: reading them costs more than a page."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.committee.queries.settings import promised
from portal.core import i18n
from portal.core.fresh import Fresh
from portal.dashboard.figures import Figures, Wanted, figures
from portal.dashboard.queries.facts import Facts, facts

FRESH_FOR = timedelta(minutes=1)
#: Choices whose numbers are kept along.
MOST_CHOICES = 50


def _no_figures() -> Fresh[Wanted, Figures]:
    return Fresh(FRESH_FOR, MOST_CHOICES)


@dataclass(frozen=True, slots=True)
class _Known:
    """Facts with the numbers made of them, which go with them."""

    facts: Facts
    figures: Fresh[Wanted, Figures] = field(default_factory=_no_figures)


class KeptFacts:
    """Facts and when they were read; while somebody reads them anew the others wait for the same ones."""

    def __init__(self) -> None:
        self._held: Fresh[None, _Known] = Fresh(FRESH_FOR, 1)

    def read(self, session: Session, now: datetime) -> tuple[datetime, Facts]:
        """As of when, and the facts."""
        as_of, known = self._known(session, now)
        return as_of, known.facts

    def figures(self, session: Session, wanted: Wanted, now: datetime) -> tuple[datetime, Figures]:
        """As of when, and the numbers of a choice: made once for each choice from the same facts."""
        as_of, known = self._known(session, now)
        return known.figures.get(wanted, as_of, lambda: _figures(session, known.facts, wanted))

    def _known(self, session: Session, now: datetime) -> tuple[datetime, _Known]:
        return self._held.get(None, now, lambda: _Known(facts(session, i18n.today(now))))

    def forget(self) -> None:
        """Read anew next time."""
        self._held.forget()


def _figures(session: Session, known: Facts, wanted: Wanted) -> Figures:
    calendar = promised(session).calendar
    return figures(known, wanted, calendar.day_of, calendar.is_working)
