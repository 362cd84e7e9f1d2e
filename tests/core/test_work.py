"""The worker's queue: each effect is carried out, once, whoever takes it and whatever dies."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.core.db import db, transaction
from portal.core.journal import Consumer, Delivery, JournalEntry, consumers, record
from portal.core.work import (
    LEASE_SECONDS,
    MAX_ATTEMPTS,
    PeriodicJob,
    PeriodicRun,
    periodic_jobs,
    retry_delay,
    work_once,
)
from tests.core.test_journal import LampLit


class Postman:
    """A consumer that notes what it was given and fails as often as it is told to."""

    def __init__(self) -> None:
        self.delivered: list[int] = []
        self.failures_left = 0
        self._lock = threading.Lock()

    def deliver(self, entry: JournalEntry) -> None:
        with self._lock:
            if self.failures_left:
                self.failures_left -= 1
                raise ConnectionError("nobody answers")
            self.delivered.append(entry.item_id)


@pytest.fixture
def postman() -> Iterator[Postman]:
    made = Postman()
    with consumers.with_also("postman", Consumer((LampLit,), made.deliver)):
        yield made


@pytest.fixture(autouse=True)
def _no_jobs_of_the_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal's own periodic jobs are due at once in a fresh database; here only the test's own count."""
    monkeypatch.setattr(periodic_jobs, "_values", {})


def _light(now: datetime, *lamps: int) -> None:
    with transaction() as session:
        for lamp in lamps:
            record(session, LampLit(lamp_id=lamp), None, at=now)


def _delivery() -> Delivery:
    db.session.rollback()
    return db.session.scalars(select(Delivery)).one()


def test_what_is_due_is_delivered_in_order_and_once(app: Flask, postman: Postman, now: datetime) -> None:
    _light(now, 1, 2, 3)
    assert work_once(now) == 3
    assert work_once(now + timedelta(days=1)) == 0
    assert postman.delivered == [1, 2, 3]


def test_what_was_not_committed_is_not_delivered(app: Flask, postman: Postman, now: datetime) -> None:
    with pytest.raises(ValueError, match="no"), transaction() as session:
        record(session, LampLit(lamp_id=1), None, at=now)
        raise ValueError("no")
    assert work_once(now) == 0


def test_several_workers_deliver_each_entry_once(app: Flask, postman: Postman, now: datetime) -> None:
    _light(now, *range(60))

    def work(_n: int) -> int:
        with app.app_context():
            return work_once(now)

    with ThreadPoolExecutor(6) as threads:
        done = sum(threads.map(work, range(6)))
    assert sorted(postman.delivered) == list(range(60))
    assert done == 60


def test_a_failure_is_kept_and_tried_again_later(app: Flask, postman: Postman, now: datetime) -> None:
    _light(now, 1)
    postman.failures_left = 1
    work_once(now)
    row = _delivery()
    assert (row.attempts, row.done_at, row.last_error) == (1, None, "ConnectionError('nobody answers')")
    assert work_once(row.next_try_at - timedelta(seconds=1)) == 0
    work_once(row.next_try_at)
    assert postman.delivered == [1]


def test_one_that_fails_does_not_hold_up_the_others(app: Flask, postman: Postman, now: datetime) -> None:
    _light(now, 1, 2)
    postman.failures_left = 1
    work_once(now)
    assert postman.delivered == [2]


def test_waits_between_attempts_double() -> None:
    for attempt in range(1, MAX_ATTEMPTS):
        assert 8 * 2 ** (attempt - 1) <= retry_delay(attempt).total_seconds() <= 12 * 2 ** (attempt - 1)


def test_after_the_last_attempt_it_is_set_aside(app: Flask, postman: Postman, now: datetime) -> None:
    _light(now, 1)
    postman.failures_left = 1000
    for _attempt in range(MAX_ATTEMPTS):
        now += timedelta(days=1)
        assert work_once(now) == 1
    assert work_once(now + timedelta(days=1)) == 0
    assert _delivery().set_aside_at == now


