"""The database: one declarative base, one recipe for SQLite and PostgreSQL, one place that commits.

SQLite: the driver's own transaction handling lost updates without an error, and a deferred ``BEGIN`` that later
writes fails under load. So a request reads under a plain ``BEGIN``, and ``transaction()`` ends that, takes the
write lock at once with ``BEGIN IMMEDIATE`` and loads again what it changes.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Annotated, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Executable,
    Integer,
    MetaData,
    TextClause,
    event,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, registry
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import JSON, TypeDecorator

from portal.core.errors import Busy, Conflict
from portal.core.one_database import OneDatabase
from portal.core.spelled import SpelledEnum

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC on both databases; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone can't be kept")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BigId = BigInteger().with_variant(Integer, "sqlite")
JsonMap = JSON().with_variant(postgresql.JSONB(), "postgresql")

# Column aliases: what a slice repeats is written once.
Pk = Annotated[int, mapped_column(BigId, primary_key=True)]
Moment = Annotated[datetime, mapped_column(UtcDateTime())]
Json = Annotated[dict[str, Any], mapped_column(JsonMap)]

#: For tables whose ids are kept elsewhere: SQLite would give the id of a last row that is gone to the next one.
IDS_ONCE = {"sqlite_autoincrement": True}


class Base(DeclarativeBase):
    """The base of every table."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime(), dict[str, Any]: JsonMap},
    )


def enum_column(kind: type[Enum], **options: Any) -> Any:
    """A column of an enum's *values*, as text with a check, so that both databases and people can read it."""
    return mapped_column(
        SpelledEnum(
            kind,
            native_enum=False,
            length=32,
            name=kind.__name__.lower(),
            create_constraint=True,
            values_callable=lambda members: [member.value for member in members],
        ),
        **options,
    )


db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    # Objects stay readable after the commit: a view redirects with the number of what it has just made.
    session_options={"expire_on_commit": False, "class_": OneDatabase},
)


#: How long a statement waits for what another holds, before the portal says that it is busy.
_PATIENCE_MS = 5000


def engine_options(database_url: str) -> dict[str, Any]:
    """How to connect. Waits are bounded, so that a stuck database answers as 'busy' and not never."""
    # Errors are logged, and what people write must not be: so they come without the statement's values.
    if database_url.startswith("sqlite"):
        # The driver keeps 128 prepared statements of a connection; all pages together have several hundred.
        return {
            "hide_parameters": True,
            "connect_args": {"timeout": _PATIENCE_MS / 1000, "check_same_thread": False, "cached_statements": 512},
        }
    return {
        "hide_parameters": True,
        "pool_size": 8,
        "max_overflow": 8,
        "pool_pre_ping": True,
        "connect_args": {"options": f"-c timezone=UTC -c lock_timeout={_PATIENCE_MS}", "connect_timeout": 5},
    }


