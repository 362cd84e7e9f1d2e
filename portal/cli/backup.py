"""`portal backup`: the database and the files as one checked file, while the portal runs."""

import os
import secrets
import tarfile
import tempfile
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import IO

import click

from portal.cli import archive
from portal.cli.application import config_of, portal_app, present, progress
from portal.cli.archive import Manifest, Member
from portal.cli.database import heads
from portal.cli.dump import dump_postgres, dump_sqlite, sqlite_file
from portal.config import Config
from portal.core.db import db


@click.command()
@click.argument("place", type=click.Path(path_type=Path))
def backup(place: Path) -> None:
    """Keep the database and all files in PLACE: a folder, or the name of a new .tar.gz file.

    Safe while the portal runs. The file holds personal data and the key of sign-ins: keep it as you keep those.
    """
    with portal_app() as app:
        target = _target(place, present())
        _, migration = heads()
        if migration is None:
            raise click.ClickException("There is no database to keep yet.")
        manifest = _write_backup(config_of(app), target, migration)
    size_mb = target.stat().st_size / 1e6
    click.echo(f"{target}  ({len(manifest.members)} parts, {size_mb:.1f} MB)")


def _target(place: Path, now: datetime) -> Path:
    named = place.name.endswith((".tar.gz", ".tgz"))
    target = place if named else place / f"portal-{now:%Y%m%d-%H%M%S}.tar.gz"
    if target.exists():
        raise click.ClickException(f"{target} is there already; it is not overwritten.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise click.ClickException(f"{target.parent} can't be made: {error.strerror}.") from error
    return target


def _write_backup(config: Config, target: Path, migration: str) -> Manifest:
    """Write aside and rename: a backup that was cut short never looks like one."""
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    aside.touch(mode=0o600)
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as workspace, aside.open("wb") as out:
            manifest = _fill(config, Path(workspace), out, migration)
            out.flush()
            os.fsync(out.fileno())
        aside.rename(target)
    except OSError as error:
        raise click.ClickException(f"The backup can't be written: {error.strerror or error}.") from error
    finally:
        aside.unlink(missing_ok=True)
    return manifest


def _fill(config: Config, workspace: Path, out: IO[bytes], migration: str) -> Manifest:
    """The database first: its rows never name files that are written later."""
    members: dict[str, Member] = {}
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as tar:
        with progress("Database", 1) as bar:
            _add(tar, members, *_dump(workspace))
            bar.update(1)
        key = config.data_dir / archive.KEY
        if key.exists():
            _add(tar, members, archive.KEY, key)
        paths = sorted(path for path in config.files_dir.glob("*/*") if not path.name.startswith("."))
        with progress("Files", len(paths)) as bar:
            for path in paths:
                name = f"files/{path.relative_to(config.files_dir).as_posix()}"
                if archive.ALLOWED.match(name):
                    _add(tar, members, name, path)
                bar.update(1)
        manifest = Manifest(
            made_at=present().isoformat(),
            portal_version=version("portal"),
            dialect=db.engine.dialect.name,
            migration=migration,
            members=members,
        )
        raw = manifest.as_bytes()
        tar.addfile(_entry(archive.MANIFEST, len(raw)), BytesIO(raw))
    return manifest


def _dump(workspace: Path) -> tuple[str, Path]:
    if db.engine.dialect.name == "sqlite":
        path = workspace / archive.SQLITE
        dump_sqlite(sqlite_file(db.engine), path)
        return archive.SQLITE, path
    path = workspace / archive.POSTGRES
    dump_postgres(db.engine, path)
    return archive.POSTGRES, path


def _add(tar: tarfile.TarFile, members: dict[str, Member], name: str, path: Path) -> None:
    """Add a file that doesn't change; one that was swept away meanwhile is left out."""
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return
    with source:
        member = archive.sha256_of(source)
        source.seek(0)
        tar.addfile(_entry(name, member.size_bytes), source)
    members[name] = member


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(present().timestamp())
    return entry
