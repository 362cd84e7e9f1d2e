"""Vectors of documents, made a few at a time by the worker and mirrored to the file that searches read.

Making one takes tens of milliseconds to a second, so it's done outside write transactions, newest texts first. Until a
text has its vectors, words find it.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import structlog
from sqlalchemy import ColumnElement, Row, Select, and_, delete, exists, func, select, update
from sqlalchemy.orm import Session, aliased

from portal.core.db import db, insert_new, read_rows, transaction
from portal.search.meaning.embedder import Embedder, Floats, embedder
from portal.search.meaning.matrix import matrix_at
from portal.search.meaning.matrix_file import write_matrix
from portal.search.meaning.usual import usual_query
from portal.search.meaning.windows import TITLE, print_of, windows_of
from portal.search.models import SearchDocument, SearchState, SearchVector
from portal.search.place import Place, place_of

log = structlog.get_logger()

STATE = "meaning"
FILE = "vectors.bin"
#: Names are found by their letters; what they mean says nothing.
WITHOUT_MEANING = frozenset({"person", "tag"})
#: How long vectors are made before it is looked whether the file is due.
STEP_SECONDS = 1.0
#: While there is much to do, the file is written anew so seldom.
FILE_EVERY_SECONDS = 30.0
_PRINT_LETTERS = 32
#: While the file is written.
_DOCUMENTS_AT_ONCE = 400


def _has_vectors(model: str) -> ColumnElement[bool]:
    """Whether a document has vectors of its present state: both begin with the same letters of its print."""
    made = aliased(SearchVector)
    return exists().where(
        made.document_id == SearchDocument.id,
        made.window == TITLE,
        made.model == model,
        func.substr(made.print_, 1, _PRINT_LETTERS) == func.substr(SearchDocument.print_, 1, _PRINT_LETTERS),
    )


def _stale(model: str) -> Select[Any]:
    document = SearchDocument
    columns: tuple[Any, ...] = (
        document.id,
        document.print_,
        document.part,
        document.title,
        document.body,
        document.words,
    )
    return select(*columns).where(document.kind.not_in(sorted(WITHOUT_MEANING)), ~_has_vectors(model))


def count_stale(session: Session, model: str) -> int:
    """How many documents have no vectors of their present text."""
    return session.scalar(select(func.count()).select_from(_stale(model).subquery())) or 0


def make_vectors(
    place: Place, *, seconds: float = STEP_SECONDS, progress: Callable[[int], object] | None = None
) -> int:
    """Make vectors of stale documents for about so long; how many documents are done. Call outside a transaction."""
    model = embedder(place)
    if model is None:
        return 0
    until, done = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        statement = _stale(model.name).order_by(SearchDocument.changed_at.desc(), SearchDocument.id.desc()).limit(16)
        batch = read_rows(db.session(), statement)
        db.session().rollback()
        if not batch:
            break
        for row in batch:
            _make(model, row)
            done += 1
            if progress is not None:
                progress(1)
            if time.monotonic() >= until:
                break
    return done


def _make(model: Embedder, row: Row[Any]) -> None:
    """Vectors of one document, unless only what isn't text has changed."""
    windows = windows_of(row.title, row.body, row.words, part=bool(row.part))
    print_ = print_of_vectors(row.print, windows)
    text_print = print_[_PRINT_LETTERS:]
    mine = and_(SearchVector.document_id == row.id, SearchVector.model == model.name)
    known = db.session().scalar(select(SearchVector.print_).where(mine, SearchVector.window == TITLE))
    same_text = known is not None and known[_PRINT_LETTERS:] == text_print
    made: Iterable[Floats] = () if same_text else model.of_passages(windows)
    with transaction() as session:
        if session.get(SearchDocument, row.id, with_for_update=True) is None:
            return  # it went meanwhile
        if same_text:
            session.execute(update(SearchVector).where(mine).values(print_=print_))
            _count_on(session, model.name)  # its language may be another
            return
        session.execute(delete(SearchVector).where(SearchVector.document_id == row.id))
        session.add_all(
            SearchVector(
                document_id=row.id, window=window, model=model.name, print_=print_,
                vector=vector.astype(np.float16).tobytes(),
            )
            for window, vector in enumerate(made)
        )  # fmt: skip
        _count_on(session, model.name)


def print_of_vectors(document_print: str, windows: list[str]) -> str:
    """What vectors are known by: the state of their document, and the text that they were made from."""
    return document_print[:_PRINT_LETTERS] + print_of(windows)


def _count_on(session: Session, model: str) -> None:
    """Whoever reads the file knows that it is old."""
    insert_new(
        session, SearchState, {"name": STATE, "version": model, "generation": 0, "done": 0, "total": 0}, ["name"]
    )
    session.execute(
        update(SearchState)
        .where(SearchState.name == STATE)
        .values(generation=SearchState.generation + 1, version=model)
    )


def mirror(session: Session) -> bool:
    """Write the file anew when it isn't what the database holds; whether it was."""
    place = place_of(session)
    model = embedder(place)
    if model is None:
        return False
    state = session.get(SearchState, STATE, populate_existing=True)
    generation = state.generation if state is not None and state.version == model.name else 0
    path = place.meaning / FILE
    held = matrix_at(path)
    if held is not None and (held.model, held.generation) == (model.name, generation):
        return False
    write_matrix(path, model.name, generation, usual_query(model), _rows(session, model.name))
    return True


def _rows(session: Session, model: str) -> Iterator[tuple[int, int, str, bytes]]:
    """Documents rising. Some at a time: sorted all at once they would be held in memory, every one."""
    last = 0
    while True:
        documents = read_rows(
            session,
            select(SearchDocument.id, SearchDocument.lang)
            .where(SearchDocument.id > last)
            .order_by(SearchDocument.id)
            .limit(_DOCUMENTS_AT_ONCE),
        )
        if not documents:
            return
        langs = {row.id: row.lang for row in documents}
        first, last = documents[0].id, documents[-1].id
        vectors = (
            select(SearchVector.document_id, SearchVector.window, SearchVector.model, SearchVector.vector)
            .where(SearchVector.document_id.between(first, last))
            .order_by(SearchVector.document_id, SearchVector.window)
        )
        for row in read_rows(session, vectors):
            # Were the model a condition, a database might read all that it made for each few documents.
            if row.model == model and row.document_id in langs:
                yield row.document_id, row.window, langs[row.document_id], row.vector


def bring_up_to_date(progress: Callable[[int], object] | None = None) -> int:
    """Make everything that is missing, however long it takes; how many documents were done."""
    place = place_of(db.session())
    done = 0
    while made := make_vectors(place, seconds=FILE_EVERY_SECONDS, progress=progress):
        done += made
    mirror(db.session())
    db.session().rollback()
    return done
