"""Reference data: kept in the process, and never yesterday's."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.db import db, transaction
from portal.core.reference import ReferenceData, reference_changed
from portal.people.models import Team


def _names() -> ReferenceData[list[str]]:
    return ReferenceData(lambda session: list(session.scalars(select(Team.name).order_by(Team.name))))


def _add(name: str) -> None:
    with transaction() as session:
        session.add(Team(name=name))
        reference_changed(session)


def _in_a_new_request(app: Flask, names: ReferenceData[list[str]]) -> list[str]:
    with app.app_context():
        return names.get(db.session())


def test_two_processes_see_a_change_at_once(app: Flask) -> None:
    here, there = _names(), _names()
    assert (_in_a_new_request(app, here), _in_a_new_request(app, there)) == ([], [])
    with app.app_context():
        _add("Логістика")
    assert (_in_a_new_request(app, here), _in_a_new_request(app, there)) == (["Логістика"], ["Логістика"])


def test_nothing_is_read_again_while_nothing_changed(app: Flask) -> None:
    reads: list[int] = []
    names: ReferenceData[int] = ReferenceData(lambda _session: reads.append(1) or len(reads))
    for _request in range(3):
        with app.app_context():
            names.get(db.session())
    assert len(reads) == 1


def test_a_change_is_seen_within_its_own_transaction(app: Flask) -> None:
    names = _names()
    with transaction() as session:
        assert names.get(session) == []
        session.add(Team(name="Логістика"))
        reference_changed(session)
        assert names.get(session) == ["Логістика"]


def test_a_change_that_was_rolled_back_is_seen_by_nobody_else(app: Flask, session: Session) -> None:
    names = _names()
    try:
        with app.app_context(), transaction() as writing:
            writing.add(Team(name="Ніхто"))
            reference_changed(writing)
            names.get(writing)
            raise InterruptedError
    except InterruptedError:
        pass
    assert _in_a_new_request(app, names) == []


def test_a_transaction_asks_anew_what_holds(app: Flask, session: Session) -> None:
    names = _names()
    assert names.get(session) == []
    with app.app_context():
        _add("Логістика")
    with transaction() as writing:
        assert names.get(writing) == ["Логістика"]


def test_what_was_rolled_back_is_forgotten_by_its_own_session(app: Flask) -> None:
    names = _names()
    with pytest.raises(InterruptedError), transaction() as writing:
        writing.add(Team(name="Привид"))
        names.get(writing)
        reference_changed(writing)
        assert names.get(writing) == ["Привид"]
        raise InterruptedError
    assert names.get(db.session()) == []
