"""`portal doctor` says whether texts are searched by meaning."""

import shutil

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.cli.doctor import meaning
from portal.cli.doctor.checks import Examined, Faults
from portal.core import clock
from portal.core.db import transaction
from portal.core.work import PeriodicRun
from portal.search.meaning.embedder import understood_by
from portal.search.meaning.vectors import FILE, bring_up_to_date
from portal.search.place import Place, place_of
from tests.search.texts import document
from tests.search.understanding import FewWords


@pytest.fixture
def _served(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """A portal that wants meaning, and whose worker has run."""
    shutil.rmtree(place_of(session).meaning, ignore_errors=True)
    wanting = Place(place_of(session).data_dir, semantic=True)
    monkeypatch.setattr(meaning, "place_of", lambda _session: wanting)
    monkeypatch.setattr(meaning, "fault_of", lambda _folder: "")
    with transaction() as session:
        session.add(PeriodicRun(name="search.meanings", next_run_at=clock.now()))


def faults(app: Flask, session: Session) -> Faults:
    session.rollback()
    return meaning.CHECKS[0].look(Examined(app, session))


@pytest.mark.usefixtures("_served")
def test_a_model_that_cant_run_is_named(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "fault_of", lambda _folder: "The model doesn't run on this processor (signal 4).")
    assert "signal 4" in faults(app, session)[0]


@pytest.mark.usefixtures("_served")
def test_a_missing_file_is_written_anew(app: Flask, session: Session) -> None:
    with understood_by(FewWords()):
        document("Диван зламався")
        bring_up_to_date()
        assert faults(app, session) == []
        (place_of(session).meaning / FILE).unlink()
        assert "missing or damaged" in faults(app, session)[0]
        assert meaning.CHECKS[0].mend is not None
        meaning.CHECKS[0].mend()
        assert faults(app, session) == []


def test_whoever_wants_no_meaning_hears_nothing(app: Flask, session: Session) -> None:
    assert faults(app, session) == []
