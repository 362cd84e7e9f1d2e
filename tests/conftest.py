"""The application on a real database, the named cast, and signed-in clients.

``--database sqlite`` (the default) or ``--database postgresql``; `make test` runs everything on both.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal import create_app
from portal.config import Config
from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db
from portal.people.models import Area, Person, Role, Team
from tests import factories
from tests.databases import PostgresDatabase, SqliteDatabase, database
from tests.postgres import PostgresMissing, temporary_server
from tests.remembered import begin_anew

_server = ExitStack()
_missing: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """The first process starts the server; the others find its address in the environment."""
    if config.getoption("--database") != "postgresql" or "PORTAL_TEST_POSTGRES_URL" in os.environ:
        return
    try:
        os.environ["PORTAL_TEST_POSTGRES_URL"] = _server.enter_context(temporary_server())
    except PostgresMissing:
        if os.environ.get("CI"):
            raise pytest.UsageError("PostgreSQL isn't installed, and under CI it has to be.") from None
        _missing.append("PostgreSQL isn't installed: NOTHING was tested on it. `make test` installs it where it may.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # A journey is a browser, a server and a person's patience on whatever machine this is: one that fails is walked
    # once more, and the closing lines name it. What is truly broken breaks twice.
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    if _missing:
        items.clear()
    if config.getoption("--database") == "postgresql":
        # What asks for no database says the same on each: it has run on SQLite.
        asking = [item for item in items if "database_kind" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
        items[:] = asking


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: the collector of garbage would look through them again and again."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for sentence in _missing:
        terminalreporter.section("LOOK HERE", red=True, bold=True)
        terminalreporter.line(sentence)


def pytest_unconfigure() -> None:
    _server.close()


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.config.getoption("--database")
    return kind


@pytest.fixture(scope="session")
def test_database(
    database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SqliteDatabase | PostgresDatabase]:
    found = database(database_kind, tmp_path_factory.mktemp("database"))
    yield found
    found.drop()


@pytest.fixture(scope="session")
def config(test_database: SqliteDatabase | PostgresDatabase, tmp_path_factory: pytest.TempPathFactory) -> Config:
    return Config(
        data_dir=tmp_path_factory.mktemp("data"),
        database_url=Config.from_env(
            {"PORTAL_DATABASE_URL": test_database.url, "PORTAL_SECRET_KEY": "t" * 40}
        ).database_url,
        secret_key="tests-only-" + "t" * 40,
        log_level="error",
        semantic=False,  # tests of meaning say what understands: the true model is slow
    )


@pytest.fixture(scope="session")
def application(config: Config, test_database: SqliteDatabase | PostgresDatabase) -> Flask:
    made = create_app(config)
    made.config["WTF_CSRF_ENABLED"] = False
    made.config["SERVER_NAME"] = None
    test_database.migrate(made)
    return made


@pytest.fixture(autouse=True)
def _ukrainian() -> None:
    """The language is of the process: one test's last request must not decide what the next one reads."""
    i18n.use_language("uk", "Europe/Kyiv")


@pytest.fixture
def app(
    application: Flask,
    test_database: SqliteDatabase | PostgresDatabase,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Flask]:
    """The application on a database that holds nothing but what the migrations put there."""
    test_database.reset(application, new_files=request.node.get_closest_marker("new_files") is not None)
    application.config["WTF_CSRF_ENABLED"] = False
    begin_anew(monkeypatch)
    with application.app_context():
        yield application
        db.session.remove()


@pytest.fixture
def data_dir(config: Config) -> Path:
    return config.data_dir


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The session of the test's own application context.

    Closed by itself: the worker removes the context's session, and one that the test reads with afterwards would hold
    its locks until the garbage collector comes by.
    """
    found = db.session()
    yield found
    found.close()


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def earlier(now: datetime) -> datetime:
    return now - timedelta(days=1)


# The cast. The same people in every test; who they are stands in their roles.


@pytest.fixture
def care_team(app: Flask) -> Team:
    """The team of author and colleague."""
    return factories.team("Команда турботи")


@pytest.fixture
def other_team(app: Flask) -> Team:
    """The team of the stranger."""
    return factories.team("Логістика")


@pytest.fixture
def area(care_team: Team) -> Area:
    return factories.area("Дзвінки", care_team)


@pytest.fixture
def olena(care_team: Team) -> Actor:
    """The author."""
    return factories.person("Олена Савчук", care_team)


@pytest.fixture
def dmytro(care_team: Team) -> Actor:
    """The colleague."""
    return factories.person("Дмитро Гай", care_team)


@pytest.fixture
def stranger(other_team: Team) -> Actor:
    """Somebody of another team."""
    return factories.person("Захар Чужий", other_team)


@pytest.fixture
def hanna(other_team: Team) -> Actor:
    """A member of the committee."""
    return factories.person("Ганна Тиха", other_team, Role.COMMITTEE)


@pytest.fixture
def marta(other_team: Team) -> Actor:
    """An editor."""
    return factories.person("Марта Гнатюк", other_team, Role.EDITOR)


@pytest.fixture
def mentor(care_team: Team) -> Actor:
    return factories.person("Павло Островський", care_team, Role.MENTOR)


@pytest.fixture
def newcomer(care_team: Team) -> Actor:
    return factories.person("Соломія Васильків", care_team, started_days_ago=3)


@pytest.fixture
def lidiia(other_team: Team) -> Actor:
    """An administrator."""
    return factories.person("Лідія Сокіл", other_team, Role.ADMINISTRATOR)


class Browser(FlaskClient):
    """A client whose requests share nothing with the test (`g`, session, identity map), as in a real server."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.rollback()  # what the test reads afterwards is what the request has left
        with self.application.app_context():
            return super().open(*args, **kwargs)


class Clients:
    """Test clients, signed in without the form."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __call__(self, actor: Actor | None = None) -> FlaskClient:
        """A browser signed in as ``actor``, or nobody's. Speaks Ukrainian."""
        client = Browser(self._app, self._app.response_class)
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "uk"
        if actor is not None:
            token = factories.sign_in_session(actor, clock.now())
            with client.session_transaction() as cookie:
                cookie["_user_id"] = token
                cookie["_fresh"] = True
        return client


@pytest.fixture
def client(app: Flask) -> Clients:
    return Clients(app)


def get_person(session: Session, actor: Actor) -> Person:
    """The row behind an actor."""
    return session.get_one(Person, actor.id)
