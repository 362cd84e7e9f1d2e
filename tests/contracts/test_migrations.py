"""Migrations: readable, forward and back with data in the tables, and equal to the models."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import func, inspect, select

from portal import create_app
from portal.cli.migrating import downgrade, upgrade
from portal.config import Config
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.drafts import save_draft
from portal.core.journal import JournalEntry, record
from portal.core.migrations import known_migrations
from portal.people.models import Person
from tests import factories
from tests.core.test_journal import LampLit
from tests.databases import SqliteDatabase, database

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"


def test_names_are_numbered_and_readable() -> None:
    names = sorted(path.name for path in VERSIONS.glob("*.py"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z][a-z_]+\.py", name) for name in names)


def test_there_is_one_line_of_migrations() -> None:
    script = ScriptDirectory(str(VERSIONS.parent))
    revisions = [revision.revision for revision in script.walk_revisions()]
    assert len(script.get_heads()) == 1
    assert list(reversed(revisions)) == sorted(revisions)
    assert known_migrations() == sorted(revisions)


@pytest.fixture
def fresh(config: Config, database_kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The portal on an empty database of its own."""
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "migrations")
    own = database(database_kind, tmp_path)
    made = create_app(replace(config, database_url=_driver(own.url)))
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()
    if not isinstance(own, SqliteDatabase):
        own.drop()


def _driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")


def _differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return list(compare_metadata(context, db.metadata))


def _fill() -> None:
    team = factories.team("Команда турботи")
    factories.area("Дзвінки", team)
    olena = factories.person("Олена Савчук", team)
    factories.sign_in_session(olena, clock.now())
    with transaction() as session:
        save_draft(session, olena, "initiative", "a" * 22, {"title": "Пандус"}, now=clock.now())
        record(session, LampLit(lamp_id=1), olena, at=clock.now() - timedelta(days=1))


def test_the_migrated_schema_is_the_models(fresh: Flask) -> None:
    upgrade()
    assert _differences() == []


def test_up_down_and_up_again_with_people_in_the_tables(fresh: Flask) -> None:
    upgrade()
    _fill()
    db.session.remove()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()
    _fill()
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1
    assert _differences() == []


def test_each_step_back_keeps_what_older_tables_hold(fresh: Flask) -> None:
    upgrade()
    _fill()
    db.session.remove()
    steps = [revision.revision for revision in ScriptDirectory(str(VERSIONS.parent)).walk_revisions()]
    for revision in steps[1:]:
        downgrade(revision=revision)
        kept = select(func.count()).select_from(JournalEntry)
        with db.engine.connect() as connection:
            assert connection.scalar(kept) == 1, f"after going back to {revision}"
    upgrade()
    assert _differences() == []


def test_upgrading_twice_changes_nothing(fresh: Flask) -> None:
    upgrade()
    _fill()
    db.session.remove()
    upgrade()
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1
