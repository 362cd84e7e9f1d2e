"""Whether the portal is running on this data folder: those who serve share a lock, `restore` wants it alone."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import text

from portal.core.db import db

_LOCK = ".running.lock"
#: A connection that was closed just now is counted by PostgreSQL for a little longer.
GOING_SECONDS = 3.0


@contextmanager
def serving(data_dir: Path) -> Iterator[None]:
    """Hold the shared lock while the portal is served; refuse while a backup is being restored."""
    with (data_dir / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise click.ClickException(
                "A backup is being restored here. Start the portal when that is done."
            ) from error
        yield


@contextmanager
def stopped(data_dir: Path) -> Iterator[None]:
    """Hold the lock alone; refuse while the portal runs."""
    with (data_dir / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise click.ClickException("The portal is running. Stop it first: a restore replaces its data.") from error
        _refuse_other_nodes()
        yield


def _refuse_other_nodes() -> None:
    """On PostgreSQL another node may run without this folder."""
    if db.engine.dialect.name != "postgresql":
        return
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    db.engine.dispose()
    until = time.monotonic() + GOING_SECONDS
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while (found := connection.execute(others).scalar_one()) and time.monotonic() < until:
            time.sleep(0.1)
    if found:
        raise click.ClickException(f"{found} other connections use the database. Stop the portal on every node first.")
