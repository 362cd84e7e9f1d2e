"""An installation of its own for a command: a data folder and a database with nothing in them."""

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from portal import create_app
from portal.cli import main
from portal.cli.migrating import upgrade
from portal.config import Config
from portal.core.db import db
from tests.databases import PostgresDatabase

T = TypeVar("T")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Installation:
    """Where commands run."""

    data_dir: Path
    env: dict[str, str]
    database: PostgresDatabase | None = None

    def run(self, *arguments: str, stdin: str | bytes | None = None) -> Result:
        """A command in this process."""
        result = CliRunner().invoke(main, list(arguments), env=self.env, input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "portal.cli", *arguments],
            env={**os.environ, **self.env},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    @contextmanager
    def opened(self) -> Iterator[Session]:
        """The database, for a look or a planted fault."""
        app = create_app(Config.from_env(self.env))
        with app.app_context():
            yield db.session()
            db.session.remove()
            db.engine.dispose()

    def ask(self, question: Callable[[Session], T]) -> T:
        with self.opened() as session:
            return question(session)


class Installer(Protocol):
    """Makes installations, each with a database of its own."""

    def __call__(self, *, tables: bool = True, like: Installation | None = None) -> Installation:
        """One with empty tables, or without them, or a copy of another one."""
        ...


@pytest.fixture(scope="session")
def empty_tables(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with tables and nothing in them, for others to begin with: migrating takes most of a test."""
    made = _without_tables(database_kind, tmp_path_factory)
    with create_app(Config.from_env(made.env)).app_context():
        upgrade()
        db.engine.dispose()
    yield made
    _drop(made)


@pytest.fixture(scope="module")
def new_installation(
    database_kind: str, empty_tables: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installer]:
    made: list[Installation] = []

    def make(*, tables: bool = True, like: Installation | None = None) -> Installation:
        made.append(_without_tables(database_kind, tmp_path_factory))
        if like is not None:
            shutil.copytree(like.data_dir, made[-1].data_dir, dirs_exist_ok=True, symlinks=True)
        if tables:
            _copy_tables(like or empty_tables, made[-1])
        return made[-1]

    yield make
    for one in made:
        _drop(one)


def _without_tables(database_kind: str, folders: pytest.TempPathFactory) -> Installation:
    folder = folders.mktemp("installation")
    folder.chmod(0o700)
    env = {"PORTAL_DATA_DIR": str(folder), "PORTAL_LOG_LEVEL": "warning", "PORTAL_DATABASE_URL": ""}
    env["PORTAL_SEMANTIC"] = "off"  # the true model takes the processor for minutes
    env["PORTAL_LOAD_FIRST"] = "off"  # and the dictionaries of search take seconds of each start
    if database_kind == "sqlite":
        return Installation(folder, env)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"portal_cli_{worker}_{os.getpid()}_{next(_numbers)}"
    database = PostgresDatabase(os.environ["PORTAL_TEST_POSTGRES_URL"], name)
    return Installation(folder, {**env, "PORTAL_DATABASE_URL": database.url}, database)


def _copy_tables(prepared: Installation, new: Installation) -> None:
    if new.database is not None and prepared.database is not None:
        new.database.copy(prepared.database)
    else:
        shutil.copy(prepared.data_dir / "portal.sqlite3", new.data_dir / "portal.sqlite3")


def _drop(installation: Installation) -> None:
    if installation.database is not None:
        installation.database.drop()


@pytest.fixture
def installation(new_installation: Installer) -> Installation:
    """One that nobody and nothing is in yet."""
    return new_installation()
