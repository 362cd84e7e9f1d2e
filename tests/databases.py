"""A fresh, migrated database for each test, cheaply: SQLite by copying a file, PostgreSQL by emptying the tables."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import event, insert, select

from portal.cli.migrating import upgrade
from portal.core.db import db


@dataclass
class SqliteDatabase:
    """One file, put back to its migrated state before each test."""

    folder: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'test.sqlite3'}"

    def migrate(self, app: Flask) -> None:
        with app.app_context():
            upgrade()
            db.engine.dispose()
            event.listen(db.engine, "connect", _give_rows_in_no_order)
        shutil.copyfile(self.folder / "test.sqlite3", self.folder / "template.sqlite3")

    def reset(self, app: Flask, *, new_files: bool = False) -> None:
        with app.app_context():
            db.engine.dispose()
        for ending in ("", "-wal", "-shm"):
            (self.folder / f"test.sqlite3{ending}").unlink(missing_ok=True)
        shutil.copyfile(self.folder / "template.sqlite3", self.folder / "test.sqlite3")

    def drop(self) -> None:
        """The folder is temporary."""


def _give_rows_in_no_order(connection: Any, _record: Any) -> None:
    """PostgreSQL gives rows in whatever order it meets them: so nothing may lean on an order that it didn't ask for."""
    connection.execute("PRAGMA reverse_unordered_selects=ON")


_BEGIN_COUNTERS_ANEW = (
    "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, start_value, false)"
    " FROM pg_sequences WHERE last_value IS NOT NULL"
)


@dataclass
class PostgresDatabase:
    """One database of the test server, emptied and given its first rows again before each test."""

    maintenance_url: str
    name: str
    _first_rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._command("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._command("CREATE DATABASE {}")

    @property
    def url(self) -> str:
        return self.maintenance_url.rsplit("/", 1)[0] + "/" + self.name

    def migrate(self, app: Flask) -> None:
        with app.app_context():
            upgrade()
            with db.engine.connect() as connection:
                for table in db.metadata.sorted_tables:
                    rows = [dict(row) for row in connection.execute(select(table)).mappings()]
                    if rows:
                        self._first_rows[table.name] = rows

    def reset(self, app: Flask, *, new_files: bool = False) -> None:
        """Empty the tables that hold anything, and begin all counters anew.

        With ``new_files`` nothing of earlier tests is left on the disk either; that takes longer than most tests.
        """
        with app.app_context(), db.engine.begin() as connection:
            if new_files or connection.exec_driver_sql("SHOW is_superuser").scalar_one() != "on":
                names = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
                connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
            else:
                # No triggers and no order of keys: the journal lets nobody delete otherwise.
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
                for name in connection.exec_driver_sql(self._which_hold_anything()).scalars().all():
                    connection.exec_driver_sql(f'DELETE FROM "{name}"')
                connection.exec_driver_sql(_BEGIN_COUNTERS_ANEW)
            for table in db.metadata.sorted_tables:
                rows = self._first_rows.get(table.name)
                if rows:
                    connection.execute(insert(table), rows)
                    if "id" in table.c:
                        connection.exec_driver_sql(
                            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}"
                        )

    @staticmethod
    def _which_hold_anything() -> str:
        names = [table.name for table in db.metadata.sorted_tables]
        return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)

    def copy(self, other: "PostgresDatabase") -> None:
        """Become what the other is. Nobody may be connected to either."""
        self.drop()
        self._command("CREATE DATABASE {} TEMPLATE {}", other.name)

    def drop(self) -> None:
        self._command("DROP DATABASE IF EXISTS {} WITH (FORCE)")

    def _command(self, text: str, *names: str) -> None:
        with psycopg.connect(self.maintenance_url, autocommit=True) as connection:
            identifiers = [sql.Identifier(name) for name in (self.name, *names)]
            connection.execute(sql.SQL(text).format(*identifiers))  # type: ignore[arg-type]  # our own statements


def database(kind: str, folder: Path) -> SqliteDatabase | PostgresDatabase:
    """The database of this test process."""
    if kind == "sqlite":
        return SqliteDatabase(folder)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return PostgresDatabase(os.environ["PORTAL_TEST_POSTGRES_URL"], f"portal_test_{worker}_{os.getpid()}")
