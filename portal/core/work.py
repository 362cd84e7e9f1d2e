"""The worker's queue: due delivery rows and due periodic jobs, claimed so that each runs once.

On SQLite a claim holds the write lock for the length of one update; on PostgreSQL rows are taken with SKIP LOCKED,
so that several workers are safe. The claim is a lease: a worker that dies gives the row back when it runs out.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column

from portal.core import clock
from portal.core.clock import full_hour
from portal.core.db import Base, Moment, db, insert_new, transaction
from portal.core.extension import Registry
from portal.core.journal import Delivery, consumers

log = structlog.get_logger()

LEASE_SECONDS = 120
MAX_ATTEMPTS = 8
FIRST_RETRY_SECONDS = 10
POLL_SECONDS = 0.25


class PeriodicRun(Base):
    """When a periodic job is due next and how its last run ended."""

    __tablename__ = "periodic_jobs"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    next_run_at: Mapped[Moment]
    last_run_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(500))


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """Work that comes back. ``run`` is given a write transaction and the present moment; it must be short.

    What it returns, if anything, is called after the commit: effects that can't be rolled back (deleting bytes).
    """

    every: timedelta
    run: Callable[[Session, datetime], Callable[[], object] | None]
    #: Due as soon as a full hour strikes, and not so and so long after the last run.
    on_the_hour: bool = False

    def next_after(self, now: datetime) -> datetime:
        """When it is due again."""
        return full_hour(now) + timedelta(hours=1) if self.on_the_hour else now + self.every


periodic_jobs: Registry[PeriodicJob] = Registry("periodic job")


def work_once(now: datetime | None = None) -> int:
    """Do everything that is due; how many deliveries and jobs were carried out or failed."""
    done = 0
    while _deliver_one(now or clock.now()):
        done += 1
    for name, job in periodic_jobs.items():
        done += _run_if_due(name, job, now or clock.now())
    db.session.remove()
    return done


def _deliver_one(now: datetime) -> bool:
    due = (
        select(Delivery)
        .where(Delivery.done_at.is_(None), Delivery.set_aside_at.is_(None), Delivery.next_try_at <= now)
        .where(Delivery.consumer.in_([name for name, _ in consumers.items()]))
        .order_by(Delivery.id)
        .limit(1)
    )
    if db.session.scalar(due.with_only_columns(Delivery.id)) is None:
        return False  # an idle worker asks four times a second: it must not take the write lock for that
    with transaction() as session:
        delivery = session.scalar(
            due.options(joinedload(Delivery.entry)).with_for_update(skip_locked=True, of=Delivery)
        )
        if delivery is None:
            return False
        if delivery.attempts >= MAX_ATTEMPTS:  # its last attempt took the worker down with it
            delivery.set_aside_at, delivery.last_error = now, delivery.last_error or "the worker died"
            return True
        delivery.attempts += 1
        delivery.next_try_at = now + timedelta(seconds=LEASE_SECONDS)
    error = _attempt(delivery)
    with transaction() as session:
        row = session.get_one(Delivery, delivery.id)
        if error is None:
            row.done_at = now
        else:
            row.last_error = error[:500]
            row.next_try_at = now + retry_delay(row.attempts)
            row.set_aside_at = now if row.attempts >= MAX_ATTEMPTS else None
    return True


def _attempt(delivery: Delivery) -> str | None:
    """Carry the effect out; the error's sentence when it failed."""
    try:
        consumers[delivery.consumer].deliver(delivery.entry)
    except Exception as error:  # noqa: BLE001 - one poisoned entry must not stop the queue; it is kept and shown
        log.warning("delivery failed", consumer=delivery.consumer, entry=delivery.entry_id, error=repr(error))
        return repr(error)
    finally:
        db.session.rollback()
    return None


def retry_delay(attempts: int) -> timedelta:
    """Exponential back-off with jitter: 10 s, 20 s, 40 s ... each within 20 %."""
    seconds = FIRST_RETRY_SECONDS * 2 ** (attempts - 1)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, guards nothing


def _run_if_due(name: str, job: PeriodicJob, now: datetime) -> int:
    """Run the job in the transaction that claims it: a crash undoes both, two workers can't both run it."""
    row = db.session.get(PeriodicRun, name)
    if row is not None and row.next_run_at > now:
        return 0
    try:
        with transaction() as session:
            insert_new(session, PeriodicRun, {"name": name, "next_run_at": now}, ["name"])
            due = session.scalar(
                select(PeriodicRun)
                .where(PeriodicRun.name == name, PeriodicRun.next_run_at <= now)
                .with_for_update(skip_locked=True)
            )
            if due is None:
                return 0  # another worker holds it, or has run it meanwhile
            afterwards = job.run(session, now)
            due.last_run_at, due.next_run_at, due.last_error = now, job.next_after(now), None
        if afterwards is not None:
            afterwards()
    except Exception as error:  # noqa: BLE001 - the next job must run; the fault is kept for `portal doctor`
        log.warning("periodic job failed", job=name, error=repr(error))
        _note_failure(name, now, repr(error))
    return 1


def _note_failure(name: str, now: datetime, error: str) -> None:
    with transaction() as session:
        row = session.get(PeriodicRun, name) or PeriodicRun(name=name)
        row.last_error, row.next_run_at = error[:500], now + timedelta(minutes=1)
        session.add(row)
