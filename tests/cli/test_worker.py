"""A worker that is killed loses nothing and repeats nothing visible."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from portal.config import Config
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.journal import Delivery, consumers, record
from portal.core.work import LEASE_SECONDS, work_once
from tests.cli import slow_delivery


def test_a_delivery_cut_short_by_a_kill_is_shown_once(app: Flask, config: Config, tmp_path: Path) -> None:
    with consumers.with_also("slow", slow_delivery.consumer(tmp_path, 0)):
        with transaction() as session:
            record(session, slow_delivery.Happened(number=7), None, at=clock.now())
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.slow_delivery", str(tmp_path)],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PORTAL_DATA_DIR": str(config.data_dir), "PORTAL_DATABASE_URL": config.database_url},
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 30
        while not (tmp_path / "begun").exists():
            assert time.monotonic() < end, "the worker never began"
            time.sleep(0.05)
        worker.kill()
        worker.wait()

        work_once(clock.now() + timedelta(seconds=LEASE_SECONDS - 60))
        assert not list(tmp_path.glob("shown-*"))  # the lease of the killed one holds
        work_once(clock.now() + timedelta(seconds=LEASE_SECONDS + 1))
        work_once(clock.now() + timedelta(seconds=2 * LEASE_SECONDS))

        assert [path.name for path in tmp_path.glob("shown-*")] == ["shown-7"]
        delivery = db.session.scalars(select(Delivery)).one()
        assert (delivery.attempts, delivery.done_at is not None) == (2, True)
