"""What balancers and supervisors ask."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from portal.core.db import db, transaction
from portal.home import health
from tests.conftest import Clients
from tests.statements import counted


@pytest.fixture(autouse=True)
def asked_anew(app: Flask) -> None:
    """No answer is left from another test."""
    app.extensions.pop("readiness", None)


def test_an_answer_is_kept_for_a_moment(client: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []
    monkeypatch.setattr(health, "_try_to_write", written.append)

    first, second = client().get("/ready"), client().get("/ready")
    monkeypatch.setattr(health, "KEPT_SECONDS", 0.0)
    client().get("/ready")

    assert first.json == second.json
    assert len(written) == 2


def test_health_asks_nothing_of_the_database(client: Clients) -> None:
    with counted() as statements:
        answer = client().get("/health")

    assert answer.status_code == 200
    assert json.loads(answer.text) == {"status": "up"}
    assert statements == []


def test_ready_names_every_check(client: Clients) -> None:
    answer = client().get("/ready")

    assert answer.status_code == 200
    assert answer.json == {
        "status": "ready",
        "checks": {"database": "ok", "migrations": "ok", "data_folder": "ok"},
    }


def test_not_ready_when_the_tables_are_another_version_s(client: Clients) -> None:
    with transaction() as session:
        newest = session.scalar(text("SELECT version_num FROM alembic_version"))
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    try:
        answer = client().get("/ready")
    finally:
        with transaction() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest})

    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["checks"]["migrations"].startswith("the database is at 0001")


def test_not_ready_when_the_data_folder_can_not_be_written(
    client: Clients, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(health, "_try_to_write", _fail)

    answer = client().get("/ready")

    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["checks"]["data_folder"] == "failed (PermissionError)"


def _fail(_folder: Path) -> None:
    raise PermissionError


def test_not_ready_when_the_database_is_silent(client: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = client()
    session = db.session()
    monkeypatch.setattr(type(session), "execute", _refuse)

    answer = browser.get("/ready")

    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["checks"]["database"] == "failed (PermissionError)"
    assert answer.json["checks"]["data_folder"] == "ok"


def _refuse(*_args: object, **_values: object) -> None:
    raise PermissionError
