"""An installation of its own for a command: an empty data folder and an empty database."""

import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from portal import create_app
from portal.cli import main
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


@pytest.fixture(scope="module")
def new_installation(
    database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Installation]]:
    """Makes installations, each with a database of its own."""
    made: list[PostgresDatabase] = []

    def make() -> Installation:
        folder = tmp_path_factory.mktemp("installation")
        folder.chmod(0o700)
        env = {"PORTAL_DATA_DIR": str(folder), "PORTAL_LOG_LEVEL": "warning", "PORTAL_DATABASE_URL": ""}
        env["PORTAL_SEMANTIC"] = "off"  # the true model takes the processor for minutes
        env["PORTAL_LOAD_FIRST"] = "off"  # and the dictionaries of search take seconds of each start
        if database_kind == "postgresql":
            worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
            name = f"portal_cli_{worker}_{os.getpid()}_{next(_numbers)}"
            made.append(PostgresDatabase(os.environ["PORTAL_TEST_POSTGRES_URL"], name))
            env["PORTAL_DATABASE_URL"] = made[-1].url
        return Installation(folder, env)

    yield make
    for database in made:
        database.drop()


@pytest.fixture
def installation(new_installation: Callable[[], Installation]) -> Installation:
    """One without a database yet."""
    return new_installation()
