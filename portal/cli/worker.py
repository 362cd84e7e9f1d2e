"""`portal worker`: carries out what the queue holds, until it is told to stop."""

import signal
from threading import Event
from types import FrameType

import click
import structlog
from sqlalchemy.exc import SQLAlchemyError

from portal.cli.application import config_of, portal_app
from portal.cli.database import make_database_if_new
from portal.cli.running import serving
from portal.cli.search_health import kept_in_health
from portal.core.db import db
from portal.core.errors import Busy
from portal.core.work import POLL_SECONDS, work_once

log = structlog.get_logger()

PAUSE_AFTER_FAULT_SECONDS = 2.0


@click.command()
def worker() -> None:
    """Deliver what waits and run the periodic jobs (`portal run` starts one; several are safe on PostgreSQL)."""
    stop = Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    with portal_app() as app, serving(config_of(app).data_dir):
        make_database_if_new(app)
        log.info("worker started")
        with kept_in_health(app):
            while not stop.is_set():
                stop.wait(_one_round())
        log.info("worker stopped")


def _one_round() -> float:
    """Do what is due; how many seconds to wait before the next look."""
    try:
        work_once()
    except (Busy, SQLAlchemyError) as error:  # the database is busy or away: it comes back, and the rows are safe
        log.warning("worker waits", error=type(error).__name__)
        db.session.remove()
        return PAUSE_AFTER_FAULT_SECONDS
    return POLL_SECONDS
