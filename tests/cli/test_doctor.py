"""The doctor finds what was planted, and --fix mends what can be mended."""

import json
import os
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from portal.core import clock
from portal.core.files import StoredPicture
from portal.core.journal import Delivery, JournalEntry
from portal.core.work import PeriodicRun, periodic_jobs
from portal.initiatives.models import Initiative, InitiativeCount
from tests.cli.conftest import Installation

PERSON = {"kind": "person", "name": "Ольга Мельник", "email": "olha@example.test", "roles": ["administrator"]}
ITEM = {"id": "1", "title": "Ліфт не працює третій день", "problem": "У будинку **не** працює ліфт."}


@pytest.fixture
def well(installation: Installation) -> Installation:
    """Somebody and something, and no fault."""
    file = "\n".join(json.dumps(line) for line in (PERSON, ITEM))
    assert installation.run("import", "-", stdin=file).exit_code == 0
    assert installation.run("doctor").exit_code == 0
    return installation


def plant(installation: Installation, *rows: object) -> None:
    with installation.opened() as session:
        for row in rows:
            session.add(row) if not hasattr(row, "compile") else session.execute(row)
        session.commit()


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        (update(InitiativeCount).values(n=7), "Numbers on the filters"),
        (update(Initiative).values(support_count=3), "Supports and comments counted"),
        (update(Initiative).values(comment_count=3), "Supports and comments counted"),
        (update(Initiative).values(renderer_version=0, problem_html="old"), "Rendered texts"),
    ],
)
def test_wrong_numbers_and_old_texts_are_found_and_mended(well: Installation, fault: object, check: str) -> None:
    plant(well, fault)
    found = well.run("doctor")
    assert (found.exit_code, f"✗ {check}" in found.output) == (1, True)
    assert well.run("doctor", "--fix").exit_code == 0
    assert well.run("doctor").exit_code == 0
    html = well.ask(lambda session: session.get_one(Initiative, 1).problem_html)
    assert "<strong>не</strong>" in html


def test_a_status_that_the_history_does_not_know_is_found(well: Installation) -> None:
    plant(well, text("UPDATE initiatives SET status_id = (SELECT id FROM statuses WHERE key = 'declined')"))
    found = well.run("doctor", "--fix")
    assert (found.exit_code, "The history of initiatives 1" in found.output) == (1, True)


def test_missing_bytes_are_found(well: Installation) -> None:
    picture = StoredPicture(token="t" * 22, sha256="a" * 64, width=1, height=1, size_bytes=1, at=clock.now())
    plant(well, picture)
    assert "The bytes of pictures 1 are missing" in well.run("doctor").output


def test_files_that_belong_to_no_picture_are_found(well: Installation) -> None:
    stray = well.data_dir / "files" / "ab" / f"{'ab' * 32}.webp"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"left by a crash")
    assert well.run("doctor").exit_code == 0  # its row may be on the way
    os.utime(stray, (0, 0))
    assert f"1 files belong to no picture, among them {stray}" in well.run("doctor").output


def test_deliveries_given_up_and_waiting_are_found(well: Installation) -> None:
    now = clock.now()
    entry = JournalEntry(name="test.happened", item_kind="test", item_id=1, at=now, data={})
    given_up = Delivery(consumer="mail", entry=entry, next_try_at=now, set_aside_at=now, last_error="no such host")
    waiting = Delivery(consumer="hooks", entry=entry, next_try_at=now - timedelta(hours=1))
    plant(well, given_up, waiting)
    said = well.run("doctor").output
    assert "1 deliveries to mail were given up; the last error: no such host" in said
    assert "1 deliveries to hooks have waited" in said


def test_jobs_that_fail_or_do_not_run_are_found(well: Installation) -> None:
    names = [name for name, _ in periodic_jobs.items()]
    plant(
        well,
        PeriodicRun(name=names[0], next_run_at=clock.now(), last_error="disk full"),
        PeriodicRun(name=names[1], next_run_at=clock.now() - timedelta(days=2)),
    )
    said = well.run("doctor").output
    assert f"The job {names[0]} failed: disk full" in said
    assert f"The job {names[1]} is overdue" in said


def test_an_open_folder_is_found(well: Installation) -> None:
    well.data_dir.chmod(0o755)
    assert "is open to other users" in well.run("doctor").output


def test_a_public_address_needs_https(well: Installation) -> None:
    well.env["PORTAL_BASE_URL"] = "http://portal.example"
    said = well.run("doctor").output
    assert "sign-ins need https" in said


def test_an_empty_database_is_said_and_nothing_else_is_asked(installation: Installation) -> None:
    said = installation.run("doctor")
    assert (said.exit_code, "The database is empty" in said.output, "Files" in said.output) == (1, True, False)


def test_a_wrong_setting_is_a_sentence(installation: Installation) -> None:
    installation.env["PORTAL_TIMEZONE"] = "Europe/Kiew"
    said = installation.run("doctor")
    assert (said.exit_code, "PORTAL_TIMEZONE is 'Europe/Kiew'" in said.output) == (1, True)
