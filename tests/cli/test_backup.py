"""Backup and restore: whole under writes, checked before anything is touched, nothing overwritten unasked."""

import gzip
import io
import json
import sqlite3
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from sqlalchemy import func, select

from portal.cli import archive
from portal.cli.archive import KEY, MANIFEST, POSTGRES, SQLITE, Manifest, sha256_of
from portal.core import clock
from portal.core.db import transaction
from portal.people.models import Person, Team
from portal.people.services.accounts import add_person
from portal.people.services.places import add_team
from tests.cli.conftest import Installation, Installer

PICTURE = f"ab/ab{'0' * 62}.webp"


@pytest.fixture(scope="module")
def prepared(new_installation: Installer) -> Installation:
    installation = new_installation()
    assert installation.run("user", "add", "olha@example.test", "Ольга", "--role", "administrator").exit_code == 0
    path = installation.data_dir / "files" / PICTURE
    path.parent.mkdir(parents=True)
    path.write_bytes(b"picture")
    return installation


@pytest.fixture
def lived_in(new_installation: Installer, prepared: Installation) -> Installation:
    """People and a file."""
    return new_installation(like=prepared)


def keep(installation: Installation, folder: Path) -> Path:
    result = installation.run("backup", str(folder))
    assert result.exit_code == 0, result.output
    return Path(result.stdout.split("  (")[0])


def names(installation: Installation) -> list[str]:
    return installation.ask(lambda session: list(session.scalars(select(Person.name).order_by(Person.id))))


def test_a_backup_comes_back_in_an_empty_installation(
    lived_in: Installation, new_installation: Installer, tmp_path: Path
) -> None:
    file = keep(lived_in, tmp_path)
    elsewhere = new_installation()
    result = elsewhere.run("restore", str(file))
    assert result.exit_code == 0, result.output
    assert names(elsewhere) == ["Ольга"]
    assert (elsewhere.data_dir / "files" / PICTURE).read_bytes() == b"picture"
    assert elsewhere.run("user", "add", "ivan@example.test", "Іван").exit_code == 0


def test_a_backup_under_writes_is_whole(lived_in: Installation, new_installation: Installer, tmp_path: Path) -> None:
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


def rewritten(file: Path, tmp_path: Path, name: str, raw: bytes) -> Path:
    """The same backup with one member replaced, and a manifest that says so."""
    manifest = Manifest.from_bytes(member(file, MANIFEST))
    manifest.members[name] = sha256_of(io.BytesIO(raw))
    replaced = {name: raw, MANIFEST: manifest.as_bytes()}
    return damaged(file, tmp_path, lambda each, whole: (each, replaced.get(each, whole)))


def member(file: Path, name: str) -> bytes:
    with tarfile.open(file) as source:
        content = source.extractfile(name)
        assert content is not None
        return content.read()


@pytest.mark.parametrize(
    ("part", "raw"), [("database", b""), ("database", b"nothing like one" * 99), ("key", b""), ("key", b"\n")]
)
def test_a_part_that_is_empty_or_strange_is_refused_although_its_checksum_is_right(
    lived_in: Installation, tmp_path: Path, database_kind: str, part: str, raw: bytes
) -> None:
    database = SQLITE if database_kind == "sqlite" else POSTGRES
    file = rewritten(keep(lived_in, tmp_path), tmp_path, database if part == "database" else KEY, raw)
    result = lived_in.run("restore", "--force", str(file))
    assert result.exit_code == 1
    assert names(lived_in) == ["Ольга"]
    assert not list(lived_in.data_dir.glob("before-restore-*"))


def test_an_sqlite_database_of_something_else_is_refused(
    lived_in: Installation, tmp_path: Path, database_kind: str
) -> None:
    if database_kind != "sqlite":
        pytest.skip("a dump of PostgreSQL is looked into by pg_restore")
    strange = tmp_path / "strange.sqlite3"
    with closing(sqlite3.connect(strange)) as connection:
        connection.execute("CREATE TABLE anything (id INTEGER)")
    file = rewritten(keep(lived_in, tmp_path), tmp_path, SQLITE, strange.read_bytes())
    result = lived_in.run("restore", "--force", str(file))
    assert (result.exit_code, "alembic_version" in result.output) == (1, True)
    assert names(lived_in) == ["Ольга"]


