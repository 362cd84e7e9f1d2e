"""`portal run`: the whole portal with one command, web and worker, each started again when it dies."""

import gc
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread, get_native_id

import click
from flask import Flask, url_for

from portal import create_app
from portal.cli.application import config_of, console, portal_app, present
from portal.cli.database import make_database_if_new
from portal.cli.doctor.installation import listening_faults
from portal.cli.running import serving
from portal.cli.supervisor import Child, stop, supervise
from portal.core.db import db, transaction
from portal.people.services.accounts import ensure_set_up_link
from portal.search.language.dictionary import shipped
from portal.search.meaning.embedder import embedder
from portal.search.place import place_of

WORKERS = 2
THREADS = 4
GRACEFUL_SECONDS = 20
BACKLOG = 1024
#: The lowest priority that a process can have.
LAST = 19


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=WORKERS, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
def run(host: str, port: int, workers: int) -> None:
    """Serve the portal: web workers and the worker of the queue. Makes the database on an empty data folder."""
    serve(host, port, workers)


def serve(host: str, port: int, workers: int = WORKERS, *, first: Callable[[Flask], None] = lambda _app: None) -> None:
    """Serve until it is told to stop. Web makes itself ready while ``first`` is done, and answers afterwards."""
    listener = _listen(host, port)
    address = _address(host, port)
    # For links that are printed; a company names its own address, by which browsers come.
    os.environ.setdefault("PORTAL_BASE_URL", address)
    with portal_app() as app:
        make_database_if_new(app)
    with serving(config_of(app).data_dir):
        ready, gate = os.pipe()
        web = _web(listener, workers, ready)
        web.start()
        try:
            first(app)
            _introduce(app, host, address)
        except BaseException:
            stop([web])
            raise
        os.close(gate)
        supervise([web, _worker()])


def application() -> Flask:
    """The application as the web workers share it: made once, before they are forked.

    What is there by then is put out of the collector's reach: each worker's collector would write to all of it, and
    so give every worker a copy of its own (a fifth of its memory).
    """
    app = create_app()
    if config_of(app).load_first:
        loading = Thread(target=_load_search, args=(app,))
        loading.start()
        loading.join()  # a fork would lose it
    gc.collect()
    gc.freeze()
    return app


def _load_search(app: Flask) -> None:
    """The dictionary and the model of search, so that no request waits for them; behind everything else that is busy
    meanwhile, such as the load of the demo."""
    os.setpriority(os.PRIO_PROCESS, get_native_id(), LAST)  # of this thread alone, and of what it starts
    shipped()
    with app.app_context():
        embedder(place_of(db.session()))
        db.session.remove()
        db.engine.dispose()


def application_behind(ready: int) -> Flask:
    """For gunicorn: the application, when nobody holds the other end of the pipe any more."""
    app = application()
    os.read(ready, 1)
    return app


def _introduce(app: Flask, host: str, address: str) -> None:
    """Say where the portal is, and what somebody has to do there."""
    with app.app_context():
        first_steps = _set_up_address(app)
        db.session.remove()
        db.engine.dispose()
    for fault in listening_faults(host, config_of(app)):
        console.print(f"[yellow]{fault}[/yellow]")
    console.print(f"The portal answers at [bold]{address}[/bold]  (Ctrl-C stops it)")
    if first_steps:
        console.print(f"There is no administrator yet. Open this once, within 72 hours: [bold]{first_steps}[/bold]")


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
    """gunicorn, which makes the application and forks its workers when it may begin (see ``application_behind``)."""
    memory = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat: a disk that stalls must not look like a dead worker
    return Child(
        "web",
        [
            *(sys.executable, "-m", "gunicorn", f"portal.cli.run:application_behind({ready})", "--preload"),
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


def _set_up_address(app: Flask) -> str | None:
    """Where the first administrator signs up; None when there is one."""
    with transaction() as session:
        token = ensure_set_up_link(session, present())
    if token is None:
        return None
    with app.test_request_context(base_url=config_of(app).base_url):
        return url_for("people.set_up", token=token, _external=True)
