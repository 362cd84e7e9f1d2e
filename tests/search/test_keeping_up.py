"""Index and documents don't part for long: whoever writes at the same time, is locked out, or can't read something."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.cli.doctor import search as search_checks
from portal.cli.doctor.checks import Examined
from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, one_at_a_time, transaction
from portal.core.work import PeriodicRun, work_once
from portal.knowledge.models import ItemState, KnowledgeRevision
from portal.search import documents, healing, refreshing, whoosh_store
from portal.search.engine import WRITING, Engine, IndexBroken
from portal.search.indexing import catch_up
from portal.search.models import SearchDocument
from portal.search.place import place_of
from portal.search.postgres_rebuilding import alone
from portal.search.sources import sources
from portal.search.upkeep import SWEEP, look_at_drafts
from portal.search.whoosh_store import Store
from tests.initiatives import factories
from tests.knowledge import factories as knowledge
from tests.search.looking import held
from tests.search.texts import document, found

TITLE = "Дзеркало біля примірочної висить криво"


def test_what_could_not_be_written_is_compared_soon(
    session: Session, no_index: None, olena: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL changes both in one transaction")
    catch_up()
    monkeypatch.setattr(whoosh_store, "WRITER_SECONDS", 0.0)
    store = Store(place_of(session).index)
    with store.writing(store.present()):  # somebody else, for too long
        factories.initiative(olena, title=TITLE)
        work_once()
        with pytest.raises(IndexBroken, match="for too long"):
            healing.heal()
    assert TITLE not in held(session)

    assert healing.heal()
    assert TITLE in held(session)
    assert not healing.heal()


def test_an_older_state_never_takes_the_place_of_a_newer_one(
    session: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for its turn to write reads what stands there then."""
    made = document("Стара назва")
    true_put = type(engine).put

    def put(self: Engine, waiting: Iterable[SearchDocument]) -> None:
        with db.engine.begin() as somebody:
            somebody.execute(
                update(SearchDocument).where(SearchDocument.id == made.id).values(title="Нова", print_="y")
            )
        true_put(self, waiting)

    monkeypatch.setattr(type(engine), "put", put)
    assert healing.compare() == 1

    assert (found(engine, "стара"), found(engine, "нова")) == ([], [made.id])
    assert healing.differences(session) == ([], [])


def test_who_writes_inside_the_database_takes_turns(session: Session, no_index: None, olena: Actor) -> None:
    """Else one that has read an older text might write it behind another one's newer text."""
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has one writer anyway")
    catch_up()
    made = factories.initiative(olena, title=TITLE)
    with db.engine.connect() as other:
        other.execute(text("SET LOCAL lock_timeout = 100"))
        true_texts = sources["initiative"].texts

        def texts(*arguments: Any) -> Any:
            with pytest.raises(OperationalError, match="lock timeout"):
                one_at_a_time(Session(other), WRITING)
            return true_texts(*arguments)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(sources["initiative"], "texts", texts)
            refreshing.refresh("initiative", [made.id])
    assert TITLE in held(session)


def test_what_can_not_be_read_holds_up_nothing_else(
    app: Flask, session: Session, no_index: None, olena: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned = factories.initiative(olena, title=TITLE).id
    other = factories.initiative(olena, title="Інше дзеркало висить").id
    true_texts = sources["initiative"].texts

    def texts(session: Session, wanted: Collection[int]) -> object:
        if poisoned in wanted:
            raise ValueError("unreadable")
        return true_texts(session, wanted)

    monkeypatch.setattr(sources["initiative"], "texts", texts)
    with transaction() as session:
        session.add(PeriodicRun(name=SWEEP, next_run_at=clock.now()))
    catch_up()

    assert held(session) >= {"Інше дзеркало висить"}
    assert TITLE not in held(session)
    assert not healing.needs_sweep(session)
    said = " ".join(search_checks.CHECKS[0].look(Examined(app, session)))
    assert f"can't be read: initiative {poisoned}" in said
    assert str(other) not in said


def test_two_that_make_it_anew_do_not_talk_across_each_other(session: Session, engine: Engine) -> None:
    document("Полиця")
    with making_anew(session, engine):
        before = healing.states(session)["words"]
        healing.rebuild()
        session.rollback()
        assert healing.states(session)["words"].rebuilding_since == before.rebuilding_since is not None
    assert found(engine, "полиця")


@contextmanager
def making_anew(session: Session, engine: Engine) -> Iterator[None]:
    """Another process is at it."""
    with transaction() as session:
        documents.state_of(session, "words").rebuilding_since = clock.now()
    if engine.name == "postgresql":
        with alone(session) as mine:
            assert mine
            yield
    else:
        with Store(place_of(session).index).rebuilding() as fresh:
            assert fresh is not None
            yield
        engine.rebuild([], lambda _done: None)
        healing.compare()


def test_what_a_killed_worker_was_making_is_under_way_no_more(session: Session, engine: Engine) -> None:
    with transaction() as session:
        documents.state_of(session, "words").rebuilding_since = clock.now()

    healing.take_up_again()

    session.expire_all()
    assert healing.states(session)["words"].rebuilding_since is None


def test_a_draft_that_says_the_same_is_looked_at_once(session: Session, no_index: None, olena: Actor) -> None:
    draft = knowledge.item(olena, ItemState.DRAFT, title="Кактус на касі")
    catch_up()
    with transaction() as session:
        session.execute(
            update(KnowledgeRevision)
            .where(KnowledgeRevision.item_id == draft.id)
            .values(saved_at=clock.now() + timedelta(seconds=5))
        )
    later = clock.now() + timedelta(minutes=1)
    again = look_at_drafts(session, later)
    session.rollback()
    assert again is not None
    again()
    assert look_at_drafts(session, later + timedelta(minutes=1)) is None
