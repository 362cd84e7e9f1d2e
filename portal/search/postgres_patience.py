"""How long a search may keep PostgreSQL busy: what takes longer is cut short, and the search goes on without it."""

from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

log = structlog.get_logger()

#: For each statement that may be long.
STATEMENT_MS = 250
_CANCELLED = "57014"
T = TypeVar("T")


class Patience:
    """The limit of one search, and whether it was reached."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.lost = False

    def wait_for(self, read: Callable[[], T], otherwise: T) -> T:
        """What ``read`` gives within the limit; the transaction goes on as if it had never been asked for more."""
        connection = self._session.connection()
        before = connection.scalar(text("SELECT current_setting('statement_timeout')"))
        try:
            with connection.begin_nested():
                connection.execute(_SET, {"limit": str(STATEMENT_MS)})
                found = read()
                connection.execute(_SET, {"limit": before})
                return found
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != _CANCELLED:
                raise
            log.info("a search took too long")
            self.lost = True
            return otherwise


_SET = text("SELECT set_config('statement_timeout', :limit, true)")
