"""Whether the process is up (`/health`) and whether it can serve (`/ready`): for balancers, supervisors, doctors."""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import structlog
from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.config import Config
from portal.core.db import db
from portal.core.migrations import known_migrations
from portal.people.access import public

log = structlog.get_logger()

KEPT_SECONDS = 2.0

blueprint = Blueprint("health", __name__)


class NotReady(Exception):
    """A check failed; the sentence is for the operator and holds no secrets."""


@blueprint.get("/health")
@public
def health() -> ResponseReturnValue:
    """The process answers. Asks nothing of the database, so that a slow database gets no process killed."""
    return jsonify(status="up")


@blueprint.get("/ready")
@public
def ready() -> ResponseReturnValue:
    """200 when everything that requests need is there, else 503 with what each check says."""
    answers = _answers()
    fine = all(answer == "ok" for answer in answers.values())
    return jsonify(status="ready" if fine else "not ready", checks=answers), 200 if fine else 503


def _answers() -> dict[str, str]:
    """What each check says, at most ``KEPT_SECONDS`` old: anybody may ask, and a check writes a file."""
    kept: tuple[float, dict[str, str]] | None = current_app.extensions.get("readiness")
    if kept is None or time.monotonic() - kept[0] >= KEPT_SECONDS:
        answers = {name: _answer(check) for name, check in CHECKS.items()}
        kept = current_app.extensions["readiness"] = (time.monotonic(), answers)
    return kept[1]


def _answer(check: Callable[[], None]) -> str:
    try:
        check()
    except NotReady as error:
        return str(error)
    except (SQLAlchemyError, OSError) as error:
        log.warning("not ready", error=repr(error))
        return f"failed ({type(error).__name__})"
    return "ok"


def _database_answers() -> None:
    db.session.execute(text("SELECT 1"))


def _migrations_are_at_head() -> None:
    """The tables are those that this version of the portal was written for."""
    known = set(known_migrations()[-1:])
    found = set(db.session.execute(text("SELECT version_num FROM alembic_version")).scalars())
    if found != known:
        raise NotReady(f"the database is at {_names(found)}, this version of the portal needs {_names(known)}")


def _names(revisions: set[str]) -> str:
    return ", ".join(sorted(revisions)) or "nothing"


def _data_folder_is_writable() -> None:
    config: Config = current_app.extensions["portal_config"]
    _try_to_write(config.data_dir)


def _try_to_write(folder: Path) -> None:
    handle, name = tempfile.mkstemp(prefix=".ready-", dir=folder)
    os.close(handle)
    Path(name).unlink()


CHECKS: dict[str, Callable[[], None]] = {
    "database": _database_answers,
    "migrations": _migrations_are_at_head,
    "data_folder": _data_folder_is_writable,
}
