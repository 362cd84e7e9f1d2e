"""`portal restore`: check a backup whole, put it aside, then swap it in."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from flask import Flask

from portal.cli import archive
from portal.cli.application import config_of, console, portal_app, present
from portal.cli.archive import Manifest
from portal.cli.database import heads, is_empty, known_migrations
from portal.cli.dump import check_sqlite, restore_postgres, sqlite_file
from portal.cli.running import stopped
from portal.core.db import db


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace what is there. SQLite and files are kept aside, not deleted.")
def restore(file: Path, force: bool) -> None:
    """Bring back what `portal backup` kept in FILE. Every checksum is compared before anything is touched."""
    with portal_app() as app:
        data_dir = config_of(app).data_dir
        with stopped(data_dir), tempfile.TemporaryDirectory(prefix=".restore-", dir=data_dir) as workspace:
            aside = Path(workspace)
            console.print("Checking the backup ...")
            manifest = archive.unpack(file, aside)
            _check_fits(manifest, aside)
            _refuse_to_overwrite(force)
            console.print("Restoring ...")
            kept = _put_in_place(app, aside, present())
        _say_what_next(manifest, kept)


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
    if dialect == "sqlite":
        check_sqlite(aside / archive.SQLITE)


def _refuse_to_overwrite(force: bool) -> None:
    _, migration = heads()
    if not force and migration is not None and not is_empty():
        raise click.ClickException("This portal isn't empty. Say --force to replace what it holds.")


def _put_in_place(app: Flask, aside: Path, now: datetime) -> Path | None:
    """Swap files and database in; when a step fails, put the former state back. Where that is kept otherwise."""
    config = config_of(app)
    former = config.data_dir / f"before-restore-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    moves = [(aside / "files", config.files_dir)]
    if (aside / archive.KEY).exists() and (config.data_dir / archive.KEY).exists():
        moves.append((aside / archive.KEY, config.data_dir / archive.KEY))
    db.engine.dispose()
    (aside / "files").mkdir(exist_ok=True, mode=0o700)
    with _swapped(moves, former) as swap:
        if db.engine.dialect.name == "postgresql":
            restore_postgres(db.engine, aside / archive.POSTGRES)
        else:
            database = sqlite_file(db.engine)
            beside = _bring_beside(aside / archive.SQLITE, database)
            for ending in ("-wal", "-shm"):
                swap(None, database.with_name(database.name + ending))
            swap(beside, database)
    return former if former.exists() else None


class _Swap:
    """Renames that can be undone: the new in, the former into a folder of its own."""

    def __init__(self, former: Path) -> None:
        self._former = former
        self._done: list[tuple[Path | None, Path, Path | None]] = []

    def __call__(self, new: Path | None, place: Path) -> None:
        """Put ``new`` (or nothing) where ``place`` is."""
        kept = None
        if place.exists():
            self._former.mkdir(exist_ok=True, mode=0o700)
            kept = self._former / place.name
            shutil.move(place, kept)
        self._done.append((new, place, kept))
        if new is not None:
            new.replace(place)

    def undo(self) -> None:
        """Put everything back, last first."""
        for new, place, kept in reversed(self._done):
            if new is not None and place.exists():
                shutil.move(place, new)
            if kept is not None:
                shutil.move(kept, place)
        if self._former.exists():
            self._former.rmdir()


@contextmanager
def _swapped(moves: list[tuple[Path, Path]], former: Path) -> Iterator[_Swap]:
    swap = _Swap(former)
    try:
        for new, place in moves:
            swap(new, place)
        yield swap
    except BaseException:
        swap.undo()
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


def _say_what_next(manifest: Manifest, kept: Path | None) -> None:
    click.echo(f"Restored the state of {manifest.made_at} ({len(manifest.members)} parts).")
    if kept is not None:
        click.echo(f"What was there before lies in {kept}; delete it when all is well.")
    newest, present_migration = heads()
    if newest != present_migration:
        click.echo("The backup is of an older version: run `portal migrate` now.")
