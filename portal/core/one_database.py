"""The session of an installation with one database."""

from typing import Any

from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, Engine


class OneDatabase(Session):
    """A session of the only database: which one a statement is for isn't worked out several times for each."""

    _engine: Engine | None = None

    def get_bind(self, *_what: Any, bind: Engine | Connection | None = None, **_more: Any) -> Engine | Connection:
        """What is asked for by name, or the database."""
        if bind is not None:
            return bind
        if self._engine is None:
            self._engine = self._db.engine
        return self._engine
