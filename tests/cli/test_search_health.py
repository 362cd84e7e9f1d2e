"""`portal reindex`, what the doctor says of search, and the worker that keeps it in health."""

import json
import shutil
import time

import pytest
from sqlalchemy import delete, func, select

from portal.core.journal import Delivery
from portal.core.work import work_once
from portal.search.engine import IndexBroken
from portal.search.engines import engine
from portal.search.models import SearchDocument
from tests.cli.conftest import Installation, Installer
from tests.search.texts import question

PERSON = {"kind": "person", "name": "Ольга Мельник", "email": "olha@example.test", "roles": ["administrator"]}
ITEM = {"id": "1", "title": "Ліфт не працює третій день", "problem": "У будинку **не** працює ліфт."}
PATIENCE_SECONDS = 240


@pytest.fixture(scope="module")
def prepared(new_installation: Installer) -> Installation:
    installation = new_installation()
    file = "\n".join(json.dumps(line) for line in (PERSON, ITEM))
    assert installation.run("import", "-", stdin=file).exit_code == 0
    return installation


@pytest.fixture
def brought(new_installation: Installer, prepared: Installation) -> Installation:
    """Somebody and something that search hasn't heard of."""
    return new_installation(like=prepared)


def found(installation: Installation, text: str) -> list[str | None]:
    """The ids of the import; nothing while there is no index."""
    with installation.opened() as session:
        try:
            hits = engine(session).search(question(text)).hits
        except IndexBroken:
            return []
        rows = [session.get(SearchDocument, hit.document_id) for hit in hits]
        return [row.external_id for row in rows if row is not None]


def test_reindex_makes_the_index_of_what_is_there(brought: Installation) -> None:
    assert found(brought, "ліфт") == []

    said = brought.run("reindex")

    assert (said.exit_code, said.output.splitlines()[-1]) == (0, "The index holds 2 texts.")
    assert found(brought, "ліфт") == ["1"]
    assert brought.run("reindex").exit_code == 0
    assert found(brought, "ліфт") == ["1"]


def test_the_doctor_compares_the_index_with_the_data(brought: Installation) -> None:
    assert "✓ Search" in brought.run("doctor").output  # nobody has served it yet
    with brought.opened():
        work_once()
    assert brought.run("reindex").exit_code == 0
    assert "✓ Search" in brought.run("doctor").output

    with brought.opened() as session:
        session.execute(delete(SearchDocument).where(SearchDocument.kind == "initiative"))
        session.commit()
    said = brought.run("doctor").output
    assert "differs from the data in 1 texts" in said
    assert "knows initiative 1 wrongly" in said
    assert brought.run("reindex").exit_code == 0
    assert "✓ Search" in brought.run("doctor").output


def test_the_doctor_mends_an_index_that_is_lost(brought: Installation) -> None:
    with brought.opened() as session:
        work_once()
        is_beside = session.get_bind().dialect.name == "sqlite"
    assert brought.run("reindex").exit_code == 0
    if is_beside:
        shutil.rmtree(brought.data_dir / "search")
        assert "The index can't serve (there is no index yet)" in brought.run("doctor").output
    brought.run("doctor", "--fix")

    assert "✓ Search" in brought.run("doctor").output
    assert found(brought, "ліфт") == ["1"]


def test_a_worker_makes_the_index_and_keeps_it(brought: Installation) -> None:
    worker = brought.start("worker")
    try:
        await_found(brought, "ліфт")
        if (brought.data_dir / "search").exists():
            for path in (brought.data_dir / "search").glob("words-*/*"):
                path.unlink()
            await_found(brought, "ліфт")
        bring_another(brought)
        await_found(brought, "сходи")
    finally:
        worker.terminate()
        worker.communicate(timeout=PATIENCE_SECONDS)


def test_what_a_killed_worker_left_is_done_by_the_next(brought: Installation) -> None:
    worker = brought.start("worker")
    await_found(brought, "ліфт")
    worker.kill()
    worker.communicate(timeout=PATIENCE_SECONDS)
    bring_another(brought)

    worker = brought.start("worker")
    try:
        await_found(brought, "сходи")
        await_done(brought)
    finally:
        worker.terminate()
        worker.communicate(timeout=PATIENCE_SECONDS)


def bring_another(installation: Installation) -> None:
    line = ITEM | {"id": "2", "title": "Сходи слизькі взимку"}
    assert installation.run("import", "-", stdin=json.dumps(line)).exit_code == 0


def await_found(installation: Installation, text: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not found(installation, text):
        assert time.monotonic() < until, "it is never found"
        time.sleep(0.3)


def await_done(installation: Installation) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    waiting = select(func.count()).select_from(Delivery).where(Delivery.done_at.is_(None))
    while installation.ask(lambda session: session.scalar(waiting)):
        assert time.monotonic() < until, "the queue is never empty"
        time.sleep(0.3)
