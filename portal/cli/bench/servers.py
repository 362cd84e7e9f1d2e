"""Gunicorn as `portal run` starts it, and what /proc says of its processes."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

THREADS = 4
#: A busy machine takes long to begin.
START_SECONDS = 120
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its port and its first process."""

    port: int
    pid: int

    def processes(self) -> list[int]:
        """The first process and its children."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        return [self.pid, *map(int, children)]

    def cpu_seconds(self) -> float:
        """User and system time of all server processes so far."""
        return sum(_cpu_seconds(pid) for pid in self.processes())

    def worker_memory_mb(self) -> list[float]:
        """Proportional set size of each web worker, in MB."""
        return [proportional_mb(pid) for pid in self.processes()[1:]]


@contextmanager
def serving(application: str, environ: dict[str, str], *, workers: int) -> Iterator[Server]:
    """Serve a WSGI application on a free port for the length of a block."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(workers),
        "--worker-class", "portal.cli.web_worker.Worker", "--threads", str(THREADS),
        "--log-level", "error", "--preload", application,
    ]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, **environ})
    try:
        _wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def scratch_database(server_url: str, size: int) -> Iterator[str]:
    """The address of a database made for one size and dropped afterwards; empty for SQLite in the data folder."""
    if not server_url:
        yield ""
        return
    name = f"portal_bench_{os.getpid()}_{size}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def postgres_cpu_seconds(database: str) -> float:
    """User and system time of the PostgreSQL processes on this machine that serve a database; each names it."""
    total = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f" {database} ".encode() in (folder / "cmdline").read_bytes():
                total += _cpu_seconds(int(folder.name))
        except OSError:  # the process ended meanwhile
            continue
    return total


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND


def proportional_mb(pid: int) -> float:
    """The proportional set size of a process, in MB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"the kernel doesn't say the proportional set size of process {pid}")


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("the server ended at once")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server didn't answer within {START_SECONDS} seconds")
