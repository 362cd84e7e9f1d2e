"""Numbers of tracks are kept for a minute, and reckoned for each track apart."""

from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.onboarding import track_numbers
from portal.onboarding.track_numbers import KeptNumbers, TrackNumbers


def numbers(now: datetime) -> TrackNumbers:
    return TrackNumbers(
        as_of=now, steps=(), by_step={}, questions=(), finished=0, median_days=None, people=()
    )  # fmt: skip


def test_they_are_reckoned_once_a_minute(monkeypatch: pytest.MonkeyPatch, session: Session, now: datetime) -> None:
    asked: list[int] = []

    def reckon(_session: Any, track_id: int, _version_id: int, at: datetime) -> TrackNumbers:
        asked.append(track_id)
        return numbers(at)

    monkeypatch.setattr(track_numbers, "reckon", reckon)
    kept = KeptNumbers()
    for seconds in (0, 59, 60):
        kept.read(session, 1, 1, now + timedelta(seconds=seconds))
    assert asked == [1, 1]


def test_one_track_does_not_hold_up_another(monkeypatch: pytest.MonkeyPatch, session: Session, now: datetime) -> None:
    kept, came = KeptNumbers(), []

    def reckon(_session: Any, track_id: int, _version_id: int, at: datetime) -> TrackNumbers:
        if track_id == 1:
            other = Thread(target=lambda: came.append(kept.read(session, 2, 2, at)), daemon=True)
            other.start()
            other.join(timeout=20)  # comes back at once, unless the first holds it up
            assert came, "the second track waits for the first"
        return numbers(at)

    monkeypatch.setattr(track_numbers, "reckon", reckon)
    assert kept.read(session, 1, 1, now).as_of == now
