"""The index inside PostgreSQL made anew beside the old one, which serves until the new tables take its names."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, text
from sqlalchemy.orm import Session

from portal.core.db import transaction
from portal.core.errors import Busy
from portal.search.index_words import index_words
from portal.search.models import SearchDocument
from portal.search.postgres_models import SearchEntry, SearchLexeme
from portal.search.vectors_of_words import FORM, as_entry

KEYS, FORMS, TITLE_FORMS = "k", "f", "t"
#: Whoever makes it anew holds this lock of the database; nobody else begins meanwhile.
_LOCK = 7_302_114_055_901
_BESIDE = "_beside"
#: The tables change their names between two requests; where these are long it is tried again.
_TRIES = 10
_TABLES: tuple[Table, ...] = (SearchEntry.__table__, SearchLexeme.__table__)  # type: ignore[assignment]  # they are tables


@contextmanager
def alone(session: Session) -> Iterator[bool]:
    """Whether nobody else makes the index anew; as long as the block lasts nobody can begin."""
    engine = session.get_bind()
    engine = engine if isinstance(engine, Engine) else engine.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as guard:
        mine = bool(guard.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _LOCK}).scalar_one())
        try:
            yield mine
        finally:
            if mine:
                guard.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})


class Beside:
    """New tables with the indexes of the old ones."""

    def __init__(self) -> None:
        self._entries = _TABLES[0].to_metadata(MetaData(), name=_TABLES[0].name + _BESIDE)
        with transaction() as session:
            for table in _TABLES:
                _run(session, f'DROP TABLE IF EXISTS "{table.name}{_BESIDE}"')
                _run(session, f'CREATE TABLE "{table.name}{_BESIDE}" (LIKE "{table.name}" INCLUDING ALL)')

    def add(self, documents: Sequence[SearchDocument]) -> None:
        """Index these, which the new tables haven't yet."""
        rows = [as_entry(document, index_words(document)) for document in documents]
        with transaction() as session:
            session.execute(self._entries.insert(), [{**row, "print": row.pop("print_")} for row in rows])

    def count(self) -> None:
        """In how many documents each word stands."""
        with transaction() as session:
            for statement in counted(f"search_entries{_BESIDE}", f"search_lexemes{_BESIDE}"):
                session.execute(statement)

    def serve(self) -> None:
        """Take the names of the old tables, which are gone then. Raises Busy where others read them all the time."""
        for tries_left in reversed(range(_TRIES)):
            try:
                with transaction() as session:
                    _run(session, "SET LOCAL lock_timeout = 500")  # whoever searches now waits no longer for it
                    for table in _TABLES:
                        _take_place(session.connection(), table.name)
            except Busy:
                if not tries_left:
                    raise
            else:
                return


def _take_place(connection: Connection, name: str) -> None:
    connection.exec_driver_sql(f'LOCK TABLE "{name}" IN ACCESS EXCLUSIVE MODE')
    old, new = _indexes(connection, name), _indexes(connection, name + _BESIDE)
    connection.exec_driver_sql(f'DROP TABLE "{name}"')
    connection.exec_driver_sql(f'ALTER TABLE "{name}{_BESIDE}" RENAME TO "{name}"')
    for what, index in new.items():
        connection.exec_driver_sql(f'ALTER INDEX "{index}" RENAME TO "{old[what]}"')


def _indexes(connection: Connection, name: str) -> dict[str, str]:
    """The names of a table's indexes, each by what it indexes."""
    rows = connection.execute(
        text("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = :name AND schemaname = current_schema()"),
        {"name": name},
    )
    return {row.indexdef.partition(" USING ")[2]: row.indexname for row in rows}


def _run(session: Session, statement: str) -> None:
    session.connection().exec_driver_sql(statement)


def counted(entries: str = "search_entries", lexemes: str = "search_lexemes") -> Sequence[Any]:
    """Statements that count the words of all entries."""
    ways = (
        (KEYS, "keys", f"WHERE NOT starts_with(word, '{FORM}')"),
        (FORMS, "forms", ""),
        (TITLE_FORMS, "ts_filter(forms, '{a}')", ""),
    )
    return [
        text(
            f"INSERT INTO {lexemes} (sort, word, n) SELECT '{sort}', word, count(*)"  # noqa: S608 - our own words
            f" FROM {entries}, unnest(tsvector_to_array({words})) AS word {which} GROUP BY word"
        )
        for sort, words, which in ways
    ]
