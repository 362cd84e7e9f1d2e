"""The queue: what was set aside, what waits too long, periodic jobs that fail or don't run."""

from datetime import timedelta

from sqlalchemy import func, select

from portal.anonymous.queries import sealed_count
from portal.cli.doctor.checks import Check, Examined, Faults
from portal.core import clock
from portal.core.db import transaction
from portal.core.journal import Delivery, consumers
from portal.core.work import PeriodicRun, periodic_jobs

LONGEST_WAIT = timedelta(minutes=15)
#: A job may run so much later than it is due before that is a fault.
LATENESS = timedelta(minutes=15)
LONGEST_SEALED = timedelta(hours=2)


def _deliveries(examined: Examined) -> Faults:
    session, now = examined.session, clock.now()
    aside = session.execute(
        select(Delivery.consumer, func.count(), func.max(Delivery.last_error))
        .where(Delivery.set_aside_at.is_not(None), Delivery.done_at.is_(None))
        .group_by(Delivery.consumer)
    )
    faults = [
        f"{count} deliveries to {consumer} were given up; the last error: {error}. "
        "Mend its cause, then: portal doctor --fix"
        for consumer, count, error in aside
    ]
    waiting = session.execute(
        select(Delivery.consumer, func.count())
        .where(Delivery.done_at.is_(None), Delivery.set_aside_at.is_(None), Delivery.next_try_at < now - LONGEST_WAIT)
        .group_by(Delivery.consumer)
    )
    for consumer, count in waiting:
        known = consumer in consumers
        why = "is a worker running (portal run)?" if known else "this version knows no such consumer; upgrade it."
        faults.append(f"{count} deliveries to {consumer} have waited for more than 15 minutes: {why}")
    return faults


def _try_again() -> str:
    """Give what was set aside its tries back."""
    with transaction() as session:
        rows = session.scalars(
            select(Delivery).where(Delivery.set_aside_at.is_not(None), Delivery.done_at.is_(None))
        ).all()
        for row in rows:
            row.set_aside_at, row.attempts, row.next_try_at = None, 0, clock.now()
        return f"{len(rows)} deliveries will be tried again"


def _jobs(examined: Examined) -> Faults:
    runs = {run.name: run for run in examined.session.scalars(select(PeriodicRun))}
    faults = []
    for name in (name for name, _ in periodic_jobs.items()):
        run = runs.get(name)
        if run is None:
            continue  # a portal that has never been served
        if run.last_error:
            faults.append(
                f"The job {name} failed: {run.last_error}. A worker tries again; the log of that time says more."
            )
        elif run.next_run_at < clock.now() - LATENESS:
            since = f"{run.next_run_at:%Y-%m-%d %H:%M} UTC"
            faults.append(f"The job {name} is overdue since {since}: is a worker running (portal run)?")
    return faults


def _sealed(examined: Examined) -> Faults:
    """Sealed words say of themselves neither when they were sent nor by whom: the job's last run tells how long."""
    waiting = sealed_count(examined.session)
    last = examined.session.scalar(select(PeriodicRun.last_run_at).where(PeriodicRun.name == "anonymous.let_out"))
    if not waiting or (last is not None and last > clock.now() - LONGEST_SEALED):
        return []
    return [f"{waiting} anonymous words may have waited for more than two hours: is a worker running?"]


CHECKS = (
    Check("Deliveries", _deliveries, _try_again),
    Check("Periodic jobs", _jobs),
    Check("Anonymous words", _sealed),
)
