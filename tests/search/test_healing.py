"""The index is always right in the end: whatever happens to it, the portal works and search comes back by itself."""

import signal
import subprocess
import sys
import textwrap
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.journal import Delivery, JournalEntry, consumers
from portal.core.work import work_once
from portal.initiatives.models import Initiative
from portal.initiatives.services.withdrawing import withdraw
from portal.search import documents, healing, refreshing
from portal.search.engine import Engine, IndexBroken
from portal.search.engines import engine as engine_of
from portal.search.indexing import catch_up
from portal.search.models import SearchDocument, SearchState
from portal.search.place import place_of
from portal.search.upkeep import go_through_everything
from portal.search.whoosh_store import Store, forget
from tests.initiatives import factories
from tests.search.looking import held, ids
from tests.search.texts import document, found, indexed

TITLE = "Дзеркало біля примірочної висить криво"


@pytest.fixture
def whoosh(session: Session, no_index: None) -> Path:
    """The folder of the embedded index."""
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL keeps the index inside the database")
    return place_of(session).index


def test_a_worker_takes_a_change_into_the_index(session: Session, no_index: None, olena: Actor) -> None:
    catch_up()
    factories.initiative(olena, title=TITLE)
    assert TITLE not in held(session)

    work_once()

    assert TITLE in held(session)
    assert not session.scalars(select(Delivery).where(Delivery.consumer == "search", Delivery.done_at.is_(None))).all()


def test_many_changes_are_one_step_of_the_worker(session: Session, no_index: None, olena: Actor) -> None:
    catch_up()
    for number in range(5):
        factories.initiative(olena, title=f"{TITLE} {number}")
    (first, *_rest) = session.scalars(select(Delivery).where(Delivery.done_at.is_(None)).order_by(Delivery.id))

    consumers["search"].deliver(first.entry)

    assert len([title for title in held(session) if title.startswith(TITLE)]) == 5


