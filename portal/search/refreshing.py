"""Keeping what can be found in step with what is there: from the journal, and by going through everything."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import structlog
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session, joinedload

from portal.core import clock
from portal.core.batches import in_batches
from portal.core.db import db, is_writing, one_at_a_time, transaction
from portal.core.errors import Busy
from portal.core.journal import Consumer, Delivery, JournalEntry
from portal.core.tags import Tag
from portal.search import documents
from portal.search.documents import Written, state_of
from portal.search.engine import WRITING, IndexBroken
from portal.search.engines import engine, is_inside_the_database
from portal.search.followed import EVENTS, Touched, touched
from portal.search.index_words import short_print
from portal.search.models import SearchDocument, SearchState
from portal.search.sources import Text, sources

log = structlog.get_logger()

CONSUMER = "search"
#: So many items are compared in one transaction; others wait no longer for it than for a form that is sent.
BATCH = 40
#: So many entries are carried out together.
MOST_ENTRIES = 400
#: So many documents are taken into the index by one commit of it.
AT_ONCE = 400
TAG = "tag"
#: The row of ``search_states`` by which is known whether the index says what the documents say: its generation goes up
#: whenever it may not, ``done`` is the generation at which it was compared last.
INDEX = "index"


def deliver(entry: JournalEntry) -> None:
    """Let search know of a change, and of those that wait behind it: one commit of the index is enough for all."""
    refresh_entries([entry])
    try:
        _carry_out(Delivery.attempts == 0)
    except Exception as error:  # noqa: BLE001 - each comes by itself then, and the one that failed is set aside
        log.warning("changes are indexed one by one", error=repr(error))


FOLLOWED = Consumer(EVENTS, deliver)


def carry_out_pending() -> int:
    """Let search know of every change that waits; how many. One that can't be read is left to the worker."""
    done = 0
    try:
        while n := _carry_out():
            done += n
    except Exception as error:
        if may_pass(error):
            raise
        log.warning("changes are indexed one by one", error=repr(error))
        done += sum(_carry_out_alone(number) for number in _pending())
    return done


def may_pass(error: Exception) -> bool:
    """Whether a fault is that of the machine or the database: whatever one tries just now meets it."""
    return isinstance(error, (Busy, OSError, OperationalError, InterfaceError))


def _pending() -> list[int]:
    session: Session = db.session()
    session.rollback()
    waiting = Delivery.consumer == CONSUMER, Delivery.done_at.is_(None), Delivery.set_aside_at.is_(None)
    return list(session.scalars(select(Delivery.id).where(*waiting).order_by(Delivery.id)))


def _carry_out_alone(delivery_id: int) -> int:
    try:
        return _carry_out(Delivery.id == delivery_id)
    except Exception as error:
        if may_pass(error):
            raise
        log.warning("a change can't be indexed", delivery=delivery_id, error=repr(error))
        return 0


def _carry_out(*which: ColumnElement[bool]) -> int:
    session: Session = db.session()
    session.rollback()
    rows = session.scalars(
        select(Delivery)
        .where(Delivery.consumer == CONSUMER, Delivery.done_at.is_(None), Delivery.set_aside_at.is_(None), *which)
        .order_by(Delivery.id)
        .options(joinedload(Delivery.entry))
        .limit(MOST_ENTRIES)
    ).all()
    if not rows:
        return 0
    ids = [row.id for row in rows]
    refresh_entries([row.entry for row in rows])
    with transaction() as session:
        session.execute(
            update(Delivery).where(Delivery.id.in_(ids), Delivery.done_at.is_(None)).values(done_at=clock.now()),
            execution_options={"synchronize_session": False},
        )
    return len(ids)


def refresh_entries(entries: Iterable[JournalEntry]) -> None:
    """Look again at everything that some entries of the journal are about."""
    session = db.session()
    found = touched(session, entries)
    session.rollback()
    refresh_all(found)


def refresh_all(found: Touched, *, mirror: bool = True) -> Written:
    """Look again at items of several kinds, tags last: they are open to whoever finds something that has them.

    Without ``mirror`` an index beside the database is left to ``healing.compare``.
    """
    done = Written()
    for kind, ids in sorted(found.items(), key=lambda pair: pair[0] == TAG):
        for batch in in_batches(sorted(ids), BATCH):
            done.add(_refresh(kind, batch))
    for batch in in_batches(sorted(_tag_ids(done.words) - found.get(TAG, set())), BATCH):
        done.add(_refresh(TAG, batch))
    if mirror:
        _mirror(done)
    return done


def refresh(kind: str, ids: Collection[int], *, mirror: bool = True) -> Written:
    """Look again at some items of a kind."""
    return refresh_all({kind: set(ids)}, mirror=mirror)


def _tag_ids(words: Collection[str]) -> set[int]:
    if not words:
        return set()
    session = db.session()
    found = {
        number
        for batch in in_batches(sorted(words))
        for number in session.scalars(select(Tag.id).where(Tag.name.in_(batch)))
    }
    session.rollback()
    return found


def _refresh(kind: str, ids: Sequence[int]) -> Written:
    """Compare, and write what differs. Texts are read before the transaction that keeps other writers waiting; what
    changes just then is read again inside. Where several write, they take turns: none brings an older text behind."""
    session: Session = db.session()
    session.rollback()
    before, now = _last_entry(session), clock.now()
    texts: Mapping[int, Sequence[Text]] = {}
    if not is_inside_the_database(session):
        texts = sources[kind].texts(session, ids)
    with transaction() as session:
        one_at_a_time(session, WRITING)
        if is_inside_the_database(session) or _last_entry(session) != before:
            texts = sources[kind].texts(session, ids)
        done = documents.write(session, kind, ids, texts, now=now)
        if done and is_inside_the_database(session):
            _put_inside(session, done)
    return done


def _last_entry(session: Session) -> int:
    return session.scalar(select(func.max(JournalEntry.id))) or 0


def _put_inside(session: Session, done: Written) -> None:
    words = engine(session)
    words.remove(done.gone)
    words.put(list(documents.documents(session, done.changed)))


def _mirror(done: Written) -> None:
    """Bring an index that lies beside the database to what the documents say; where it can't be written, the worker
    compares it soon.

    Also what seems unchanged is compared: the process may have died between the two.
    """
    session = db.session()
    if is_inside_the_database(session) or not (done.standing or done.gone):
        return
    try:
        mend(session, done.standing, done.gone)
    except IndexBroken as error:
        log.info("search index can't be written", error=str(error))
        with transaction() as writing:
            fall_behind(writing)
    finally:
        session.rollback()


def fall_behind(session: Session) -> None:
    """Note that the index may say something else than the documents, until it was compared; in a transaction."""
    state_of(session, INDEX).generation = SearchState.generation + 1


def mend(session: Session, standing: Collection[int], gone: Collection[int]) -> int:
    """Index those of ``standing`` of which the index says something else, and forget ``gone``; how many of both."""
    words = engine(session)
    held = words.prints(standing)
    told = documents.prints(session, standing)
    differing = [number for number, print_ in sorted(told.items()) if held.get(number) != short_print(print_)]
    for batch in in_batches(differing, AT_ONCE):
        words.put(_as_they_stand(session, batch))
    words.remove(gone)
    return len(differing) + len(gone)


def _as_they_stand(session: Session, ids: Sequence[int]) -> Iterator[SearchDocument]:
    """Read when the engine asks for them: it may have waited for somebody who wrote a newer state of one."""
    if not is_writing(session):
        session.rollback()
    yield from documents.documents(session, ids)
