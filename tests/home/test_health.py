"""What balancers and supervisors ask."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.core.db import db, transaction
from portal.home import health
from tests.conftest import Clients
from tests.notifications.factories import counted


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
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    try:
        answer = client().get("/ready")
    finally:
        with transaction() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '0005'"))

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
