"""A fresh, migrated database for each test, cheaply: SQLite by copying a file, PostgreSQL by emptying the tables."""

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy import insert, select

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
        shutil.copyfile(self.folder / "test.sqlite3", self.folder / "template.sqlite3")

    def reset(self, app: Flask) -> None:
        with app.app_context():
            db.engine.dispose()
        for ending in ("", "-wal", "-shm"):
            (self.folder / f"test.sqlite3{ending}").unlink(missing_ok=True)
        shutil.copyfile(self.folder / "template.sqlite3", self.folder / "test.sqlite3")

    def drop(self) -> None:
        """The folder is temporary."""


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

    def reset(self, app: Flask) -> None:
        with app.app_context(), db.engine.begin() as connection:
            names = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
            for table in db.metadata.sorted_tables:
                rows = self._first_rows.get(table.name)
                if rows:
                    connection.execute(insert(table), rows)
                    if "id" in table.c:
                        connection.exec_driver_sql(
                            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}"
                        )

    def drop(self) -> None:
        self._command("DROP DATABASE IF EXISTS {} WITH (FORCE)")

    def _command(self, text: str) -> None:
        with psycopg.connect(self.maintenance_url, autocommit=True) as connection:
            connection.execute(sql.SQL(text).format(sql.Identifier(self.name)))  # type: ignore[arg-type]


def database(kind: str, folder: Path) -> SqliteDatabase | PostgresDatabase:
    """The database of this test process."""
    if kind == "sqlite":
        return SqliteDatabase(folder)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return PostgresDatabase(os.environ["PORTAL_TEST_POSTGRES_URL"], f"portal_test_{worker}_{os.getpid()}")
