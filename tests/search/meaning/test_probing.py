"""A model that crashes takes a process of its own along, and is not asked again."""

import signal
from pathlib import Path

import pytest

from portal.search.meaning import probing


@pytest.fixture(autouse=True)
def _a_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if it were installed, whatever this machine has."""
    monkeypatch.setattr(probing, "find_spec", lambda _name: object())
    monkeypatch.setattr(probing, "_machine", lambda: "here")


def test_a_crash_is_noted_and_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "_PROBE", f"import os; os.kill(os.getpid(), {signal.SIGILL.value})")
    assert "doesn't run on this processor" in probing.fault_of(tmp_path)
    monkeypatch.setattr(probing, "_PROBE", "pass")
    assert "doesn't run on this processor" in probing.fault_of(tmp_path)


def test_what_may_pass_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "_PROBE", "raise MemoryError('no room')")
    assert "no room" in probing.fault_of(tmp_path)
    monkeypatch.setattr(probing, "_PROBE", "pass")
    assert probing.fault_of(tmp_path) == ""


def test_a_model_that_runs_is_tried_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "_PROBE", "pass")
    assert probing.fault_of(tmp_path) == ""
    monkeypatch.setattr(probing, "_PROBE", "raise SystemExit(1)")
    assert probing.fault_of(tmp_path) == ""


def test_a_folder_that_cant_be_written_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "_PROBE", "pass")
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert probing.fault_of(blocked / "below") == ""