def prepare(engine: Engine) -> None:
    """Give the engine the recipe. Call once for each engine, before its first connection."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        f"busy_timeout={_PATIENCE_MS}",
        "foreign_keys=ON",
        "synchronous=FULL",
        "cache_size=-4000",  # for each connection of each worker; the system keeps the rest for all of them
        "temp_store=MEMORY",
        "secure_delete=ON",  # what is deleted is overwritten: see forget_what_was_deleted()
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("portal_writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def read_with(session: Session) -> dict[str, Any]:
    """What was read in the present transaction and holds no longer than it; ``transaction()`` empties it."""
    held: dict[str, Any] = session.info.setdefault("read", {})
    return held


def read_rows(session: Session, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
    """All rows of a select of columns, read past the object-relational layer, which takes twice as long for them.

    What was added to the session and isn't flushed yet is not among them.
    """
    return session.connection().execute(statement, values).all()


def is_writing(session: Session) -> bool:
    """Whether the session is inside ``transaction()``."""
    return bool(session.info.get("writing"))


@contextmanager
def transaction() -> Iterator[Session]:
    """One change of the domain: everything inside is kept together, or nothing is.

    What was loaded before is stale inside: load again what you change. Doesn't nest. Do no slow work inside (mail,
    password hashing, picture decoding, Markdown): on SQLite every other writer waits.

    Raises Conflict when somebody changed the same row meanwhile, Busy when the lock can't be had in time.
    """
    session = db.session()
    if is_writing(session):
        raise RuntimeError("transaction() doesn't nest: pass the session on")
    session.rollback()
    read_with(session).clear()
    try:
        session.info["writing"] = True
        session.connection(execution_options={"portal_writing": True})
        yield session
        session.commit()
    except StaleDataError as error:
        session.rollback()
        raise Conflict from error
    except OperationalError as error:
        session.rollback()
        if _is_lock_timeout(error):
            raise Busy from error
        raise
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writing"] = False
        read_with(session).clear()


def forget_what_was_deleted(*, thoroughly: bool = False) -> bool:
    """Leave no copy of deleted rows in the database's files, as far as that can be had now. Call outside a transaction.

    SQLite overwrites what is deleted; its write-ahead log, which holds the pages as they were, is taken into the
    database and cut off, unless somebody reads or writes just then: then False, and the worker asks again. PostgreSQL
    keeps dead rows until a table is written anew, which takes it away from everybody for a moment: ``thoroughly``.
    """
    session = db.session()
    session.rollback()
    engine = session.get_bind()
    if not isinstance(engine, Engine):
        return True
    if engine.dialect.name == "sqlite":
        return _cut_the_log_off(engine)
    if thoroughly:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in FORGETFUL:
                connection.exec_driver_sql(f'VACUUM (FULL) "{name}"')
    return True


#: Tables that hold what somebody may wish had never been there.
FORGETFUL = ("drafts", "sealed_words")
#: How long the log may hold up other writers while it is cut off.
_CUT_OFF_WITHIN_MS = 200


def _cut_the_log_off(engine: Engine) -> bool:
    with closing(engine.raw_connection()) as raw, closing(raw.cursor()) as cursor:
        try:
            cursor.execute(f"PRAGMA busy_timeout={_CUT_OFF_WITHIN_MS}")
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:  # or the next who is given this connection gives up soon
            cursor.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")
    return not busy


def _is_lock_timeout(error: OperationalError) -> bool:
    text = str(error.orig)
    return "locked" in text or "lock timeout" in text or "deadlock" in text


def insert_new(
    session: Session,
    model: type[Base],
    values: Mapping[str, Any],
    unique: list[str],
    *,
    among: TextClause | None = None,
) -> bool:
    """Insert a row unless one with the same ``unique`` columns is there; whether it was inserted.

    The check and the insert are one statement, so that fifty parallel requests leave one row. ``among``: the condition
    of the index, where only some rows are unique.
    """
    session.flush()  # what it refers to may be new as well
    statement = _insert_unless_there(model, session.get_bind().dialect.name, tuple(unique), among)
    return session.connection().execute(statement, dict(values)).first() is not None


@cache
def _insert_unless_there(model: type[Base], dialect: str, unique: tuple[str, ...], among: TextClause | None) -> Any:
    """Built once a table: building costs more than inserting."""
    table: Any = model.__table__
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    unless_there = make(table).on_conflict_do_nothing(index_elements=unique, index_where=among)
    return unless_there.returning(*table.primary_key)


def one_at_a_time(session: Session, *names: str) -> None:
    """Let only one write transaction at a time pass for each name, until it ends.

    For rules about several rows ('at least one administrator', 'at most ten attempts') that no constraint can state.
    SQLite has one writer anyway; PostgreSQL takes advisory locks, in one order so that two never wait for each other.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    for key in sorted(int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True) for name in names):
        session.execute(select(func.pg_advisory_xact_lock(key)))
