"""`portal run`: the whole portal with one command, web and worker, each started again when it dies.

Web takes its seconds to get ready, so it is started before anything else is read here.
"""

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.cli.running import serving
from portal.cli.settings import settings
from portal.cli.supervisor import Child, stop, supervise
from portal.core.collecting import imported

if TYPE_CHECKING:
    from flask import Flask

WORKERS = 2
THREADS = 4
GRACEFUL_SECONDS = 20
BACKLOG = 1024


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=WORKERS, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
def run(host: str, port: int, workers: int) -> None:
    """Serve the portal: web workers and the worker of the queue. Makes the database on an empty data folder."""
    serve(host, port, workers)


def serve(
    host: str, port: int, workers: int = WORKERS, *, first: "Callable[[Flask], None]" = lambda _app: None
) -> None:
    """Serve until it is told to stop. Web makes itself ready while ``first`` is done, and answers afterwards."""
    listener = _listen(host, port)
    address = _address(host, port)
    # For links that are printed; a company names its own address, by which browsers come.
    os.environ.setdefault("PORTAL_BASE_URL", address)
    with serving(settings().data_dir):
        ready, gate = os.pipe()
        web = _web(listener, workers, ready)
        web.start()
        try:
            imported("portal.cli.opening").open_portal(host, address, first)
        except BaseException:
            stop([web])
            raise
        os.close(gate)
        supervise([web, _worker()])


def _listen(host: str, port: int) -> socket.socket:
    """Take the port for as long as the command runs: callers wait, and aren't refused, while web starts again."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        raise click.ClickException(
            f"Port {port} at {host} can't be taken ({os.strerror(error.errno or 0).lower()}). "
            "End what listens there, or name another one with --port."
        ) from error
    listener.listen(BACKLOG)
    return listener


def _web(listener: socket.socket, workers: int, ready: int) -> Child:
    """gunicorn, which makes the application and forks its workers when it may begin (see ``portal.cli.web``)."""
    memory = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat: a disk that stalls must not look like a dead worker
    return Child(
        "web",
        [
            *(sys.executable, "-m", "gunicorn", f"portal.cli.web:application_behind({ready})", "--preload"),
            *("--bind", f"fd://{listener.fileno()}"),
            *("--worker-class", "portal.cli.web_worker.Worker", "--workers", str(workers), "--threads", str(THREADS)),
            *("--graceful-timeout", str(GRACEFUL_SECONDS), "--timeout", "60", "--keep-alive", "15"),
            *("--log-level", "warning", "--no-control-socket"),
            *(("--worker-tmp-dir", str(memory)) if memory.is_dir() else ()),
        ],
        keep_open=(listener.fileno(), ready),
    )


def _worker() -> Child:
    return Child("worker", [sys.executable, "-m", "portal.cli", "worker"])


def _address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