def _die_while_delivering(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        """As the process sees kill -9: nothing after it runs."""

    def die(_delivery: Delivery) -> str | None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("portal.core.work._attempt", die)
        work_once(now)
    db.session.remove()


def test_a_dead_workers_row_comes_back_when_the_lease_runs_out(
    app: Flask, postman: Postman, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _light(now, 1)
    _die_while_delivering(app, now, monkeypatch)
    assert work_once(now + timedelta(seconds=LEASE_SECONDS - 1)) == 0
    assert work_once(now + timedelta(seconds=LEASE_SECONDS)) == 1
    assert postman.delivered == [1]


def test_an_entry_that_kills_every_worker_is_set_aside(
    app: Flask, postman: Postman, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _light(now, 1)
    for _attempt in range(MAX_ATTEMPTS):
        _die_while_delivering(app, now, monkeypatch)
        now += timedelta(seconds=LEASE_SECONDS)
    work_once(now)
    row = _delivery()
    assert (row.set_aside_at, row.last_error, row.attempts) == (now, "the worker died", MAX_ATTEMPTS)
    assert postman.delivered == []


def test_an_idle_worker_takes_no_write_lock(app: Flask, postman: Postman) -> None:
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _u, statement, *_rest: statements.append(statement))
    work_once()
    assert [found for found in statements if "IMMEDIATE" in found or "FOR UPDATE" in found] == []


def test_a_periodic_job_runs_when_due_and_not_before(app: Flask, now: datetime) -> None:
    runs: list[datetime] = []
    with periodic_jobs.with_also("sweep", PeriodicJob(timedelta(hours=1), lambda _session, at: runs.append(at))):
        for minutes in (0, 30, 60, 61):
            work_once(now + timedelta(minutes=minutes))
    assert runs == [now, now + timedelta(hours=1)]


def test_a_periodic_job_runs_once_whoever_takes_it(app: Flask, now: datetime) -> None:
    runs: list[datetime] = []
    together = threading.Barrier(5)

    def work(_n: int) -> None:
        with app.app_context():
            together.wait()
            work_once(now)

    with (
        periodic_jobs.with_also("sweep", PeriodicJob(timedelta(hours=1), lambda _session, at: runs.append(at))),
        ThreadPoolExecutor(5) as threads,
    ):
        list(threads.map(work, range(5)))
    run = db.session.get_one(PeriodicRun, "sweep")
    assert (len(runs), run.last_error, run.next_run_at) == (1, None, now + timedelta(hours=1))


def test_a_failing_job_is_noted_undone_and_tried_again_soon(app: Flask, now: datetime) -> None:
    def fail(session: Session, at: datetime) -> None:
        record(session, LampLit(lamp_id=1), None, at=at)
        raise OSError("the disk is full")

    good: list[datetime] = []
    with (
        periodic_jobs.with_also("bad", PeriodicJob(timedelta(hours=1), fail)),
        periodic_jobs.with_also("good", PeriodicJob(timedelta(hours=1), lambda _session, at: good.append(at))),
    ):
        work_once(now)
    run = db.session.get_one(PeriodicRun, "bad")
    assert (run.last_error, run.next_run_at) == ("OSError('the disk is full')", now + timedelta(minutes=1))
    assert db.session.scalar(select(JournalEntry.id)) is None
    assert good == [now]


def test_what_cannot_be_rolled_back_waits_for_the_commit(app: Flask, now: datetime) -> None:
    seen: list[bool] = []

    def run(session: Session, at: datetime) -> object:
        record(session, LampLit(lamp_id=1), None, at=at)
        return lambda: seen.append(bool(session.info["writing"]))

    with periodic_jobs.with_also("sweep", PeriodicJob(timedelta(hours=1), run)):  # type: ignore[arg-type]  # a job that does nothing
        work_once(now)
    assert seen == [False]
