"""Making vectors beside the worker's queue: whoever has changed a text waits for none of them."""

import time
from collections.abc import Callable
from datetime import datetime
from threading import Event

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.db import db
from portal.search.meaning.embedder import embedder
from portal.search.meaning.vectors import FILE, FILE_EVERY_SECONDS, STATE, make_vectors, mirror
from portal.search.models import SearchDocument, SearchState
from portal.search.place import Place, place_of

#: The file of very many texts takes seconds to write: it is then left as it is for so many times as long.
REST = 20


class VectorsJob:
    """A job of the worker's, every few seconds: it only sees that there is work, which a thread of its own does."""

    def __init__(self) -> None:
        self._looked_at: object = None
        self._written = self._rest = 0.0
        #: There are vectors that the file hasn't.
        self._owes = False
        #: What is to be made was seen, and isn't yet.
        self._asked = Event()
        self._seen: tuple[Place, object] | None = None
        self._fault: Exception | None = None

    def __call__(self, session: Session, _now: datetime) -> Callable[[], object] | None:
        """Whether there may be something to do; the work itself begins after the commit.

        Raises what the last work failed with, so that it is kept with the job.
        """
        if self._asked.is_set():
            return None
        if self._fault is not None:
            fault, self._fault = self._fault, None
            raise fault
        place = place_of(session)
        if embedder(place) is None:
            return None
        newest = session.execute(select(func.max(SearchDocument.changed_at), func.max(SearchDocument.id))).one()
        state = session.get(SearchState, STATE)
        present = (tuple(newest), state.generation if state else 0, (place.meaning / FILE).exists())
        if present == self._looked_at and not (self._owes and self._has_rested()):
            return None
        return lambda: self._ask(place, present)

    def _ask(self, place: Place, seen: object) -> None:
        self._seen = place, seen
        self._asked.set()

    def work(self, patience: float) -> bool:
        """Make what is asked for, or wait so many seconds for that; whether anything was asked for."""
        if not self._asked.wait(patience) or self._seen is None:
            return False
        try:
            self._work(*self._seen)
        except Exception as fault:  # noqa: BLE001 - the job keeps it, and asks again
            self._fault = fault
        finally:
            self._asked.clear()  # first of all: who waits for it would wait for ever
            db.session.remove()
        return True

    def _work(self, place: Place, seen: object) -> None:
        done = make_vectors(place)
        self._owes = True
        if self._has_rested() and (not done or time.monotonic() - self._written > FILE_EVERY_SECONDS):
            began = time.monotonic()
            mirror(db.session())
            self._written = time.monotonic()
            self._rest = (self._written - began) * REST
            self._owes = bool(done)
        self._looked_at = None if done else seen

    def _has_rested(self) -> bool:
        return time.monotonic() - self._written >= self._rest


vectors_job = VectorsJob()
