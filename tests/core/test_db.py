"""transaction(): one change is kept whole or not at all, and parallel changes don't get lost."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, select, text
from sqlalchemy.orm import Session

from portal.core.db import (
    UtcDateTime,
    _cut_the_log_off,
    db,
    engine_options,
    insert_new,
    prepare,
    transaction,
)
from portal.core.errors import Conflict
from portal.people.models import PersonRole, Role, Team
from tests import factories


def test_a_failed_change_leaves_nothing(session: Session) -> None:
    with pytest.raises(ValueError, match="halfway"), transaction() as writing:
        writing.add(Team(name="Ніхто"))
        writing.flush()
        raise ValueError("halfway")
    assert session.scalar(select(Team.id)) is None


def test_transactions_do_not_nest(app: Flask) -> None:
    with transaction(), pytest.raises(RuntimeError, match="doesn't nest"), transaction():
        pass


def test_parallel_changes_of_one_row_are_all_kept(app: Flask) -> None:
    team = factories.team("0")

    def add_one(_n: int) -> None:
        with app.app_context(), transaction() as session:
            row = session.scalar(select(Team).where(Team.id == team.id).with_for_update())
            assert row is not None
            row.name = str(int(row.name) + 1)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_one, range(80)))
    db.session.rollback()
    assert db.session.get_one(Team, team.id, populate_existing=True).name == "80"


def test_the_second_of_two_edits_of_one_version_is_a_conflict(app: Flask) -> None:
    olena = factories.person()
    person = factories.person_row(olena)
    with app.app_context(), transaction() as session:
        other = session.get_one(type(person), person.id)
        other.job = "перша"
    with pytest.raises(Conflict), transaction() as session:
        stale = session.get_one(type(person), person.id)
        session.execute(text("UPDATE people SET version = version + 1"))
        stale.job = "друга"


def test_insert_new_says_whether_it_did(app: Flask) -> None:
    with transaction() as session:
        assert insert_new(session, Team, {"name": "Одна"}, ["name"])
        assert not insert_new(session, Team, {"name": "Одна"}, ["name"])


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), None)  # type: ignore[arg-type]  # noqa: DTZ001 - the point


def test_members_of_an_enum_stand_in_the_statement() -> None:
    few = {Role.MENTOR, Role.EDITOR, Role.COMMITTEE}
    compared = select(PersonRole.person_id).where(PersonRole.role != Role.EMPLOYEE, PersonRole.role.in_(few))
    assert compared.compile().params == {}
    assert "role != 'employee'" in str(compared)
    assert "role IN ('committee', 'editor', 'mentor')" in str(compared)
    typed = select(PersonRole.person_id).where(PersonRole.role == "editor")
    assert list(typed.compile().params.values()) == ["editor"]


def test_a_connection_whose_log_could_not_be_cut_off_waits_as_long_as_before(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    engine = create_engine(address, **engine_options(address), pool_size=1, max_overflow=0)
    prepare(engine)

    def patience() -> int:
        with engine.connect() as connection:
            return int(connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one())

    def read_meanwhile(connection: Any, *_rest: Any) -> None:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()

    before = patience()
    event.listen(engine, "checkout", read_meanwhile)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        _cut_the_log_off(engine)
    event.remove(engine, "checkout", read_meanwhile)
    assert patience() == before
    assert _cut_the_log_off(engine)
    engine.dispose()
