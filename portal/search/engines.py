"""Which engine of words serves: Whoosh beside SQLite, PostgreSQL by itself."""

from sqlalchemy.orm import Session

from portal.search.engine import Engine
from portal.search.place import place_of
from portal.search.postgres_engine import PostgresEngine
from portal.search.whoosh_engine import WhooshEngine


def engine(session: Session) -> Engine:
    """The engine of the session's database; making one costs nothing."""
    if is_inside_the_database(session):
        return PostgresEngine(session)
    return WhooshEngine(place_of(session).index, session)


def is_inside_the_database(session: Session) -> bool:
    """Whether the index is changed by the very transaction that changes the documents."""
    return session.get_bind().dialect.name == "postgresql"
