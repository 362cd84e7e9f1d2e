"""What only the engine inside PostgreSQL has to do: end what takes too long, and be made anew while it serves."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.search import postgres_patience, postgres_ranking
from portal.search.engine import Engine
from portal.search.engines import engine as engine_of
from portal.search.finding import find
from portal.search.indexing import catch_up
from portal.search.language import analyse
from portal.search.models import SearchDocument
from portal.search.postgres_patience import Patience
from portal.search.postgres_rebuilding import alone
from tests.initiatives import factories
from tests.search.texts import document, found, indexed, question


@pytest.fixture(autouse=True)
def _on_postgres(session: Session) -> None:
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("Whoosh has its own ways")


def test_a_statement_that_takes_too_long_is_ended(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_patience, "STATEMENT_MS", 30)
    before = session.scalar(text("SHOW statement_timeout"))
    patience = Patience(session)

    assert patience.wait_for(lambda: session.scalar(text("SELECT 'in time'")), "nothing") == "in time"
    assert not patience.lost
    assert patience.wait_for(lambda: str(session.scalar(text("SELECT pg_sleep(20)"))), "nothing") == "nothing"
    assert patience.lost

    assert session.scalar(text("SELECT 'goes on'")) == "goes on"
    assert session.scalar(text("SHOW statement_timeout")) == before


def test_a_search_says_what_it_found_in_time(
    session: Session, no_index: None, olena: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.initiative(olena, title="Дзеркало біля примірочної")
    catch_up()
    monkeypatch.setattr(postgres_patience, "STATEMENT_MS", 100)
    true_scored = postgres_ranking._scored  # noqa: SLF001 - slowed down
    slow = iter([True])

    def scored(session: Session, *arguments: Any) -> Any:
        if next(slow, False):
            session.execute(text("SELECT pg_sleep(20)"))
        return true_scored(session, *arguments)

    monkeypatch.setattr(postgres_ranking, "_scored", scored)
    answer = find(session, "дзеркало", olena)

    assert [one.title for one in answer.results] == ["Дзеркало біля примірочної"]
    assert "задовго" in answer.incomplete
    assert find(session, "дзеркало", olena).incomplete == ""


def test_a_search_that_finds_nothing_in_time_is_no_fault(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    indexed(engine, document("Дзеркало"))
    monkeypatch.setattr(postgres_patience, "STATEMENT_MS", 30)
    monkeypatch.setattr(postgres_ranking, "_scored", lambda session, *_: session.execute(text("SELECT pg_sleep(20)")))
    hits = engine.search(question("дзеркало"))
    assert (list(hits.hits), hits.partial) == ([], True)


def test_the_old_index_serves_while_a_new_one_is_made(session: Session, engine: Engine) -> None:
    kept, gone = document("Полиця стоїть"), document("Полиця падає")
    indexed(engine, kept, gone)
    seen: list[set[int]] = []

    def documents() -> Iterator[SearchDocument]:
        seen.append(set(found(engine, "полиця")))
        yield kept
        indexed(engine, document("Полиця тим часом"))
        seen.append(set(found(engine, "полиця")))

    engine.rebuild(documents(), lambda _done: None)

    assert seen[0] == {kept.id, gone.id}
    assert len(seen[1]) == 3
    assert found(engine_of(session), "полиця") == [kept.id]
    assert engine.count() == 1


def test_a_rebuilding_that_fails_leaves_the_old_index(engine: Engine) -> None:
    kept = document("Полиця стоїть")
    indexed(engine, kept)

    def documents() -> Iterator[SearchDocument]:
        yield kept
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        engine.rebuild(documents(), lambda _done: None)
    assert found(engine, "полиця") == [kept.id]
    engine.rebuild([kept], lambda _done: None)
    assert found(engine, "полиця") == [kept.id]


def test_tables_and_indexes_keep_their_names(session: Session, engine: Engine) -> None:
    before = _names(session)
    session.rollback()
    engine.rebuild([document("Полиця")], lambda _done: None)
    assert _names(session) == before
    indexed(engine, document("Полиця друга"))
    assert len(found(engine, "полиця")) == 2


def test_one_at_a_time_makes_it_anew(session: Session, engine: Engine) -> None:
    kept = document("Полиця")
    indexed(engine, kept)
    with alone(session) as mine:
        assert mine
        engine.rebuild([], lambda _done: None)
    assert found(engine, "полиця") == [kept.id]


def test_whoever_reads_all_the_time_only_delays_it(session: Session, engine: Engine) -> None:
    kept = document("Полиця")
    with db.engine.connect() as reading:
        reading.execute(text("SELECT count(*) FROM search_entries"))

        def documents() -> Iterator[SearchDocument]:
            yield kept
            reading.rollback()

        engine.rebuild(documents(), lambda _done: None)
    assert found(engine, "полиця") == [kept.id]


def _names(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(
        text("SELECT tablename, indexname FROM pg_indexes WHERE tablename LIKE 'search_%' ORDER BY 1, 2")
    )
    return [(row.tablename, row.indexname) for row in rows]


def test_counts_of_words_are_those_of_the_new_index(session: Session, engine: Engine) -> None:
    indexed(engine, document("Полиця"), document("Полиця друга"))
    with transaction() as session:
        session.execute(text("DELETE FROM search_lexemes"))
    rows = session.query(SearchDocument).order_by(SearchDocument.id).all()
    engine.rebuild(rows, lambda _done: None)
    assert engine.beginning("пол", 5) == ["полиця"]
    assert 2 in engine.frequencies(analyse("полиця", "uk")[0].keys).values()