def test_one_that_can_not_be_read_does_not_hold_up_the_others(
    session: Session, no_index: None, olena: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up()
    poisoned = factories.initiative(olena, title=TITLE).id
    factories.initiative(olena, title="Інше дзеркало висить")
    true_touched = refreshing.touched

    def touched(session: Session, entries: Collection[JournalEntry]) -> object:
        if any(entry.item_id == poisoned for entry in entries):
            raise ValueError("unreadable")
        return true_touched(session, entries)

    monkeypatch.setattr(refreshing, "touched", touched)
    work_once()

    assert "Інше дзеркало висить" in held(session)
    assert TITLE not in held(session)


def test_without_an_index_the_portal_works_and_makes_one(session: Session, whoosh: Path, olena: Actor) -> None:
    factories.initiative(olena, title=TITLE)
    work_once()  # nothing to write into, and no fault
    with pytest.raises(IndexBroken):
        engine_of(session).count()

    assert ids("дзеркало", olena)
    assert healing.what_is_wrong(session) == ""


@pytest.mark.parametrize("damage", [b"", b"words-1-nothing", b"\xff\xfe", b"../../etc", b"words-0-old"])
def test_a_pointer_to_nowhere_is_a_broken_index(session: Session, whoosh: Path, olena: Actor, damage: bytes) -> None:
    factories.initiative(olena, title=TITLE)
    assert ids("дзеркало", olena)
    (whoosh / "current").write_bytes(damage)

    assert healing.what_is_wrong(session)
    assert ids("дзеркало", olena)


@pytest.mark.parametrize("name", ["current", ".current", "broken", ".rebuilding"])
def test_a_folder_in_the_place_of_a_file_makes_way(session: Session, whoosh: Path, olena: Actor, name: str) -> None:
    factories.initiative(olena, title=TITLE)
    whoosh.mkdir()
    (whoosh / name).mkdir()
    (whoosh / name / "left").write_text("something")

    assert ids("дзеркало", olena)
    assert healing.what_is_wrong(session) == ""


def test_a_file_in_the_place_of_the_folder_makes_way(session: Session, whoosh: Path, olena: Actor) -> None:
    factories.initiative(olena, title=TITLE)
    whoosh.write_text("something")

    assert ids("дзеркало", olena)
    assert healing.what_is_wrong(session) == ""
    assert whoosh.stat().st_mode & 0o777 == 0o700


def test_damaged_files_are_noticed_and_mended(session: Session, whoosh: Path, olena: Actor) -> None:
    factories.initiative(olena, title=TITLE)
    assert ids("дзеркало", olena)
    for path in whoosh.glob("words-*/*"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(IndexBroken):
        engine_of(session).put(list(documents.documents(session, [1])))
    assert healing.what_is_wrong(session)
    assert ids("дзеркало", olena)


def test_lost_files_are_noticed_and_mended(session: Session, whoosh: Path, olena: Actor) -> None:
    factories.initiative(olena, title=TITLE)
    assert ids("дзеркало", olena)
    for path in whoosh.glob("words-*/*"):
        path.unlink()

    assert healing.what_is_wrong(session)
    assert ids("дзеркало", olena)


def test_the_folder_is_for_its_owner_alone(session: Session, whoosh: Path, olena: Actor) -> None:
    factories.initiative(olena, title=TITLE)
    catch_up()
    (inside,) = whoosh.glob("words-*")
    assert {path.stat().st_mode & 0o777 for path in (whoosh, inside)} == {0o700}

    inside.chmod(0o777)
    forget(Store(whoosh))
    with pytest.raises(IndexBroken, match="others could write"):
        engine_of(session).count()
    assert ids("дзеркало", olena)


def test_an_index_of_another_version_is_made_anew(session: Session, no_index: None, olena: Actor) -> None:
    factories.initiative(olena, title=TITLE)
    assert ids("дзеркало", olena)
    if engine_of(session).name == "whoosh":
        pointer = place_of(session).index / "current"
        pointer.write_text(pointer.read_text().replace("words-", "words-0"))
    else:
        with transaction() as session:
            session.execute(update(SearchState).values(version="0"))

    assert "another version" in healing.what_is_wrong(session)
    assert ids("дзеркало", olena)
    assert healing.what_is_wrong(session) == ""


def test_what_the_index_lacks_or_has_too_much_is_put_right(session: Session, engine: Engine) -> None:
    """After a power cut, or when another backup was restored."""
    lacking, changed, gone = document("Бракує"), document("Змінилося"), document("Зайве")
    indexed(engine, changed, gone)
    with transaction() as session:
        session.execute(update(SearchDocument).where(SearchDocument.id == changed.id).values(print_="x", title="Нове"))
        session.delete(session.get_one(SearchDocument, gone.id))

    assert healing.differences(session) == (sorted([lacking.id, changed.id]), [gone.id])
    assert healing.compare() == 3

    assert healing.differences(session) == ([], [])
    assert found(engine, "бракує") == [lacking.id]
    assert found(engine, "нове") == [changed.id]
    assert found(engine, "зайве") == []


def test_going_through_everything_finds_what_the_journal_never_told(
    session: Session, no_index: None, olena: Actor, hanna: Actor
) -> None:
    with consumers.without("search"):
        shown = factories.initiative(olena, title=TITLE)
    catch_up()
    assert ids("дзеркало", hanna) == [shown.id]
    with consumers.without("search"), transaction() as session:
        withdraw(session, session.get_one(Initiative, shown.id), olena, now=clock.now())
    with transaction() as session:
        session.add(SearchDocument(
            kind="case", item_id=99, part="", title="Нічия", body="", words="", lang="uk", access="all", status="",
            genre="", print_="", changed_at=clock.now(),
        ))  # fmt: skip
    with transaction() as session:
        go_through_everything(session, clock.now())

    assert ids("дзеркало", hanna) == []
    assert ids("нічия", hanna, "case") == []


def test_how_far_it_is_can_be_read(session: Session, no_index: None, olena: Actor) -> None:
    factories.initiative(olena, title=TITLE)
    told: list[tuple[int, int]] = []
    healing.sweep(lambda done, total: told.append((done, total)))

    assert told[-1] == (2, 2)  # the initiative and its author
    state = healing.states(session)["documents"]
    assert (state.done, state.total, state.rebuilding_since, state.error) == (2, 2, None, None)


def test_a_fault_while_going_through_is_kept_for_the_doctor(
    session: Session, no_index: None, olena: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.initiative(olena, title=TITLE)

    def fails(*_arguments: object, **_more: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(refreshing, "_refresh", fails)
    with pytest.raises(OSError, match="No space"):
        healing.sweep()

    session.rollback()
    assert "No space" in str(healing.states(session)["documents"].error)
    assert healing.needs_sweep(session)


def test_two_writers_wait_for_each_other(session: Session, whoosh: Path) -> None:
    engine_of(session).rebuild([], lambda _done: None)
    made = [document(f"Полиця {number}") for number in range(6)]
    script = writer_script(whoosh, db.engine.url.render_as_string(hide_password=False))
    processes = [
        subprocess.Popen([sys.executable, "-c", script, *(str(row.id) for row in part)])
        for part in (made[:3], made[3:])
    ]
    assert [process.wait(timeout=120) for process in processes] == [0, 0]

    assert set(found(engine_of(session), "полиця")) == {row.id for row in made}


def test_a_writer_that_is_killed_leaves_a_whole_index(session: Session, whoosh: Path) -> None:
    engine_of(session).rebuild([], lambda _done: None)
    before = document("Полиця стоїть")
    indexed(engine_of(session), before)
    half = document("Полиця падає")
    script = writer_script(whoosh, db.engine.url.render_as_string(hide_password=False), killed=True)
    killed = subprocess.run([sys.executable, "-c", script, str(half.id)], check=False)
    assert killed.returncode == -signal.SIGKILL

    assert found(engine_of(session), "полиця") == [before.id]
    assert healing.compare() == 1
    assert set(found(engine_of(session), "полиця")) == {before.id, half.id}


def writer_script(folder: Path, url: str, *, killed: bool = False) -> str:
    """Another process that indexes documents one by one; ``killed``: in the middle of a commit."""
    kill = f"os.kill(os.getpid(), {int(signal.SIGKILL)})" if killed else "pass"
    return textwrap.dedent(
        f"""
        import os, sys
        from pathlib import Path
        from sqlalchemy import create_engine
        from sqlalchemy.orm import Session
        from portal import create_app
        from portal.search.models import SearchDocument
        from portal.search.whoosh_engine import WhooshEngine
        import whoosh.index

        true_write = whoosh.index.TOC.write
        def write(*arguments, **more):
            {kill}
            return true_write(*arguments, **more)
        whoosh.index.TOC.write = write
        with Session(create_engine({url!r})) as session:
            for number in sys.argv[1:]:
                WhooshEngine(Path({str(folder)!r}), session).put([session.get_one(SearchDocument, int(number))])
        """
    )


def test_a_dead_workers_changes_are_taken_up_again(app: Flask, session: Session, no_index: None, olena: Actor) -> None:
    catch_up()
    factories.initiative(olena, title=TITLE)
    with transaction() as session:  # it had taken the change, and died
        session.execute(update(Delivery).values(attempts=1, next_try_at=clock.now() + timedelta(hours=1)))
    work_once()
    assert TITLE not in held(session)

    healing.take_up_again()
    work_once()

    assert TITLE in held(session)


def test_nothing_is_written_when_nothing_has_changed(session: Session, engine: Engine, olena: Actor) -> None:
    made = factories.initiative(olena, title=TITLE)
    catch_up()
    changed = session.scalars(select(SearchDocument.changed_at).order_by(SearchDocument.id)).all()
    stamps = _stamps(session)

    refreshing.refresh("initiative", [made.id])

    assert session.scalars(select(SearchDocument.changed_at).order_by(SearchDocument.id)).all() == changed
    assert _stamps(session) == stamps


def _stamps(session: Session) -> list[tuple[str, float]]:
    folder = place_of(session).index
    return sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("words-*/*"))
