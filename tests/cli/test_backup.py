"""Backup and restore: whole under writes, checked before anything is touched, nothing overwritten unasked."""

import gzip
import io
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import transaction
from portal.people.models import Person, Team
from portal.people.services.accounts import add_person
from portal.people.services.places import add_team
from tests.cli.conftest import Installation

PICTURE = f"ab/ab{'0' * 62}.webp"


@pytest.fixture
def lived_in(installation: Installation) -> Installation:
    """People and a file."""
    assert installation.run("user", "add", "olha@example.test", "Ольга", "--role", "administrator").exit_code == 0
    path = installation.data_dir / "files" / PICTURE
    path.parent.mkdir(parents=True)
    path.write_bytes(b"picture")
    return installation


def keep(installation: Installation, folder: Path) -> Path:
    result = installation.run("backup", str(folder))
    assert result.exit_code == 0, result.output
    return Path(result.stdout.split("  (")[0])


def names(installation: Installation) -> list[str]:
    return installation.ask(lambda session: list(session.scalars(select(Person.name).order_by(Person.id))))


def test_a_backup_comes_back_in_an_empty_installation(
    lived_in: Installation, new_installation: Callable[[], Installation], tmp_path: Path
) -> None:
    file = keep(lived_in, tmp_path)
    elsewhere = new_installation()
    result = elsewhere.run("restore", str(file))
    assert result.exit_code == 0, result.output
    assert names(elsewhere) == ["Ольга"]
    assert (elsewhere.data_dir / "files" / PICTURE).read_bytes() == b"picture"
    assert elsewhere.run("user", "add", "ivan@example.test", "Іван").exit_code == 0


def test_a_backup_under_writes_is_whole(
    lived_in: Installation, new_installation: Callable[[], Installation], tmp_path: Path
) -> None:
    """Each write adds a team and a person together: a backup holds both or neither."""
    stop = threading.Event()
    written = []

    def write() -> None:
        with lived_in.opened():
            while not stop.is_set():
                number = len(written)
                with transaction() as session:
                    team = add_team(session, None, name=f"Команда {number}", now=clock.now())
                    add_person(
                        session, None, name=f"Людина {number}", email=f"p{number}@example.test", team_id=team.id,
                        now=clock.now(),
                    )  # fmt: skip
                written.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 5:
            pass
        files = [keep(lived_in, tmp_path / str(turn)) for turn in range(3)]
    finally:
        stop.set()
        writer.join()
    elsewhere = new_installation()
    assert elsewhere.run("restore", str(files[-1])).exit_code == 0
    with elsewhere.opened() as session:
        teams = session.scalar(select(func.count()).select_from(Team))
        people = session.scalar(select(func.count()).select_from(Person).where(Person.team_id.is_not(None)))
    assert teams == people
    assert 5 <= teams <= len(written)
    assert elsewhere.run("doctor").exit_code == 0


def test_what_is_there_is_replaced_only_by_force_and_kept_aside(lived_in: Installation, tmp_path: Path) -> None:
    file = keep(lived_in, tmp_path)
    lived_in.run("user", "add", "ivan@example.test", "Іван")
    refused = lived_in.run("restore", str(file))
    assert (refused.exit_code, "isn't empty" in refused.output) == (1, True)
    assert names(lived_in) == ["Ольга", "Іван"]
    forced = lived_in.run("restore", "--force", str(file))
    assert forced.exit_code == 0, forced.output
    assert names(lived_in) == ["Ольга"]
    assert list(lived_in.data_dir.glob("before-restore-*/files/ab/*.webp"))


def damaged(file: Path, tmp_path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """The same backup with each member passed through ``change``."""
    target = tmp_path / "damaged.tar.gz"
    with tarfile.open(file) as source, tarfile.open(target, "w:gz") as out:
        for entry in source:
            content = source.extractfile(entry)
            changed = change(entry.name, content.read() if content else b"")
            if changed is not None:
                info = tarfile.TarInfo(changed[0])
                info.size = len(changed[1])
                out.addfile(info, io.BytesIO(changed[1]))
    return target


CHANGES: dict[str, tuple[Callable[[str, bytes], tuple[str, bytes] | None], str]] = {
    "a flipped byte": (lambda name, raw: (name, b"X" + raw[1:] if "files/" in name else raw), "checksum"),
    "a missing file": (lambda name, raw: None if "files/" in name else (name, raw), "lacks"),
    "no manifest": (lambda name, raw: None if name == "manifest.json" else (name, raw), "no manifest"),
    "a name that leads out": (
        lambda name, raw: ("../../evil" if "files/" in name else name, raw),
        "doesn't belong in a backup",
    ),
}


@pytest.mark.parametrize("fault", CHANGES)
def test_a_damaged_backup_touches_nothing(lived_in: Installation, tmp_path: Path, fault: str) -> None:
    change, sentence = CHANGES[fault]
    file = damaged(keep(lived_in, tmp_path), tmp_path, change)
    result = lived_in.run("restore", "--force", str(file))
    assert (result.exit_code, sentence in result.output) == (1, True)
    assert names(lived_in) == ["Ольга"]
    assert (lived_in.data_dir / "files" / PICTURE).exists()
    assert not list(lived_in.data_dir.glob("before-restore-*"))


def test_half_a_file_is_refused(lived_in: Installation, tmp_path: Path) -> None:
    file = keep(lived_in, tmp_path)
    half = tmp_path / "half.tar.gz"
    half.write_bytes(file.read_bytes()[:-2000])
    assert lived_in.run("restore", "--force", str(half)).exit_code == 1
    noise = tmp_path / "noise.tar.gz"
    noise.write_bytes(gzip.compress(b"nothing"))
    assert lived_in.run("restore", "--force", str(noise)).exit_code == 1
    assert names(lived_in) == ["Ольга"]


def test_a_backup_is_readable_by_its_owner_alone_and_never_overwritten(lived_in: Installation, tmp_path: Path) -> None:
    file = tmp_path / "mine.tar.gz"
    assert lived_in.run("backup", str(file)).exit_code == 0
    assert file.stat().st_mode & 0o077 == 0
    assert "not overwritten" in lived_in.run("backup", str(file)).output