HOSTILE: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no object": lambda _said: [1, 2, 3],
    "nothing": lambda _said: {},
    "another format": lambda said: said | {"format": 2},
    "members that are a list": lambda said: said | {"members": ["database.sqlite3"]},
    "a member that is a word": lambda said: said | {"members": {KEY: "whole"}},
    "a member with more to say": lambda said: said | {"members": {KEY: {"sha256": "0" * 64, "size_bytes": 1, "a": 1}}},
    "a size that is a word": lambda said: said | {"members": {KEY: {"sha256": "0" * 64, "size_bytes": "1"}}},
    "a checksum that is a number": lambda said: said | {"members": {KEY: {"sha256": 7, "size_bytes": 1}}},
    "a name that leads out": lambda said: said | {"members": {"../evil": {"sha256": "0" * 64, "size_bytes": 1}}},
    "no migration": lambda said: {name: value for name, value in said.items() if name != "migration"},
    "a migration that is a number": lambda said: said | {"migration": 5},
    "a moment for the terminal": lambda said: said | {"made_at": "\x1b[2J"},
    "another database": lambda said: said | {"dialect": "oracle"},
    "more to say": lambda said: said | {"made_by": "somebody"},
}


@pytest.mark.parametrize("fault", HOSTILE)
def test_a_manifest_that_is_none_is_a_sentence(fault: str) -> None:
    said = json.loads(
        Manifest(made_at="2026", portal_version="1", dialect="sqlite", migration="0001", members={}).as_bytes()
    )
    assert Manifest.from_bytes(json.dumps(said).encode())
    with pytest.raises(click.ClickException):
        Manifest.from_bytes(json.dumps(HOSTILE[fault](said)).encode())


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b"9" * 10_000, b'{"format": ' + b"9" * 10_000 + b"}"]
)
def test_bytes_that_are_no_manifest_are_a_sentence(raw: bytes) -> None:
    with pytest.raises(click.ClickException):
        Manifest.from_bytes(raw)


def test_a_manifest_without_end_is_not_read(
    lived_in: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = keep(lived_in, tmp_path)
    monkeypatch.setattr(archive, "MAX_MANIFEST_BYTES", 100)
    result = lived_in.run("restore", "--force", str(file))
    assert (result.exit_code, "larger than any" in result.output) == (1, True)


def test_two_manifests_are_refused(lived_in: Installation, tmp_path: Path) -> None:
    twice = damaged(keep(lived_in, tmp_path), tmp_path, lambda name, raw: (MANIFEST if "files/" in name else name, raw))
    assert lived_in.run("restore", "--force", str(twice)).exit_code == 1


@pytest.fixture
def shared(lived_in: Installation, tmp_path: Path) -> Path:
    """Pictures on a disk of their own, as several machines share it."""
    disk = tmp_path / "disk"
    (lived_in.data_dir / "files").rename(disk)
    (disk / "lost+found").mkdir()
    (lived_in.data_dir / "files").symlink_to(disk)
    return disk


def test_pictures_on_a_disk_of_their_own_are_replaced_there(
    lived_in: Installation, shared: Path, tmp_path: Path
) -> None:
    file = keep(lived_in, tmp_path)
    later = shared / "cd" / f"cd{'0' * 62}.webp"
    later.parent.mkdir()
    later.write_bytes(b"later")
    (shared / PICTURE).write_bytes(b"changed")
    result = lived_in.run("restore", "--force", str(file))
    assert result.exit_code == 0, result.output
    assert (lived_in.data_dir / "files").is_symlink()
    assert (shared / PICTURE).read_bytes() == b"picture"
    assert (shared / "lost+found").is_dir()
    assert not later.exists()
    (kept,) = shared.glob(".before-restore-*")
    assert f"files/{kept.name}" in result.output
    assert (kept / "cd" / later.name).read_bytes() == b"later"
    assert (kept / PICTURE).read_bytes() == b"changed"


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_restore_that_fails_leaves_everything_as_it_was(
    lived_in: Installation,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    elsewhere: bool,
) -> None:
    pictures = request.getfixturevalue("shared") if elsewhere else lived_in.data_dir / "files"
    file = keep(lived_in, tmp_path)
    (pictures / PICTURE).write_bytes(b"changed")

    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    restoring = import_module("portal.cli.restore")  # the name in the package is the command
    monkeypatch.setattr(restoring, "restore_postgres", fail)
    monkeypatch.setattr(restoring, "_bring_beside", fail)
    result = lived_in.run("restore", "--force", str(file))
    assert (result.exit_code, "No space left" in result.output) == (1, True)
    assert (pictures / PICTURE).read_bytes() == b"changed"
    assert names(lived_in) == ["Ольга"]
    assert not [*lived_in.data_dir.glob("before-restore-*"), *pictures.glob(".before-restore-*")]


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
