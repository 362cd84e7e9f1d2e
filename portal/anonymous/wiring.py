"""How this slice joins the portal."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from portal.anonymous.services.letting_out import let_out_on_the_hour
from portal.anonymous.views import answering, opened, status, ticket  # noqa: F401 - they add their routes
from portal.core.db import forget_what_was_deleted
from portal.core.work import PeriodicJob, periodic_jobs
from portal.people.pictures import storage


def _let_out(session: Session, now: datetime) -> Callable[[], object]:
    return let_out_on_the_hour(session, storage(), now)


def _forget(_session: Session, _now: datetime) -> Callable[[], object]:
    return forget_what_was_deleted


#: Whoever deleted something may have found the log in use: so it is cut off again and again.
_FORGET = PeriodicJob(every=timedelta(seconds=30), run=_forget)
_LET_OUT = PeriodicJob(every=timedelta(hours=1), run=_let_out, on_the_hour=True)


def install(app: Flask) -> None:
    """Register the slice's routes and jobs."""
    periodic_jobs.register("anonymous.let_out", _LET_OUT)
    periodic_jobs.register("anonymous.forget", _FORGET)
    app.register_blueprint(opened.blueprint)
    app.register_blueprint(answering.blueprint)
