"""Search heals itself: what was never gone through is, a broken index is made anew, what differs is put right.

Progress stands in ``search_states``: "documents" while everything is gone through, "words" while the index is made.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.batches import in_batches
from portal.core.db import db, transaction
from portal.core.journal import Delivery
from portal.search import documents, refreshing
from portal.search.documents import WORDS, state_of
from portal.search.engine import IndexBroken
from portal.search.engines import engine, is_inside_the_database
from portal.search.index_words import short_print
from portal.search.memory import give_back
from portal.search.models import SearchDocument, SearchState
from portal.search.sources import sources

log = structlog.get_logger()

DOCUMENTS = "documents"
#: Another one lets everything be gone through again: raise it when sources give something else.
SOURCES_VERSION = "3"
Progress = Callable[[int, int], None]
_UNSEEN = {"synchronize_session": False}


def _unheard(_done: int, _total: int) -> None:
    """Nobody wants to know how far it is."""


def heal(progress: Progress = _unheard) -> bool:
    """Put right what is wrong; whether anything was."""
    session = db.session()
    try:
        swept = needs_sweep(session)
        if swept:
            sweep(progress)
        why = what_is_wrong(session)
        if why:
            log.info("search index is made anew", reason=why)
            rebuild(progress)
        behind = is_behind(session)
        if behind:
            compare()
        return swept or bool(why) or behind
    finally:
        session.rollback()


def needs_sweep(session: Session) -> bool:
    """Whether everything has to be gone through, because that was never done or somebody asked for it."""
    version = session.scalar(select(SearchState.version).where(SearchState.name == DOCUMENTS))
    return version != SOURCES_VERSION


def ask_for_sweep(session: Session) -> None:
    """Let the worker go through everything soon; in a transaction."""
    state_of(session, DOCUMENTS).version = ""


def is_behind(session: Session) -> bool:
    """Whether something was changed that the index may not have."""
    row = session.execute(
        select(SearchState.generation, SearchState.done).where(SearchState.name == refreshing.INDEX)
    ).first()
    return row is not None and row.generation > row.done


def what_is_wrong(session: Session) -> str:
    """Why the index has to be made anew; empty while it serves."""
    try:
        words = engine(session)
        words.count()
        return words.broken()
    except IndexBroken as error:
        return str(error)


def sweep(progress: Progress = _unheard) -> None:
    """Compare every item with its documents. What can't be read is told of, and holds up nothing else."""
    session: Session = db.session()
    batches = {name: list(source.ids(session)) for name, source in sources.items()}
    total = sum(len(batch) for found in batches.values() for batch in found)
    session.rollback()
    unreadable: list[str] = []
    with _told(DOCUMENTS, total) as tell:
        tell(done := 0)
        for name in sorted(batches, key=lambda kind: kind == refreshing.TAG):
            _forget_absent(name, {number for batch in batches[name] for number in batch})
            for batch in batches[name]:
                unreadable += _refreshed(name, batch)
                done += len(batch)
                tell(done)
                progress(done, total)
    with transaction() as session:
        state = state_of(session, DOCUMENTS)
        state.version = SOURCES_VERSION
        state.error = f"can't be read: {', '.join(unreadable)}"[:500] if unreadable else None
        refreshing.fall_behind(session)


def _refreshed(kind: str, ids: Sequence[int]) -> list[str]:
    """Look again at some items; those that can't be read, by name."""
    try:
        refreshing.refresh(kind, ids, mirror=False)
    except Exception as error:
        if refreshing.may_pass(error):
            raise
        if len(ids) > 1:
            return [name for number in ids for name in _refreshed(kind, [number])]
        log.error("an item can't be searched", kind=kind, id=ids[0], error=repr(error))
        return [f"{kind} {ids[0]}"]
    return []


def _forget_absent(kind: str, present: set[int]) -> None:
    """Documents of items that nobody has any more."""
    session = db.session()
    held = set(session.scalars(select(SearchDocument.item_id).where(SearchDocument.kind == kind).distinct()))
    session.rollback()
    if gone := held - present:
        refreshing.refresh(kind, sorted(gone), mirror=False)


