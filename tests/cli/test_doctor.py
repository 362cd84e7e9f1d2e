"""The doctor finds what was planted, and --fix mends what can be mended."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from portal.anonymous.models import AnonymousMessage, SealedKind, SealedWord
from portal.cli.doctor.installation import listening_faults
from portal.config import Config
from portal.core import clock
from portal.core.files import StoredPicture
from portal.core.journal import Delivery, JournalEntry
from portal.core.work import PeriodicRun, periodic_jobs
from portal.initiatives.models import Initiative, InitiativeCount
from portal.knowledge.models import Genre, ItemState, KnowledgeItem, KnowledgeRevision, RevisionState
from tests.cli.conftest import Installation, Installer

PERSON = {"kind": "person", "name": "Ольга Мельник", "email": "olha@example.test", "roles": ["administrator"]}
ITEM = {"id": "1", "title": "Ліфт не працює третій день", "problem": "У будинку **не** працює ліфт."}


@pytest.fixture(scope="module")
def prepared(new_installation: Installer) -> Installation:
    installation = new_installation()
    file = "\n".join(json.dumps(line) for line in (PERSON, ITEM))
    assert installation.run("import", "-", stdin=file).exit_code == 0
    assert installation.run("doctor").exit_code == 0
    return installation


@pytest.fixture
def well(new_installation: Installer, prepared: Installation) -> Installation:
    """Somebody and something, and no fault."""
    return new_installation(like=prepared)


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
        (update(Initiative).values(twin_count=3), "Supports and comments counted"),
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


def test_what_is_merged_without_a_merge_or_in_a_circle_is_found(well: Installation) -> None:
    merged = "status_id = (SELECT id FROM statuses WHERE key = 'merged'), status_type = 'merged', merged_into_id = id"
    plant(well, text(f"UPDATE initiatives SET {merged}"))
    found = well.run("doctor")
    assert "✗ Merged initiatives" in found.output
    assert "No merge tells into what initiatives 1 were merged." in found.output
    assert "Initiatives 1 are merged in a circle." in found.output


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


def test_anonymous_words_that_nobody_lets_out_are_found(well: Installation) -> None:
    now = clock.now()
    plant(
        well,
        SealedWord(id=7, kind=SealedKind.WITHDRAWAL, item_kind="initiative", number=-1_000_000, fields={}),
        PeriodicRun(name="anonymous.let_out", next_run_at=now, last_run_at=now - timedelta(hours=3)),
    )
    assert "1 anonymous words may have waited for more than two hours" in well.run("doctor").output
    plant(well, update(PeriodicRun).values(last_run_at=now))
    assert well.run("doctor").exit_code == 0


def test_messages_of_an_older_renderer_are_rendered_again(well: Installation) -> None:
    said = {
        "item_kind": "initiative",
        "item_id": 1,
        "from_author": True,
        "body": "**так**",
        "html": "old",
        "renderer_version": 0,
    }
    plant(well, AnonymousMessage(**said, at=clock.now()))
    assert well.run("doctor").exit_code == 1
    assert well.run("doctor", "--fix").exit_code == 0
    assert "<strong>так</strong>" in well.ask(lambda session: session.scalars(select(AnonymousMessage.html)).one())


def test_revisions_of_an_older_renderer_are_rendered_again_but_not_plain_words(well: Installation) -> None:
    now = clock.now()
    genre_id = well.ask(lambda session: session.scalars(select(Genre.id).where(Genre.key == "wow")).one())
    item = KnowledgeItem(
        id=5, kind="case", genre_id=genre_id, state=ItemState.DRAFT, language="uk", title="Назва", created_at=now,
        last_activity_at=now,
    )  # fmt: skip
    revision = KnowledgeRevision(
        item_id=5, number=1, state=RevisionState.DRAFT, language="uk", title="Назва", begun_at=now, saved_at=now,
        parts={"lesson": "**так**", "quote": "*ні*"}, html={"lesson": "old", "quote": ""}, renderer_version=0,
        facts={"genre_id": genre_id},
    )  # fmt: skip
    plant(well, item)
    plant(well, revision)
    assert well.run("doctor").exit_code == 1
    assert well.run("doctor", "--fix").exit_code == 0
    html = well.ask(lambda session: session.scalars(select(KnowledgeRevision.html)).one())
    assert html == {"lesson": "<p><strong>так</strong></p>", "quote": ""}


def test_an_open_folder_is_found(well: Installation) -> None:
    well.data_dir.chmod(0o755)
    assert "is open to other users" in well.run("doctor").output


def test_a_public_address_needs_https(well: Installation) -> None:
    well.env["PORTAL_BASE_URL"] = "http://portal.example"
    said = well.run("doctor").output
    assert "sign-ins need https" in said


def test_an_empty_database_is_said_and_nothing_else_is_asked(new_installation: Installer) -> None:
    said = new_installation(tables=False).run("doctor")
    assert (said.exit_code, "The database is empty" in said.output, "Files" in said.output) == (1, True, False)


def test_a_wrong_setting_is_a_sentence(installation: Installation) -> None:
    installation.env["PORTAL_TIMEZONE"] = "Europe/Kiew"
    said = installation.run("doctor")
    assert (said.exit_code, "PORTAL_TIMEZONE is 'Europe/Kiew'" in said.output) == (1, True)


def test_a_folder_that_is_not_there_is_said_and_not_made(installation: Installation, tmp_path: Path) -> None:
    installation.env["PORTAL_DATA_DIR"] = str(tmp_path / "mistyped")
    said = installation.run("doctor")
    assert (said.exit_code, "There is no data folder" in said.output) == (1, True)
    assert not (tmp_path / "mistyped").exists()


def test_a_lost_secret_key_is_found(well: Installation) -> None:
    (well.data_dir / "secret_key").unlink()
    (well.data_dir / "files").mkdir(exist_ok=True)  # an empty folder is one that begins
    said = well.run("doctor")
    assert (said.exit_code, "a new one has been made" in said.output) == (1, True)
    assert well.run("doctor").exit_code == 0


def test_a_database_of_a_newer_version_is_not_to_be_migrated(well: Installation) -> None:
    plant(well, text("UPDATE alembic_version SET version_num = '9999'"))
    said = well.run("doctor")
    assert (said.exit_code, "a newer one made it" in said.output, "portal migrate" in said.output) == (1, True, False)


def test_a_database_that_others_can_read_is_found(well: Installation) -> None:
    if well.env["PORTAL_DATABASE_URL"]:
        pytest.skip("PostgreSQL keeps no file here")
    database = well.data_dir / "portal.sqlite3"
    database.chmod(0o644)
    assert well.run("doctor").exit_code == 0  # nobody else enters its folder
    well.data_dir.chmod(0o755)
    assert f"{database} can be read by other users" in well.run("doctor").output


def test_a_clock_that_goes_wrong_is_found(well: Installation) -> None:
    later = clock.now() + timedelta(hours=1)
    plant(well, JournalEntry(name="test.happened", item_kind="test", item_id=1, at=later, data={}))
    assert "later than now" in well.run("doctor").output


def test_a_check_that_fails_itself_is_a_fault_and_the_others_go_on(well: Installation) -> None:
    plant(well, text("DROP TABLE periodic_jobs"))
    said = well.run("doctor")
    assert (said.exit_code, "This can't be looked at" in said.output) == (1, True)
    assert "✓ Deliveries" in said.output


@pytest.mark.parametrize(
    ("host", "base_url", "proxies", "faults"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", 0, 0),
        ("::1", "http://127.0.0.1:8000", 0, 0),
        ("localhost", "http://127.0.0.1:8000", 0, 0),
        ("0.0.0.0", "http://127.0.0.1:8000", 0, 1),  # noqa: S104 - compared, not bound
        ("192.0.2.7", "https://portal.example", 0, 1),
        ("192.0.2.7", "https://portal.example", 1, 0),
    ],
)
def test_listening_for_other_machines_needs_https(host: str, base_url: str, proxies: int, faults: int) -> None:
    env = {"PORTAL_BASE_URL": base_url, "PORTAL_TRUSTED_PROXIES": str(proxies), "PORTAL_SECRET_KEY": "k" * 32}
    assert len(listening_faults(host, Config.from_env(env))) == faults


def test_an_address_that_only_looks_like_this_machine_is_public(well: Installation) -> None:
    well.env["PORTAL_BASE_URL"] = "http://localhost.example"
    assert "sign-ins need https" in well.run("doctor").output
