"""A PostgreSQL for the length of a test run: Debian's server on a temporary folder, as an ordinary user."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql")


class PostgresMissing(Exception):
    """No server is installed here."""


@contextmanager
def temporary_server() -> Iterator[str]:
    """Start a server; yield the address of its maintenance database; stop it and delete its data.

    Raises PostgresMissing when Debian's ``postgresql`` isn't installed.
    """
    found = sorted(BINARIES.glob("*/bin/initdb"))
    if not found:
        raise PostgresMissing
    binaries = found[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    as_user = _ordinary_user(folder)
    data = folder / "data"
    port = _free_port()
    _run(
        [
            *as_user,
            str(binaries / "initdb"),
            "-D",
            str(data),
            "-U",
            "portal",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
    )
    # Databases that live for minutes: nothing of theirs is worth compiling a query for, vacuuming or keeping.
    options = (
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off "
        "-c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c jit=off -c autovacuum=off "
        "-c shared_buffers=64MB -c max_connections=150"
    )
    control = [*as_user, str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
    try:
        _run([*control, "-o", options, "start"])
        yield f"postgresql://portal@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)


def _ordinary_user(folder: Path) -> list[str]:
    """The server refuses to run as root; then it runs as Debian's own user."""
    if os.getuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout[-500:]} {done.stderr[-500:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
