"""Where the database stands: empty, behind, or ready; and how it is brought there."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from sqlalchemy import Connection, inspect, text

from portal.cli.application import config_of, say
from portal.core.collecting import imported
from portal.core.db import db
from portal.core.migrations import known_migrations

#: Any number that nothing else in the database locks on.
_ADVISORY_LOCK = 7_301_514


def heads() -> tuple[str, str | None]:
    """The newest migration of the code, and the one that the database stands at (None: empty)."""
    known = known_migrations()
    if not known:
        raise click.ClickException("This installation lacks its migrations.")
    with db.engine.connect() as connection:
        begun = inspect(connection).has_table("alembic_version")
        present = connection.scalar(text("SELECT version_num FROM alembic_version")) if begun else None
    return known[-1], present


def migrate_database(app: Flask) -> tuple[str | None, str]:
    """Bring the database to the newest migration; where it stood and where it stands.

    Several nodes may start at once: one migrates, the others wait.
    """
    with _alone(app):
        newest, before = heads()
        if before != newest:
            imported("portal.cli.migrating").upgrade()
            db.session.remove()
    return before, newest


def make_database_if_new(app: Flask) -> None:
    """An empty database gets its tables; one that is behind is never changed without being asked."""
    newest, present = heads()
    if present is None:
        _refuse_strange_tables()
        say("Making the database ...")
        migrate_database(app)
    elif present != newest:
        raise click.ClickException(
            f"The database stands at migration {present}, this version of the portal needs {newest}. "
            "Make a backup (portal backup FOLDER), then run: portal migrate"
        )


def _refuse_strange_tables() -> None:
    tables = inspect(db.engine).get_table_names()
    if tables:
        raise click.ClickException(
            f"The database holds tables that aren't the portal's ({', '.join(tables[:3])} ...). Name an empty one."
        )


@contextmanager
def _alone(app: Flask) -> Iterator[None]:
    """One migration at a time: a lock in PostgreSQL, a locked file beside SQLite."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection, _advisory(connection):
            yield
        return
    with (config_of(app).data_dir / ".migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _advisory(connection: Connection) -> Iterator[None]:
    connection.execute(text("SET lock_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": _ADVISORY_LOCK})
    connection.commit()
    try:
        yield
    finally:
        connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": _ADVISORY_LOCK})
        connection.commit()


def is_empty() -> bool:
    """Whether nobody and nothing is in the portal yet."""
    with db.engine.connect() as connection:
        return not any(
            connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first()  # noqa: S608 - fixed names
            for table in ("people", "initiatives", "journal")
        )
