"""The threads of a worker that keep search in health: an index or vectors take long, and nobody waits for them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal.core.db import db
from portal.core.errors import Busy
from portal.search.engine import IndexBroken
from portal.search.healing import compare, heal, take_up_again
from portal.search.meaning.vectors_job import vectors_job

log = structlog.get_logger()

#: So long after somebody noticed that the index is broken it is made anew at the latest.
LOOK_SECONDS = 3.0
#: After a fault that may last: a full disk, a database that is away.
PAUSE_SECONDS = 30.0


@contextmanager
def kept_in_health(app: Flask) -> Iterator[None]:
    """Look after search for as long as the block lasts."""
    stop = Event()
    for work in (_look_after, _make_vectors):
        Thread(target=work, args=(app, stop), name=f"search{work.__name__}", daemon=True).start()
    try:
        yield
    finally:
        stop.set()


def _look_after(app: Flask, stop: Event) -> None:
    begun = False
    while not stop.is_set():
        pause = LOOK_SECONDS
        with app.app_context():
            try:
                if not begun:
                    _begin()
                    begun = True
                heal()
            except (Busy, IndexBroken, SQLAlchemyError, OSError, sqlite3.Error) as error:
                log.warning("search waits", error=repr(error))
                pause = PAUSE_SECONDS
            except Exception as error:  # noqa: BLE001 - search falls back to what is there; the worker goes on
                log.error("search can't be healed", error=repr(error))
                pause = PAUSE_SECONDS
            finally:
                db.session.remove()
        stop.wait(pause)


def _make_vectors(app: Flask, stop: Event) -> None:
    while not stop.is_set():
        with app.app_context():
            vectors_job.work(LOOK_SECONDS)


def _begin() -> None:
    """What a worker that was killed, or a machine without power, has left half done."""
    take_up_again()
    if not heal():
        compare()