def rebuild(progress: Progress = _unheard) -> None:
    """Make the index anew from the documents; the old one serves meanwhile, as far as it can."""
    session = db.session()
    total = session.scalar(select(func.count()).select_from(SearchDocument)) or 0
    session.rollback()
    with _told(WORDS, total) as tell:

        def step(done: int) -> None:
            tell(done)
            progress(done, total)

        engine(session).rebuild(_every_document(session, begin=lambda: tell(0)), step)
    give_back()
    compare()


def _every_document(session: Session, begin: Callable[[], None]) -> Iterator[SearchDocument]:
    """In the order of their ids, those that come meanwhile too; the read transaction ends now and then.

    ``begin`` is called with the first: an engine that another process makes anew asks for none.
    """
    begin()
    last = 0
    while True:
        ids = session.scalars(
            select(SearchDocument.id).where(SearchDocument.id > last).order_by(SearchDocument.id).limit(200)
        ).all()
        if not ids:
            return
        yield from documents.documents(session, ids)
        session.rollback()
        last = ids[-1]


def compare() -> int:
    """Bring the index to what the documents say; how many differed."""
    session = db.session()
    try:
        asked = session.scalar(select(SearchState.generation).where(SearchState.name == refreshing.INDEX)) or 0
        session.rollback()  # what the index has must be in a newer picture of the documents, or it would seem gone
        standing, gone = differences(session)
        if is_inside_the_database(session):
            differed = _compare_inside(standing, gone)
        else:
            differed = refreshing.mend(session, standing, gone)
    finally:
        session.rollback()
    with transaction() as writing:
        state_of(writing, refreshing.INDEX).done = asked
    return differed


def _compare_inside(standing: list[int], gone: list[int]) -> int:
    for batch in in_batches(standing, refreshing.BATCH):
        with transaction() as session:
            refreshing.mend(session, batch, ())
    if gone:
        with transaction() as session:
            refreshing.mend(session, (), gone)
    return len(standing) + len(gone)


def differences(session: Session) -> tuple[list[int], list[int]]:
    """Documents that the index has not, or otherwise; and what it has that isn't there any more."""
    held, told = engine(session).prints(), documents.prints(session)
    differing = [number for number, print_ in told.items() if held.get(number) != short_print(print_)]
    return sorted(differing), sorted(held.keys() - told.keys())


class _told:  # noqa: N801 - used as a statement
    """Tells in ``search_states`` how far something is once it has begun, and that it is over."""

    def __init__(self, name: str, total: int) -> None:
        self._name, self._total = name, total
        self._since: datetime | None = None

    def __enter__(self) -> Callable[[int], None]:
        return self._tell

    def _tell(self, done: int) -> None:
        if self._since is None:
            self._since = clock.now()
            self._write(done=done, total=self._total, rebuilding_since=self._since, error=None)
        else:
            self._write(done=done, rebuilding_since=self._since)

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        db.session().rollback()
        if self._since is not None or error is not None:
            self._write(rebuilding_since=None, error=repr(error)[:500] if error is not None else None)

    def _write(self, **values: datetime | int | str | None) -> None:
        with transaction() as session:
            state = state_of(session, self._name)
            for name, value in values.items():
                setattr(state, name, value)


def states(session: Session) -> Mapping[str, SearchState]:
    """What is known of documents, words and vectors."""
    return {row.name: row for row in session.scalars(select(SearchState))}


def take_up_again() -> None:
    """Give back what a worker held when it was killed: its changes, and that it was making something anew.

    Called when a worker starts. Another one that is alive does a change twice at most, and tells again how far it is.
    """
    with transaction() as session:
        session.execute(update(SearchState).values(rebuilding_since=None), execution_options=_UNSEEN)
        session.execute(
            update(Delivery)
            .where(
                Delivery.consumer == refreshing.CONSUMER, Delivery.done_at.is_(None), Delivery.set_aside_at.is_(None)
            )
            .values(next_try_at=clock.now()),
            execution_options=_UNSEEN,
        )
