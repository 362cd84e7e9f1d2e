"""The texts as they are searched, kept in step with their owners' rows: what has changed is written, nothing else."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.core.batches import in_batches
from portal.core.db import insert_new
from portal.search.models import SearchDocument, SearchState
from portal.search.sources import Text

#: The row of ``search_states`` that tells of the index of words.
WORDS = "words"


@dataclass(slots=True)
class Written:
    """What a comparison with the owners' rows has changed."""

    #: The documents of all items that were compared, as they stand now.
    standing: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    #: The short words that changed documents have or had: tags among them.
    words: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone)

    def add(self, other: "Written") -> None:
        """Take in what another comparison has changed."""
        self.standing += other.standing
        self.changed += other.changed
        self.gone += other.gone
        self.words |= other.words


def write(
    session: Session, kind: str, ids: Collection[int], texts: Mapping[int, Sequence[Text]], *, now: datetime
) -> Written:
    """Let the documents of these items say what their owner says; ``texts`` are those of all of ``ids``."""
    held = _held(session, kind, ids)
    done, wanted = Written(), {(text.item_id, text.part): text for text in _each(ids, texts)}
    for place, text in wanted.items():
        values = _values(kind, text)
        row = held.get(place)
        if row is None:
            document = SearchDocument(**values, changed_at=now)
            session.add(document)
            session.flush()  # whoever indexes it needs the id
            done.standing.append(document.id)
            done.changed.append(document.id)
            done.words |= set(text.words)
            continue
        done.standing.append(row.id)
        if row.print_ != values["print_"]:
            _change(session, row.id, {**values, "changed_at": now})
            done.changed.append(row.id)
            done.words |= {*text.words, *row.words.split("\n")}
    for place, row in held.items():
        if place not in wanted:
            done.gone.append(row.id)
            done.words |= set(row.words.split("\n"))
    for batch in in_batches(done.gone):
        session.execute(delete(SearchDocument).where(SearchDocument.id.in_(batch)), execution_options=_UNSEEN)
    done.words.discard("")
    return done


_UNSEEN = {"synchronize_session": False}


def _held(session: Session, kind: str, ids: Collection[int]) -> dict[tuple[int, str], Any]:
    columns: tuple[Any, ...] = (
        SearchDocument.id, SearchDocument.item_id, SearchDocument.part, SearchDocument.print_, SearchDocument.words,
    )  # fmt: skip
    rows = (
        row
        for batch in in_batches(ids)
        for row in session.execute(
            select(*columns)
            .where(SearchDocument.kind == kind, SearchDocument.item_id.in_(batch))
            .order_by(SearchDocument.id)
        )
    )
    return {(row.item_id, row.part): row for row in rows}


def _each(ids: Collection[int], texts: Mapping[int, Sequence[Text]]) -> Iterable[Text]:
    return (text for item_id in sorted(ids) for text in texts.get(item_id, ()))


def _values(kind: str, text: Text) -> dict[str, Any]:
    said = asdict(text) | {"words": "\n".join(text.words), "access": " ".join(sorted(text.access)), "kind": kind}
    told = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return {**said, "print_": sha256(told.encode()).hexdigest()}


def _change(session: Session, document_id: int, values: Mapping[str, Any]) -> None:
    statement = update(SearchDocument).where(SearchDocument.id == document_id).values(**values)
    # A session that has read it before would go on with what it said.
    session.execute(statement, execution_options={"synchronize_session": "fetch"})


def state_of(session: Session, name: str) -> SearchState:
    """The row that tells of one thing, made when it isn't there; in a transaction."""
    insert_new(session, SearchState, {"name": name, "generation": 0, "done": 0, "total": 0, "version": ""}, ["name"])
    return session.get_one(SearchState, name, with_for_update=True)


def documents(session: Session, ids: Collection[int]) -> Iterator[SearchDocument]:
    """Those of these ids, rising, not kept in the session."""
    for batch in in_batches(sorted(ids), 200):
        rows = session.scalars(
            select(SearchDocument)
            .where(SearchDocument.id.in_(batch))
            .order_by(SearchDocument.id)
            .execution_options(populate_existing=True)
        ).all()
        for row in rows:
            session.expunge(row)  # a transaction that ends while they are read would let each be read again
        yield from rows


def prints(session: Session, ids: Collection[int] | None = None) -> Mapping[int, str]:
    """The print of each of these documents (None: of all) by its id: what an index is compared with."""
    columns = select(SearchDocument.id, SearchDocument.print_)
    if ids is None:
        return {row[0]: row[1] for row in session.execute(columns)}
    return {
        row[0]: row[1]
        for batch in in_batches(sorted(ids))
        for row in session.execute(columns.where(SearchDocument.id.in_(batch)))
    }
