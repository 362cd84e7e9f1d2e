"""`portal restore`: check a backup whole, put it aside, then swap it in."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import click
from flask import Flask

from portal.cli import archive
from portal.cli.application import config_of, portal_app, present, say
from portal.cli.archive import Manifest
from portal.cli.database import heads, is_empty
from portal.cli.dump import check_postgres, check_sqlite, restore_postgres, sqlite_file
from portal.cli.other_nodes import refuse_other_nodes
from portal.cli.running import stopped
from portal.core.db import db
from portal.core.files import BEGINNINGS
from portal.core.migrations import known_migrations
from portal.search.place import Place


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace what is there. SQLite and files are kept aside, not deleted.")
def restore(file: Path, force: bool) -> None:
    """Bring back what `portal backup` kept in FILE. Every checksum is compared before anything is touched."""
    with portal_app() as app:
        data_dir = config_of(app).data_dir
        with stopped(data_dir), tempfile.TemporaryDirectory(prefix=".restore-", dir=data_dir) as workspace:
            refuse_other_nodes()
            aside = Path(workspace)
            say("Checking the backup ...")
            manifest = archive.unpack(file, aside)
            _check_fits(manifest, aside)
            _refuse_to_overwrite(force)
            say("Restoring ...")
            kept = _put_in_place(app, aside, present())
            _forget_what_search_made(data_dir)
        _say_what_next(manifest, kept)


def _forget_what_search_made(data_dir: Path) -> None:
    """It is of other data: the next worker makes it anew."""
    place = Place(data_dir)
    for folder in (place.index, place.meaning):
        shutil.rmtree(folder, ignore_errors=True)


def _check_fits(manifest: Manifest, aside: Path) -> None:
    dialect = db.engine.dialect.name
    if manifest.dialect != dialect:
        raise click.ClickException(
            f"The backup is of a {manifest.dialect} database, PORTAL_DATABASE_URL names a {dialect} one. "
            "Between the two move with `portal export` and `portal import`."
        )
    if manifest.migration not in known_migrations():
        raise click.ClickException(
            f"The backup was made by a newer portal ({manifest.portal_version}). Install that version and try again."
        )
    if dialect == "postgresql":
        check_postgres(aside / archive.POSTGRES)
    elif (found := check_sqlite(aside / archive.SQLITE)) != manifest.migration:
        raise click.ClickException(f"The database in the backup stands at {found}, not where its manifest says.")


def _refuse_to_overwrite(force: bool) -> None:
    _, migration = heads()
    if not force and migration is not None and not is_empty():
        raise click.ClickException("This portal isn't empty. Say --force to replace what it holds.")


def _put_in_place(app: Flask, aside: Path, now: datetime) -> list[Path]:
    """Swap files and database in; when a step fails, put the former state back. Where that is kept otherwise."""
    config = config_of(app)
    db.engine.dispose()
    (aside / "files").mkdir(exist_ok=True, mode=0o700)
    with _swapping(config.data_dir, f"before-restore-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}") as swap:
        if _lies_elsewhere(config.files_dir):
            swap.fill(aside / "files", config.files_dir)
        else:
            swap(aside / "files", config.files_dir)
        if (aside / archive.KEY).exists() and (config.data_dir / archive.KEY).exists():
            swap(aside / archive.KEY, config.data_dir / archive.KEY)
        if db.engine.dialect.name == "postgresql":
            restore_postgres(db.engine, aside / archive.POSTGRES)
        else:
            database = sqlite_file(db.engine)
            beside = _bring_beside(aside / archive.SQLITE, database)
            for ending in ("-wal", "-shm"):
                swap(None, database.with_name(database.name + ending))
            swap(beside, database)
    return swap.kept


def _lies_elsewhere(folder: Path) -> bool:
    """Whether a folder can't be replaced by renaming: it is a mounted disk, or a link to another place."""
    return folder.is_symlink() or folder.is_mount()


class _Swap:
    """Puts the new in and the former aside; every step can be undone."""

    def __init__(self, data_dir: Path, name: str) -> None:
        self._former, self._name = data_dir / name, name
        self._undo: list[Callable[[], object]] = []
        #: Folders with what was there before.
        self.kept: list[Path] = []

    def __call__(self, new: Path | None, place: Path) -> None:
        """Put ``new`` (or nothing) where ``place`` is."""
        if place.exists():
            self._make(self._former)
            self._move(place, self._former / place.name)
        if new is not None:
            self._move(new, place)

    def fill(self, new: Path, folder: Path) -> None:
        """Put what is in ``new`` into a folder that stays: the former content goes into a hidden one inside it."""
        kept = folder / f".{self._name}"
        for part in [path for path in folder.iterdir() if path.name in BEGINNINGS]:
            self._make(kept)
            self._move(part, kept / part.name)
        for part in new.iterdir():
            place = folder / part.name
            self._undo.append(partial(shutil.rmtree, place, ignore_errors=True))
            shutil.copytree(part, place)

    def _make(self, folder: Path) -> None:
        if folder not in self.kept:
            folder.mkdir(mode=0o700)
            self.kept.append(folder)
            self._undo.append(folder.rmdir)

    def _move(self, path: Path, place: Path) -> None:
        shutil.move(path, place)
        self._undo.append(partial(shutil.move, place, path))

    def undo(self) -> None:
        """Put everything back, last first."""
        for step in reversed(self._undo):
            step()


@contextmanager
def _swapping(data_dir: Path, name: str) -> Iterator[_Swap]:
    swap = _Swap(data_dir, name)
    try:
        yield swap
    except BaseException as error:
        swap.undo()
        if isinstance(error, OSError):
            said = f"{error.strerror or error} ({error.filename})"
            raise click.ClickException(f"The backup can't be put in place: {said}. Everything is as before.") from error
        raise


def _bring_beside(copy: Path, database: Path) -> Path:
    """The database may lie on another disk: only within one disk is a rename whole."""
    database.parent.mkdir(parents=True, exist_ok=True)
    beside = database.with_name(f".{database.name}.restored")
    shutil.copyfile(copy, beside)
    beside.chmod(0o600)
    with beside.open("rb") as written:
        os.fsync(written.fileno())
    return beside


def _say_what_next(manifest: Manifest, kept: list[Path]) -> None:
    click.echo(f"Restored the state of {manifest.made_at} ({len(manifest.members)} parts).")
    for folder in kept:
        click.echo(f"What was there before lies in {folder}; delete it when all is well.")
    newest, present_migration = heads()
    if newest != present_migration:
        click.echo("The backup is of an older version: run `portal migrate` now.")
