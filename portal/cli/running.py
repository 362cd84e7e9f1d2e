"""Whether the portal is running on this data folder: those who serve share a lock, `restore` wants it alone."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

_LOCK = ".running.lock"


@contextmanager
def serving(data_dir: Path) -> Iterator[None]:
    """Hold the shared lock while the portal is served; refuse while a backup is being restored."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
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
    """Hold the lock alone; refuse while the portal runs on it."""
    with (data_dir / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise click.ClickException("The portal is running. Stop it first: a restore replaces its data.") from error
        yield
