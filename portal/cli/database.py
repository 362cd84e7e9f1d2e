"""Where the database stands: empty, behind, or ready; and how it is brought there."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import upgrade
from sqlalchemy import Connection, inspect, text

from portal.cli.application import config_of, console
from portal.core.db import db

#: Any number that nothing else in the database locks on.
_ADVISORY_LOCK = 7_301_514


def heads() -> tuple[str, str | None]:
    """The newest migration of the code, and the one that the database stands at (None: empty)."""
    newest = _scripts().get_current_head()
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if newest is None:
        raise click.ClickException("This installation lacks its migrations.")
    return newest, present


def known_migrations() -> frozenset[str]:
    """Every migration that this version of the portal can continue from."""
    return frozenset(script.revision for script in _scripts().walk_revisions())


def _scripts() -> ScriptDirectory:
    directory = Path(current_app.extensions["migrate"].directory)
    config = AlembicConfig(directory / "alembic.ini")
    config.set_main_option("script_location", str(directory))
    return ScriptDirectory.from_config(config)


def migrate_database(app: Flask) -> tuple[str | None, str]:
    """Bring the database to the newest migration; where it stood and where it stands.

    Several nodes may start at once: one migrates, the others wait.
    """
    with _alone(app):
        newest, before = heads()
        if before != newest:
            upgrade()
            db.session.remove()
    return before, newest


def make_database_if_new(app: Flask) -> None:
    """An empty database gets its tables; one that is behind is never changed without being asked."""
    newest, present = heads()
    if present is None:
        _refuse_strange_tables()
        console.print("Making the database ...")
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
